"""A plan pasted into the form: taken over with its roles and limits, and without what a page must not take."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from fairwitness.app import pasted, uploads
from fairwitness.app.uploads import Draft
from fairwitness.audits.plan.template import dump_plan

ROWS = "paid,offer,sex,age\n" + "".join(
    f"{i % 2},{i // 2 % 2},{'fm'[i % 3 == 0]},{20 + i % 40}\n" for i in range(80)
)
PLAN = """\
title: Loans
data: {path: elsewhere/loans.csv}
roles: {target: paid, prediction: offer, sensitive: [sex]}
gates:
  - {metric: accuracy, limit: 0.2}
seed: 7
"""


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    (tmp_path / "rows.csv").write_text(ROWS)
    return uploads.draft_of(tmp_path / "rows.csv")


def test_a_plan_is_taken_over_the_rows_that_are_there(draft: Draft) -> None:
    found = pasted.take(PLAN, draft)
    assert found.mistakes == ()
    assert found.draft is not None
    assert found.draft.dataset is draft.dataset
    plan = found.draft.plan
    assert (plan.title, plan.seed, plan.roles.target, plan.gates[0].metric) == (
        "Loans",
        7,
        "paid",
        "accuracy",
    )
    assert plan.data.path == "rows.csv"
    assert "'loans.csv'; the rows stay those of rows.csv" in found.said[0]
    again = pasted.take(dump_plan(plan), found.draft)
    assert again.draft is not None
    assert again.draft.plan == plan, "what the page shows can be pasted back"


def test_a_plan_waits_for_its_rows(draft: Draft) -> None:
    found = pasted.take(PLAN, None)
    assert found.draft is None
    assert found.waits is not None
    assert "choose it in the step Data" in found.said[0]
    then = pasted.give_rows(found.waits, draft)
    assert then.draft is not None
    assert then.draft.plan.roles.target == "paid"
    assert then.draft.data_file == draft.data_file


def test_rows_that_can_be_read_by_name_are_read(draft: Draft) -> None:
    text = "data: {sklearn: breast_cancer}\nroles: {target: target, prediction: target, sensitive: []}\n"
    found = pasted.take(text.replace("prediction: target, ", ""), draft)
    assert found.draft is not None
    assert len(found.draft.dataset.frame) == 569
    assert found.draft.data_file is None
    same = pasted.take("data: {sklearn: breast_cancer}\nroles: {target: target}\n", found.draft)
    assert same.draft is not None
    assert same.draft.dataset is found.draft.dataset, "not read twice"


def test_how_a_file_is_read_is_taken_along(draft: Draft) -> None:
    found = pasted.take("data: {missing: ['20'], types: {age: text}}\nroles: {target: paid}\n", draft)
    assert found.draft is not None
    assert found.draft.dataset.frame["age"].isna().sum() == 2
    assert pd.api.types.is_string_dtype(found.draft.dataset.frame["age"].dropna())
    assert found.draft.plan.data.types == {"age": "text"}


def test_columns_that_are_not_there_are_said_by_line(draft: Draft) -> None:
    found = pasted.take(PLAN.replace("offer", "offr").replace("[sex]", "[sex, race]"), draft)
    assert found.draft is None
    assert [one.line for one in found.mistakes] == [3, 3]
    assert "Did you mean 'offer'?" in found.mistakes[0].sentence
    (one,) = pasted.take("where: ['aeg > 3']\n", draft).mistakes
    assert "Did you mean 'age'?" in one.sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("frameworks: [/etc/passwd.yaml]\n", "must name frameworks that are registered"),
        ("data: {sql: {url: 'env:HOME', query: SELECT 1}}\n", "whoever runs this server has named"),
        ("data: {sql: {url: 'sqlite:////x.db', query: SELECT 1}}\n", "whoever runs this server has named"),
        ("data: {sql: {url: 'sqlite:////x.db', query: DROP TABLE x}}\n", "one SELECT"),
        ("data: {sklearn: nothing}\n", "nothing"),
        ("x" * 200_001, "at most 200,000 characters"),
        ("", "must hold keys"),
        ("<html>", "must hold keys"),
    ],
)
def test_what_is_refused(draft: Draft, text: str, words: str) -> None:
    found = pasted.take(text, draft)
    assert found.draft is None
    (one,) = found.mistakes
    assert words in one.sentence


def test_no_file_of_the_server_and_no_consent_comes_in(draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "evil.pkl").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    text = f"""\
data: {{path: /etc/passwd, predictions: /etc/shadow, engine: 'spark://evil:7077'}}
model: {{path: {tmp_path}/evil.pkl, run_code: true}}
statements: /etc/hosts
trail: trail.jsonl
report: {{logo: /etc/logo.png, language: /etc/passwd.yaml, organisation: Acme}}
roles: {{target: paid}}
"""
    found = pasted.take(text, draft)
    assert found.draft is not None
    plan = found.draft.plan
    assert (plan.model, plan.statements, plan.trail, plan.report.logo) == (None, None, None, None)
    assert plan.report.language == "en"
    assert (plan.data.path, plan.data.predictions, plan.data.engine) == ("rows.csv", None, None)
    assert plan.report.organisation == "Acme"
    assert found.draft.model is None
    said = " ".join(found.said)
    assert "'passwd'" in said
    assert "'evil.pkl'" in said
    assert "`statements`, `trail`, `report.logo`, `report.language`" in said
