"""The section on explanations with a real model: a case is searched, picked, changed, and explained again."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.tree import DecisionTreeClassifier
from streamlit.testing.v1 import AppTest
from test_pages import app, go, sane
from test_views_numbers import begun, english, sealed, strings

from fairwitness.app import live, store
from fairwitness.audits.plan import make_plan
from fairwitness.audits.run import run_plan

N = 120
COLUMNS = ["income", "debt", "male"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with three audits: of a decision, of one of several labels, and of a number."""
    home = tmp_path_factory.mktemp("home")
    draw = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "person": [f"P-{i:03d}" for i in range(N)],
            "income": draw.uniform(10, 90, N).round(1),
            "debt": draw.integers(0, 9, N),
            "male": draw.integers(0, 2, N),
        }
    )
    frame["paid"] = (frame.income + draw.normal(0, 10, N) > 50).astype(int)
    frame["grade"] = np.select([frame.income < 35, frame.income < 65], ["low", "mid"], "high")
    models = {
        "loans": (
            LogisticRegression().fit(frame[COLUMNS], frame.paid),
            {"target": "paid", "positive": 1},
            "binary",
        ),
        "grades": (
            DecisionTreeClassifier(max_depth=3, random_state=0).fit(frame[COLUMNS], frame.grade),
            {"target": "grade", "favourable": "high"},
            "multiclass",
        ),
        "prices": (
            LinearRegression().fit(frame[COLUMNS], 3 * frame.income),
            {"target": "income"},
            "regression",
        ),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWITNESS_HOME", str(home))
        for name, (model, roles, task) in models.items():
            _audit(name, frame, model, roles, task)
    return home


def _audit(name: str, frame: pd.DataFrame, model: object, roles: dict[str, object], task: str) -> None:
    plan = make_plan(
        {
            "title": name,
            "task": task,
            "data": {"path": "inputs/rows.csv"},
            "model": {"path": "inputs/m.skops"},
            "roles": {"id": "person", "sensitive": ["male"], "features": COLUMNS, **roles},
            "explain": {"rows": 8, "background": 10, "effects": 0},
            "words": {"columns": {"income": "Income, $"}},
        }
    )
    files = {
        "rows.csv": io.BytesIO(frame.to_csv(index=False).encode()),
        "m.skops": io.BytesIO(skops.io.dumps(model)),
    }
    store.create(plan, files, audit=name)
    record, _ = run_plan(plan, store.folder(name))
    record.save(store.folder(name))
    store.settle(name)


@pytest.fixture
def home(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAIRWITNESS_HOME", str(kept))
    return kept


def shown(audit: str = "loans", **query: str) -> AppTest:
    live.ready(audit, store.entry(audit).hash or "").result(60)
    return app("explanations", audit=audit, **{"part": "case"} | query)


def field(column: str, name: str) -> str:
    return f"what-if.{name}.{column}"


def test_the_address_says_which_case_is_picked() -> None:
    said = sane(found := shown(case="P-007"))
    assert "Case P-007:" in said
    assert found.radio(key="case-picked").value == "P-007"
    assert "case P-007" in said


def test_the_first_case_is_picked_if_the_address_names_none_or_one_that_is_not_there() -> None:
    found = shown()
    assert "Case P-000:" in sane(found)
    assert found.query_params["case"] == "P-000"
    assert "No case is named" not in sane(found)
    other = shown(case="<b>nobody")
    assert "Case P-000:" in sane(other)
    assert "No case is named &#x27;&lt;b&gt;nobody&#x27;" in sane(other), "no silent default"
    assert "No case is named" not in sane(other.run())


def test_a_case_named_in_full_is_picked_and_one_of_the_list_by_hand() -> None:
    found = shown()
    found.text_input(key="case-text").set_value("p-042").run()
    assert "Case P-042:" in sane(found)
    found.text_input(key="case-text").set_value("P-01").run()
    assert "1 to 8 of 10 cases" in sane(found)
    found.radio(key="case-picked").set_value("P-013").run()
    assert "Case P-013:" in sane(found)
    assert found.query_params["case"] == "P-013"
    found.button(key="case-further").click().run()
    assert found.radio(key="case-picked").value is None
    assert "9 to 10 of 10 cases" in sane(found)
    assert "Case P-013:" in sane(found)


def test_cases_are_filtered_and_sorted() -> None:
    found = shown()
    wrong = next(one for one in found.selectbox(key="case-kind").options if one.startswith("Wrongly refused"))
    found.selectbox(key="case-kind").select(wrong).run()
    found.selectbox(key="case-order").select("Nearest to the threshold first").run()
    first = found.radio(key="case-picked").options[0]
    assert "*decided 0*" in first
    assert "*was 1*" in first
    found.number_input(key="case-low").set_value(0.99).run()
    assert f"No case of {N} fits" in sane(found)
    assert not found.radio


def test_what_was_asked_of_one_audit_is_not_asked_of_the_next() -> None:
    found = shown()
    found.text_input(key="case-text").set_value("P-01").run()
    live.ready("prices", store.entry("prices").hash or "").result(60)
    found.query_params.clear()
    assert "of 120 cases" in sane(go(found, "explanations", audit="prices"))
    assert found.text_input(key="case-text").value == ""


def test_the_model_answers_to_a_change_at_once() -> None:
    found = shown(case="P-007")
    ready = live.ready("loans", store.entry("loans").hash or "").result(5)
    row = ready.cases.exact("P-007")
    assert row is not None
    assert "Nothing is changed: the output is" in sane(found)
    found.number_input(key=field("income", "P-007")).set_value(95.0).run()
    said = sane(found)
    expected = ready.editor.reply(row, {"income": 95.0})
    assert f"to {expected.after.output:.3f}" in said
    assert "No row has &#x27;Income, $&#x27; over" in said
    found.button(key="what-if-back").click().run()
    assert "Nothing is changed" in sane(found)
    assert found.number_input(key=field("income", "P-007")).value == pytest.approx(
        float(ready.subject.frame.income[row])
    )


def test_a_sensitive_column_can_be_changed_and_is_no_test_of_cause() -> None:
    found = shown(case="P-007")
    held = found.number_input(key=field("male", "P-007"))
    assert "sensitive" in sane(found)
    held.set_value(1 - int(held.value)).run()
    assert "It is no test of cause" in sane(found)


def test_an_emptied_field_is_missing_and_what_the_model_does_not_take_is_a_sentence() -> None:
    found = shown(case="P-007")
    found.number_input(key=field("income", "P-007")).set_value(None).run()
    said = sane(found)
    assert "must accept the columns" in said
    assert "Nothing is lost" in said
    found.number_input(key=field("income", "P-007")).set_value(20.0).run()
    assert "must accept" not in sane(found)


def test_the_changed_case_is_explained_beside_the_first() -> None:
    found = shown(case="P-007")
    assert not [one for one in found.toggle if one.key == "what-if-explain"]
    found.number_input(key=field("income", "P-007")).set_value(95.0).run()
    found.toggle(key="what-if-explain").set_value(True).run()
    said = sane(found)
    assert "As it is" in said
    assert "With the changes" in said
    assert said.count("Contributions to the output of case P-007") >= 3


def test_single_changes_are_looked_for_when_asked() -> None:
    found = shown(case="P-007")
    assert "Other value" not in sane(found)
    found.toggle(key="what-if-singles").set_value(True).run()
    said = sane(found)
    assert "Other value" in said
    assert "They are no advice" in said


def test_nothing_is_written_while_somebody_tries(home: Path) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*.json*") if path.is_file()}
    found = shown(case="P-007")
    found.number_input(key=field("debt", "P-007")).set_value(3).run()
    found.toggle(key="what-if-singles").set_value(True).run()
    assert {path: path.read_bytes() for path in home.rglob("*.json*") if path.is_file()} == before


def test_of_several_labels_the_probability_of_each_is_shown() -> None:
    found = shown("grades", case="P-003")
    found.number_input(key=field("income", "P-003")).set_value(89.0).run()
    said = sane(found)
    assert "Probability of low" in said
    assert "Probability of high" in said


def test_a_number_has_neither_decision_nor_single_changes() -> None:
    found = shown("prices", case="P-003")
    found.number_input(key=field("income", "P-003")).set_value(50.0).run()
    said = sane(found)
    assert "The number predicted goes from" in said
    assert "150" in said
    assert "decision" not in said.split("The number predicted goes from")[1]
    assert not [one for one in found.toggle if one.key == "what-if-singles"]


@pytest.mark.parametrize("part", ["importance", "case"])
def test_every_part_has_an_address(part: str) -> None:
    anchors = [one.proto.anchor for one in shown(part=part).header]
    assert {"importance", "case", "column"} <= set(anchors)
    assert anchors[0] == part
    assert ("what-if" in anchors) == ("single-changes" in anchors) == (part == "case")


def test_the_main_message_stands_first_and_single_cases_are_drawn_when_asked_for(home: Path) -> None:
    live.ready("loans", store.entry("loans").hash or "").result(60)
    found = app("explanations", audit="loans")
    assert found.header[0].value == "What moves the output"
    assert not found.radio
    assert "case" not in found.query_params
    found.button(key="explanations-part-case").click().run()
    assert "Case P-000:" in sane(found)


def test_an_address_that_names_a_case_alone_leads_to_it(home: Path) -> None:
    live.ready("loans", store.entry("loans").hash or "").result(60)
    found = app("explanations", audit="loans", case="P-007")
    assert found.header[0].value == "One case"
    assert "Case P-007:" in sane(found)


def test_the_output_is_followed_along_one_column() -> None:
    found = shown(part="column")
    assert found.selectbox(key="along-column").options == ["Income, $", "debt", "male"]
    assert not found.radio


@pytest.mark.parametrize("tag", ["de", "fr", "de-CH"])
def test_figures_have_the_form_of_the_reader_and_values_of_the_data_stand_as_they_are(tag: str) -> None:
    ready = live.ready("loans", store.entry("loans").hash or "").result(60)
    found = go(begun(tag), "explanations", audit="loans", case="P-007")
    found.toggle(key="what-if-singles").set_value(True).run()
    found.number_input(key=field("income", "P-007")).set_value(33.5).run()
    values = [str(ready.editor.values(7)["income"]), "33.5"]
    values += [text for one in ready.single_changes("P-007") for text in (one.before, one.after)]
    values += [text for case in ready.case("P-007") for text in strings(case.model_dump(mode="json"))]
    assert english(found, *values, *sealed(store.record("loans"))) == []
    score = re.search(r"score \S+", found.radio(key="case-picked").options[0])
    assert score is not None
    assert ("," in score[0]) == (tag != "de-CH")
