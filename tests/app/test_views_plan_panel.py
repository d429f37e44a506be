"""The plan beside every step, and a plan that is pasted in."""

from __future__ import annotations

import pytest
from new_form import CSV, can_run, form, go, problems, text, upload, value
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from fairwitness.app import store
from fairwitness.app.web import MAIN
from fairwitness.audits.plan import parse_plan

PLAN = """\
title: Pasted
data: {path: people.csv}
roles: {target: decision, prediction: hired, positive: 0, sensitive: [{name: age, bins: [30, 45]}]}
gates: [{metric: false_positive_rate, limit: 0.07}]
seed: 3
"""


def paste(found: AppTest, text: str) -> AppTest:
    found.text_area(key="new-yaml").set_value(text).run()
    return found.button(key="take-plan").click().run()


def empty() -> AppTest:
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found._page_hash = calc_hash("new")
    return found.run()


def test_the_plan_is_seen_in_every_step_and_changes_with_the_form() -> None:
    found = form()
    for step in ("data", "roles", "model", "checks"):
        go(found, step)
        assert parse_plan(found.code[0].value).roles.target == "hired"
    go(found, "roles").selectbox(key="new.target").select("points").run()
    assert parse_plan(found.code[0].value).roles.target == "points"


def test_a_pasted_plan_fills_the_form(started: list[str]) -> None:
    found = paste(form(), PLAN)
    assert problems(found) == []
    assert (value(found, "title"), value(found, "target"), value(found, "bins.age")) == (
        "Pasted",
        "decision",
        "30, 45",
    )
    found.button(key="run").click().run()
    plan = store.plan(started[0])
    assert (plan.seed, plan.roles.positive, plan.gates[0].limit) == (3, "0", 0.07)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PLAN.replace("seed: 3", "seed: -1"), "Line 5: <code>seed</code>"),
        (PLAN.replace("false_positive_rate", "false_positve_rate"), "Line 4:"),
        (PLAN.replace("target: decision", "target: decisio"), "Line 3: The target must be a column"),
        ("title: [", "Line 1:"),
        ("hello", "must hold keys"),
        ("", "must hold keys"),
    ],
)
def test_a_mistake_is_said_by_line_and_nothing_changes(text: str, words: str) -> None:
    found = form()
    found.text_input(key="new.title").set_value("Mine").run()
    paste(found, text)
    assert words in problems(found)[0]
    assert (value(found, "title"), value(found, "target")) == ("Mine", "hired")
    assert found.text_area(key="new-yaml").value == text, "what was pasted is still there to correct"


def test_a_plan_can_come_before_its_rows() -> None:
    found = paste(empty(), PLAN)
    assert problems(found) == []
    assert "choose it in the step Data" in text(found)
    upload(found, CSV)
    assert value(found, "title") == "Pasted"
    assert value(found, "target") == "decision"
    assert can_run(found)


def test_attacks_in_a_plan_are_only_text() -> None:
    found = paste(form(), "title: <img src=x onerror=alert(1)>\n<b>: 1\n")
    assert "<img" not in text(found)
    assert "<b>:" not in text(found)
