"""Two audits side by side as tables: the figures, and no figure where there is none."""

from __future__ import annotations

import records
from versions import comparison_of

from fairwitness.audits.record.circumstances import Energy
from fairwitness.audits.versions.document import ColumnChange, ExplanationChange, GroupChange
from fairwitness.audits.versions.overall import overall_changes
from fairwitness.reports import side_by_side


def test_overall_measures_stand_before_and_now() -> None:
    full = records.full()
    table = side_by_side.overall(overall_changes(full, full))
    assert table is not None
    accuracy = next(row for row in table.rows if row[0] == "Decision is right")
    assert accuracy[1] == accuracy[2]
    assert accuracy[3] == "0.0"
    assert accuracy[5] == "No change shown"
    assert side_by_side.overall(()) is None


def test_a_rate_that_does_not_exist_is_not_estimable() -> None:
    one = GroupChange(
        metric="true_positive_rate", attribute="sex", group="f", before=None, after=0.5, change=None, low=None,
        high=None, confidence=0.95, n_before=0, n_after=40, method="MOVER", judged=False, reason="no positives",
    )  # fmt: skip
    table = side_by_side.groups([one])
    assert table is not None
    assert table.rows[0][:6] == ("sex: f", "Positives found", "not estimable", "0", "50.0%", "40")
    assert table.rows[0][6:] == ("not estimable", "none")
    assert side_by_side.groups(comparison_of().groups) is None


def test_columns_that_are_used_more_are_named() -> None:
    column = ColumnChange(
        column="x",
        label="x",
        before=0.1,
        after=0.3,
        change=0.2,
        low=0.1,
        high=0.3,
        direction="more",
        ranks=(2, 1),
    )
    found = ExplanationChange(
        rows=50, background_rows=100, scale="probability", engines=("a", "b"), confidence=0.95, top=1,
        overlap=1.0, columns=(column,), statement="B makes more use of 'x' than A.",
    )  # fmt: skip
    assert side_by_side.uses(found).rows == (
        ("x", "0.100", "0.300", "+0.200", "0.100 to 0.300", "Used more"),
    )


def test_energy_of_both_is_summed_and_what_was_not_metered_says_so() -> None:
    full = records.full()
    bare = full.with_energy(Energy())
    table = side_by_side.energy(full, bare)
    total = next(row for row in table.rows if row[0] == "All")
    assert "estimated" in total[1]
    assert total[2] == "not metered"
    assert {row[2] for row in table.rows[:-2]} == {"no such phase"}
    assert table.rows[-1][2] == "not given, because no country was set"
