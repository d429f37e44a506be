"""Each mistake of a plan has its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.plan.load import parse_plan
from fairwitness.audits.plan.mistakes import Mistake, mistake_of, mistakes
from fairwitness.errors import PlanError, UnknownNameError

GOOD = """title: Loans
roles:
  target: hired
  sensitive:
    - sex
    - {name: age, column: born, bins: [25, 45]}
gates:
  - {metric: selection_rate}
  - metric: precision
    kind: ratio
    limit: 0.8
checks: {min_group: 30}
"""


def test_a_plan_without_mistakes() -> None:
    assert mistakes(GOOD) == ()


@pytest.mark.parametrize(
    ("was", "becomes", "line", "says"),
    [
        ("title: Loans", "titel: Loans", 1, "There is no key `titel`. Did you mean 'title'?"),
        ("  target: hired", "  target: [hired]", 3, "`roles.target` must be a valid string"),
        (
            "    limit: 0.8",
            "    limit: a lot",
            11,
            "`gates.1.limit` must be a valid number. Got 'a lot' instead.",
        ),
        (
            "{metric: selection_rate}",
            "{metric: selection_rate, limitt: 1}",
            8,
            "There is no key `gates.0.limitt`",
        ),
        ("    kind: ratio", "    kind: quotient", 10, "`gates.1.kind`"),
        ("    limit: 0.8", "    limit: 8", 9, "The `limit` of a ratio must be at most 1. Got 8 instead"),
        ("bins: [25, 45]", "bins: [45, 25]", 6, "The `bins` of 'age' must be edges that rise"),
        ("min_group: 30", "min_group: -1", 12, "`checks.min_group`"),
        (
            "  target: hired",
            "  target: hired\n  target: left",
            4,
            "Each key must stand once. Got 'target' again",
        ),
        ("  target: hired", "  target: [", 5, "must be YAML. It stops being so in line 5"),
    ],
)
def test_one_mistake(was: str, becomes: str, line: int, says: str) -> None:
    assert was in GOOD
    found = mistakes(GOOD.replace(was, becomes))
    assert found[0].line == line, found
    assert says in found[0].sentence


def test_all_are_found_in_the_order_of_their_lines() -> None:
    text = GOOD.replace("title", "titel").replace("0.8", "a lot").replace("30", "few")
    assert [one.line for one in mistakes(text)] == [1, 11, 12]


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n"])
def test_what_is_no_plan_at_all_has_no_line(text: str) -> None:
    (found,) = mistakes(text)
    assert found.line is None


def test_a_name_that_is_refused_later_is_found_by_its_spelling() -> None:
    error = UnknownNameError("There is no metric named 'precision'.")
    assert mistake_of(error, GOOD) == Mistake(9, str(error))
    assert mistake_of(UnknownNameError("There is none named 'other'."), GOOD).line is None
    assert mistake_of(UnknownNameError("There is none."), GOOD).line is None


@given(st.text(max_size=60), st.integers(0, len(GOOD)))
def test_there_are_mistakes_exactly_where_a_plan_is_refused(text: str, place: int) -> None:
    mixed = GOOD[:place] + text + GOOD[place:]
    try:
        parse_plan(mixed)
        refused = False
    except PlanError:
        refused = True
    found = mistakes(mixed)
    assert bool(found) == refused
    assert all(one.line is None or one.line >= 1 for one in found)
