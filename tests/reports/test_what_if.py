"""A changed case in words: both figures, the decision, and what a sensitive column does and does not show."""

from __future__ import annotations

import pytest

from fairwitness.audits.what_if import Change, Changed, Field, Reply, Rule, SingleChange
from fairwitness.reports import what_if

RULE = Rule(0.5, "yes", "no", number=False)
NUMBER = Rule(None, "", "", number=True)
INCOME = Field("income", "Income, $", "number", sensitive=False, missing=0, low=12, high=340, whole=True)
SEX = Field("sex", "Sex", "choice", sensitive=True, missing=3, choices=("f", "m"))


def changed(after: float, decision: str | None, *fields: Field, before: float = 0.4812) -> Changed:
    first = None if decision is None else "no"
    changes = tuple(Change(field, "1", "2") for field in fields)
    return Changed(Reply(before, first, None), Reply(after, decision, None), changes, ())


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (changed(0.4812, "no"), "Nothing is changed: the output is 0.481, the decision no."),
        (
            changed(0.62, "yes", INCOME),
            "The output goes from 0.481 to 0.620. The decision changes from no to yes.",
        ),
        (changed(0.48, "no", INCOME), "The output goes from 0.481 to 0.480. The decision stays no."),
        (changed(0.48119, "no", INCOME), "The output stays 0.481. The decision stays no."),
    ],
)
def test_output_and_decision_are_said(found: Changed, said: str) -> None:
    assert what_if.sentence(found, RULE) == said


def test_a_number_has_no_decision_to_speak_of() -> None:
    found = changed(-1234.5, None, INCOME, before=99.0)
    assert what_if.sentence(found, NUMBER) == "The number predicted goes from 99 to −1,234.5."
    assert [row[0] for row in what_if.side_by_side(found, NUMBER).rows] == ["Income, $", "Number predicted"]


def test_changed_values_stand_above_what_the_model_says() -> None:
    table = what_if.side_by_side(changed(0.62, "yes", INCOME, SEX), RULE)
    assert table.rows == (
        ("Income, $", "1", "2"),
        ("Sex", "1", "2"),
        ("Output", "0.481", "0.620"),
        ("Decision", "no", "yes"),
    )


def test_of_several_labels_every_share_is_shown() -> None:
    one, two = ({"a": 0.2, "b": 0.8}, {"a": 0.7, "b": 0.3})
    found = Changed(Reply(0.2, "b", one), Reply(0.7, "a", two), (Change(INCOME, "1", "2"),), ())
    rows = what_if.side_by_side(found, Rule(None, "a", "", number=False)).rows
    assert rows[1:] == (
        ("Probability of a", "0.200", "0.700"),
        ("Probability of b", "0.800", "0.300"),
        ("Decision", "b", "a"),
    )


def test_a_sensitive_column_is_no_test_of_cause() -> None:
    assert what_if.sensitive(changed(0.5, "no", INCOME)) == ""
    said = what_if.sensitive(changed(0.5, "no", SEX))
    assert "(Sex)" in said
    assert "no test of cause" in said


def test_what_was_observed_is_said_in_few_words() -> None:
    assert what_if.observed(INCOME) == "12 to 340"
    assert what_if.observed(SEX) == "2 values, 3 missing, sensitive"


def test_single_changes_are_no_advice() -> None:
    found = (
        SingleChange(INCOME, "100", "120", 120.0, 0.51, "yes", 0.034),
        SingleChange(SEX, "f", "m", "m", 0.6, "yes", None),
    )
    table = what_if.singles(found, RULE)
    assert table.rows == (
        ("Income, $", "100", "120", "3.4%", "0.510", "yes"),
        ("Sex (sensitive)", "f", "m", "no order", "0.600", "yes"),
    )
    assert table.caption == "Single changes that would change the decision"
    assert "no advice" in what_if.SINGLES_MEAN
