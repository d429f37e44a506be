"""The table: what does not fit stands first, and says so by a word."""

from __future__ import annotations

from fairwitness.app.views.fit import table_of
from fairwitness.audits.subject.compatibility import Fit


def test_the_trial_stands_first_then_what_does_not_fit() -> None:
    rows = (
        Fit("column 'a'", "numbers", "numbers"),
        Fit("column 'b'", "text", "numbers", "note"),
        Fit("column 'c'", "numbers", "text", "mismatch", "Correct it."),
        Fit("trial", "an answer", "none", "mismatch"),
    )
    found = table_of(rows)
    assert [row[0] for row in found.rows] == ["Trial", "Column 'c'", "Column 'b'", "Column 'a'"]
    assert [row[1] for row in found.rows[1:]] == ["✕ does not fit", "! note", "✓ fits"]
    assert "do not go together: 4 things compared, 2 do not fit, 1 note" in found.caption


def test_nothing_against_it_is_said() -> None:
    assert (
        "data go together: 1 thing compared, 0 do not fit"
        in table_of((Fit("labels", "0, 1", "0, 1"),)).caption
    )


def test_long_tables_are_cut_and_say_so() -> None:
    found = table_of(tuple(Fit(f"column '{i}'", "numbers", "numbers") for i in range(90)))
    assert len(found.rows) == 60
    assert "The first 60 are shown" in found.caption
