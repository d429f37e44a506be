"""What each of the four steps lacks, and where it is put right."""

from __future__ import annotations

import pytest

from fairwitness.app import form, steps
from fairwitness.app.steps import STEPS, Missing
from fairwitness.audits.plan import make_plan


def test_an_address_names_a_step() -> None:
    assert [steps.step_named(text) for text in ("roles", "checks", "nowhere", None)] == [
        "roles",
        "checks",
        "data",
        "data",
    ]
    assert [steps.beside(step) for step in STEPS] == [
        (None, "roles"),
        ("data", "model"),
        ("roles", "checks"),
        ("model", None),
    ]


def test_every_field_has_a_step() -> None:
    plan = make_plan({"roles": {"sensitive": ["sex"]}})
    fields = {name.partition(".")[0] for name in form.values_of(plan, has_model=False)}
    of_checks = {field for field in fields if steps.step_of(field) == "checks"}
    assert of_checks == {
        "gates",
        "alpha",
        "seed",
        "min_group",
        "frameworks",
        "country",
        "energy_budget",
        "words",
    }
    assert steps.step_of("bins.age") == "roles"
    assert steps.step_of("words.people") == "checks"


def test_without_rows_only_rows_are_asked_for() -> None:
    (one,) = steps.missing({"gates": "Wrong."}, has_rows=False, model_waits=True)
    assert one.step == "data"
    assert "Rows are missing" in one.sentence
    marks = steps.marks((one,), has_rows=False, has_model=False)
    assert {mark.words for mark in marks} == {"to do"}


def test_what_is_missing_stands_in_the_order_of_the_steps_and_once() -> None:
    problems = {"gates": "A limit.", "target": "A role.", "bins.age": "A role."}
    found = steps.missing(problems, has_rows=True, model_waits=True)
    assert found[0] == Missing("roles", "A role.")
    assert [one.step for one in found] == ["roles", "model", "checks"]
    assert steps.missing({}, has_rows=True, model_waits=False) == ()


@pytest.mark.parametrize(
    ("lacks", "has_model", "fits", "words"),
    [
        ((), False, True, ["done", "done", "none given", "done"]),
        ((), True, True, ["done", "done", "done", "done"]),
        ((), True, False, ["done", "done", "does not fit", "done"]),
        ((Missing("roles", "a"),), False, True, ["done", "1 thing missing", "none given", "done"]),
        (
            (Missing("roles", "a"), Missing("roles", "b"), Missing("model", "c")),
            True,
            True,
            ["done", "2 things missing", "1 thing missing", "done"],
        ),
    ],
)
def test_each_step_says_how_far_it_is(
    lacks: tuple[Missing, ...], has_model: bool, fits: bool, words: list[str]
) -> None:
    marks = steps.marks(lacks, has_rows=True, has_model=has_model, model_fits=fits)
    assert [mark.words for mark in marks] == words
    assert [mark.label.partition(":")[0] for mark in marks] == ["1 Data", "2 Roles", "3 Model", "4 Checks"]


def test_a_model_that_does_not_fit_leads_to_its_step() -> None:
    assert steps.unfit().step == "model"
