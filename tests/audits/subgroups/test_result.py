"""Two figures of a slice that are made from the others."""

from __future__ import annotations

from fairwitness.audits.subgroups.result import Half, Slice

FOUND = Half(60, 440, 0.2, 0.5, 0.3)
NONE = Half(0, 500, None, 0.5, None)


def _slice(checked: Half) -> Slice:
    return Slice((), FOUND, checked, None, None, None, None, confirmed=False)


def test_rows_are_those_of_both_halves() -> None:
    assert _slice(Half(55, 445, 0.4, 0.5, 0.1)).rows == 115


def test_shrinkage_is_what_the_other_half_does_not_show() -> None:
    assert abs(_slice(Half(55, 445, 0.4, 0.5, 0.1)).shrinkage - 0.2) < 1e-12
    assert _slice(NONE).shrinkage is None
