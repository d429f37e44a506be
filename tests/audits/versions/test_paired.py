"""Both versions on one attribute: eight rows by hand, and the limits that are shown."""

from __future__ import annotations

import numpy as np
import pytest

from fairwitness.audits.versions.change import Asked, Terms
from fairwitness.audits.versions.paired import compare_table, seen_paired
from fairwitness.audits.versions.table import PairedTable

GATE = Asked("selection_rate", "difference", "sex")
EIGHT = PairedTable.of(
    "sex",
    ("f", "m"),
    np.array([0, 0, 0, 0, 1, 1, 1, 1]),
    np.array([1, 1, 0, 0, 1, 1, 0, 0]),
    (np.array([1, 1, 0, 0, 1, 1, 0, 0]), np.array([1, 0, 0, 0, 1, 1, 1, 0])),
)


def test_eight_rows_by_hand() -> None:
    changes, groups, resampled = compare_table(EIGHT, [GATE], ["accuracy", "precision"], Terms(min_group=0))
    (change,) = changes
    assert (change.before, change.after) == (0.0, 0.5)
    assert change.groups_after == ("f", "m")
    assert [(one.metric, one.group, one.before, one.after, one.change) for one in groups] == [
        ("accuracy", "f", 1.0, 0.75, -0.25),
        ("accuracy", "m", 1.0, 0.75, -0.25),
        ("precision", "f", 1.0, 1.0, 0.0),
        ("precision", "m", 1.0, 2 / 3, 2 / 3 - 1),
    ]
    assert [one.method for one in groups[1:3]] == [
        "Newcombe, paired (method 10)",
        "MOVER of Clopper-Pearson limits, paired",
    ]
    for one in groups:
        assert one.low is not None
        assert one.high is not None
        assert one.change is not None
        assert one.low <= one.change <= one.high
    assert resampled[0] is not None
    assert resampled[0].low <= 0.5 <= resampled[0].high


def test_few_rows_are_shown_and_not_judged() -> None:
    changes, groups, resampled = compare_table(EIGHT, [GATE], ["accuracy"], Terms())
    assert changes[0].evidence.worse is None
    assert [one.judged for one in groups] == [False, False]
    assert resampled == [None]


def test_a_group_without_a_rate_has_a_reason_and_no_number() -> None:
    n = EIGHT.n.copy()
    n[0, :, :, 1] = 0  # version B selects nobody of the first group
    groups = compare_table(PairedTable("sex", ("f", "m"), n), [], ["precision"], Terms(min_group=0))[1]
    assert (groups[0].before, groups[0].after, groups[0].change, groups[0].low) == (1.0, None, None, None)
    assert groups[0].reason == "no positive predictions among 3 rows"


def test_gates_keep_their_order_and_their_own_limits() -> None:
    precision = Asked("precision", "ratio", "sex")
    one = compare_table(EIGHT, [GATE, precision], [], Terms(min_group=0))
    two = compare_table(EIGHT, [precision, GATE], [], Terms(min_group=0))
    assert [change.asked for change in two[0]] == [precision, GATE]
    assert one[2] == two[2][::-1]


def test_selection_is_of_the_favourable_label() -> None:
    turned = PairedTable("sex", EIGHT.groups, EIGHT.n, favourable_is_positive=False)
    assert seen_paired(turned, "selection_rate").after[0].tolist() == [3, 1]
    assert seen_paired(EIGHT, "selection_rate").after[0].tolist() == [1, 3]
    assert pytest.approx(1) == seen_paired(turned, "precision").before[0][0] / 2
