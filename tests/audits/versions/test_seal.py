"""A family of changes judged together and written down, every figure where it belongs."""

from __future__ import annotations

import numpy as np
import pytest

from fairwitness.audits.versions.change import Seen, Terms, measure
from fairwitness.audits.versions.comparable import Meaning
from fairwitness.audits.versions.document import Side, VersionComparison
from fairwitness.audits.versions.resample import Limits
from fairwitness.audits.versions.seal import Found, Made, seal

SIDES = tuple(
    Side(decisions=name, threshold=None, rows=rows, rows_unlabelled=0, source="rows", data_sha256=name)
    for name, rows in (("old", 2000), ("new", 3000))
)
MEANING = Meaning("1", "0", "1", True, "", {"sex": (("f", "m", "x"), None)}, ())


def seen(metric: str, before: tuple[int, int], after: tuple[int, int]) -> Seen:
    """Two groups of 1,000 with these successes, and a third that is too small."""
    trials = np.array([1000, 1000, 7])
    sides = [(np.array([*hits, 3]), trials) for hits in (before, after)]
    return Seen(metric, "sex", ("f", "m", "x"), None, sides[0], sides[1], ((None,) * 3,) * 2)


def sealed(*found: Seen, tolerance: float | None = None, limits: Limits | None = None) -> VersionComparison:
    terms = Terms(tolerance)
    gates = [Found(measure(one, "difference", terms), one, limits) for one in found]
    return seal(Made("unpaired", SIDES, MEANING, gates, [], ["a note"], terms, 5))  # type: ignore[arg-type]


OPENED = seen("accuracy", (500, 520), (400, 600))
STILL = seen("precision", (500, 520), (500, 520))


def test_every_figure_is_where_it_belongs() -> None:
    found = sealed(OPENED, limits=Limits(0.1, 0.2, 9_990))
    (gate,) = found.gates
    assert (gate.id, gate.kind, gate.groups_before) == ("accuracy.difference.sex", "difference", ("f", "m"))
    assert (gate.before, gate.after, gate.change) == pytest.approx((0.02, 0.2, 0.18))
    assert gate.low is not None
    assert gate.high is not None
    assert 0 < gate.low < 0.18 < gate.high
    assert gate.outcome == "worse"
    assert gate.p_worse is not None
    assert gate.p_worse < 1e-4
    assert (gate.p_better, gate.p_not_worse, gate.tolerance) == (1.0, None, None)
    assert [(item.group, item.n) for item in gate.excluded_groups] == [("x", 7)]
    assert gate.resampled is not None
    assert (gate.resampled.resamples, gate.resampled.seed, gate.resampled.confidence) == (9_990, 5, 0.95)
    assert (found.positive, found.favourable, found.a.decisions, found.b.rows) == ("1", "1", "old", 3000)
    assert found.notes == ("a note",)


def test_gates_are_judged_as_one_family() -> None:
    alone, beside = sealed(OPENED).gates[0], sealed(OPENED, STILL).gates[0]
    assert alone.p_worse is not None
    assert beside.p_worse == pytest.approx(2 * alone.p_worse)
    assert sealed(OPENED, STILL).lead.endswith("Of 2 gaps between groups: 1 got worse, 1 shows no change.")


def test_a_tolerance_stands_in_every_gate() -> None:
    found = sealed(OPENED, STILL, tolerance=0.18)
    assert [gate.tolerance for gate in found.gates] == [0.18, 0.18]
    assert [gate.outcome for gate in found.gates] == ["no_change_shown", "not_worse"]
    assert found.exit_code == 3


def test_what_is_not_estimable_has_no_numbers() -> None:
    small = Seen("accuracy", "sex", ("f",), None, *[(np.array([1]), np.array([9]))] * 2, ((None,),) * 2)  # type: ignore[arg-type]
    found = sealed(small)
    (gate,) = found.gates
    figures = (gate.before, gate.after, gate.change, gate.low, gate.high, gate.p_worse, gate.p_better)
    assert figures == (None,) * 7
    assert gate.reason is not None
    assert gate.reason in gate.statement
    assert found.exit_code == 2
