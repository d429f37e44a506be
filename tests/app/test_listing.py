"""Which audits a list shows, and series of audits of one title."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.app.listing import MOST_IN_TREND, Kind, Point, Wanted, matching, trends
from fairwitness.app.store import Entry

ONE = Entry(
    "one", "Hiring, May", "2026-05-04T10:00:00+00:00", "may.csv", 100, {"disparity": 1, "within": 3}, "a" * 64,
    by="Ada", model="XGBClassifier",
)  # fmt: skip
TWO = replace(
    ONE, id="two", title="Credit", created="2026-06-01T10:00:00+00:00", tally={"inconclusive": 2}, by="Bo"
)
NEW = replace(ONE, id="new", title="Later", hash=None, tally=None, rows=None, project="other")
ALL = (NEW, TWO, ONE)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ALL),
        (Wanted("HIRING may"), (ONE,)),
        (Wanted("xgb 2026-06"), (TWO,)),
        (Wanted("ada bo"), ()),
        (Wanted(kind="disparity"), (ONE,)),
        (Wanted(kind="unsettled"), (TWO,)),
        (Wanted(kind="unfinished"), (NEW,)),
        (Wanted(by="Bo"), (TWO,)),
        (Wanted(project="other"), (NEW,)),
        (Wanted("hiring", "unsettled"), ()),
    ],
)
def test_what_is_asked_for_is_shown_in_its_order(wanted: Wanted, found: tuple[Entry, ...]) -> None:
    assert matching(ALL, wanted) == found


@given(st.text(), st.sampled_from(["all", "disparity", "unsettled", "unfinished"]))
def test_a_search_never_adds(words: str, kind: Kind) -> None:
    few, more = matching(ALL, Wanted(words, kind)), matching(ALL, Wanted(kind=kind))
    assert [entry for entry in more if entry in few] == list(few)


def test_a_series_is_of_one_title_and_project_up_to_each_audit() -> None:
    second = replace(ONE, id="second", created="2026-05-05T10:00:00+00:00", tally={"within": 4})
    third = replace(ONE, id="third", created="2026-05-06T10:00:00+00:00", project="other")
    assert trends([third, TWO, second, ONE]) == {"second": (Point(3, 4), Point(4, 4))}


def test_audits_without_limits_or_result_are_in_no_series() -> None:
    bare = [replace(ONE, id=f"a{n}", tally=tally) for n, tally in enumerate([{}, None, {"within": 0}])]
    assert trends(bare) == {}


def test_a_long_series_is_cut_at_its_beginning() -> None:
    many = [replace(ONE, id=f"a{n:03}", tally={"within": n % 3, "disparity": 2}) for n in range(40)]
    found = trends(many)["a039"]
    assert len(found) == MOST_IN_TREND
    assert found[-1] == Point(0, 2)
