"""One comment: what does not hold, what to do, and no more than a host takes."""

import records

from fairwitness.reports.ci.pull_request import MARK, PullRequestComment


def comment(record):
    return PullRequestComment().render(record).decode()


def test_it_begins_with_the_mark_that_finds_it_again():
    assert comment(records.full()).startswith(f"{MARK}\n\n")


def test_what_does_not_hold_is_in_it_and_what_holds_is_only_counted():
    found = comment(records.full())
    assert found.count("\n| **") == 4
    assert "| **Within**" not in found
    assert "1 within" in found


def test_where_all_holds_it_says_so():
    row = records.comparison("selection_rate", "race", "within")
    assert "The declared limit is kept." in comment(records.record((row,), ()))
    rows = (row, records.comparison("precision", "race", "within"))
    assert "Every declared limit is kept." in comment(records.record(rows, ()))


def test_without_limits_nothing_was_judged():
    assert "nothing was judged" in comment(records.no_gates())


def test_it_fits_into_a_comment():
    rows = tuple(records.comparison("selection_rate", f"column {n}", "disparity") for n in range(2_000))
    found = comment(records.record(rows, ()))
    assert len(found.encode()) < 65_536
    assert "**Left out here: " in found
