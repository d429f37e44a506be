"""Every rate at every threshold from one histogram, and the thresholds at which all gates hold.

A threshold chosen after looking at these is exploratory: its verdict on the same rows is too kind. It takes rows
that had no part in the choice to judge it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray, IntArray
from fairwitness.audits.plan.part import Kind
from fairwitness.audits.scores._histogram import checked_histogram
from fairwitness.audits.stats.intervals import lower_limit, upper_limit
from fairwitness.audits.stats.multiplicity import check_alpha
from fairwitness.errors import PlanError

BoolArray = npt.NDArray[np.bool_]
Mask = npt.NDArray[np.bool_]
Interval = tuple[float, float]

_SLACK = 1e-12
"""A gap of exactly the limit is inside, whatever the last digit of its floats."""


@dataclass(frozen=True, eq=False)
class ThresholdGate:
    """A limit on the gap between every two groups.

    Attributes
    ----------
    success, trial
        The (outcome, prediction) cells of the rate: (3, 2) each.
    kind
        The gap: ``difference`` (largest less smallest rate) or ``ratio`` (smallest by largest).
    limit
        The most that a difference may be, or the least that a ratio may be.
    """

    success: Mask
    trial: Mask
    kind: Kind
    limit: float


@dataclass(frozen=True, eq=False)
class RatesAt:
    """Successes among trials of one rate at T thresholds in G groups: (T, G) each."""

    successes: IntArray
    trials: IntArray

    def value(self, threshold: int, group: int) -> float | None:
        """The rate of a group at a threshold; None without trials."""
        trials = int(self.trials[threshold, group])
        return int(self.successes[threshold, group]) / trials if trials else None


@dataclass(frozen=True)
class ThresholdRanges:
    """Where all gates hold, as closed intervals of thresholds, lowest first; empty where there is none.

    The ends are edges of the histogram, at which the gates were evaluated; between two neighbouring edges they
    were not. Everybody (or nobody) is selected at the lowest (highest) edge, where most gates hold for no merit.

    Attributes
    ----------
    point
        Every observed gap is inside its limit.
    shown
        Every gap is shown to be inside: the one-sided MOVER limits of all pairs of groups at the level of the
        test, shared equally between the gates.
    """

    point: tuple[Interval, ...]
    shown: tuple[Interval, ...]


def cells_at(counts: npt.NDArray[np.integer], edges: npt.ArrayLike) -> IntArray:
    """Confusion counts of every group at every threshold, one for each edge: (B + 1, G, 3, 2).

    At the threshold ``edges[t]`` the bins from ``t`` on are positive predictions, which are the scores of
    ``edges[t]`` or more; at the last edge nobody has one, although scores may equal it.

    Parameters
    ----------
    counts
        Rows by group, outcome (negative, positive, unlabelled) and bin: (G, 3, B).
    edges
        Of the bins: (B + 1,).

    Raises
    ------
    DataError
        The counts and the edges do not fit together.
    """
    table, _ = checked_histogram(counts, edges)
    below = np.zeros((*table.shape[:2], table.shape[2] + 1), dtype=np.int64)
    np.cumsum(table, axis=2, out=below[..., 1:])
    cells = np.stack([below, below[..., -1:] - below], axis=-1)
    return np.ascontiguousarray(np.moveaxis(cells, 2, 0))


def rates_at(cells: IntArray, success: Mask, trial: Mask) -> RatesAt:
    """One rate at every threshold.

    Parameters
    ----------
    cells
        From `cells_at`: (T, G, 3, 2).
    success, trial
        The cells that count: (3, 2) each.
    """
    return RatesAt(cells[..., success].sum(axis=-1), cells[..., trial].sum(axis=-1))


def threshold_ranges(
    counts: npt.NDArray[np.integer],
    edges: npt.ArrayLike,
    gates: Sequence[ThresholdGate],
    *,
    alpha: float = 0.05,
    min_group: int = 30,
) -> ThresholdRanges:
    """The thresholds at which all gates hold. Exploratory: see the module.

    A group that never has ``min_group`` trials of a gate's rate plays no part in that gate. Where one that has them
    at other thresholds falls short, the gate does not hold: a group too small to see is not a gap closed.

    Parameters
    ----------
    counts, edges
        As in `cells_at`; only the groups to be compared.
    gates
        What must hold, all at once.
    alpha
        The level of ``shown``, for each threshold by itself.
    min_group
        Trials that it takes to be compared.

    Raises
    ------
    DataError
        The counts and the edges do not fit together.
    PlanError
        There is no gate, or a limit, a kind or the level cannot be.
    """
    _check(gates, alpha)
    cells, cuts = cells_at(counts, edges), np.asarray(edges, dtype=np.float64)
    compared = [
        (_compared(rates_at(cells, gate.success, gate.trial), max(min_group, 1)), gate) for gate in gates
    ]
    point = np.ones(len(cuts), dtype=bool)
    for rates, gate in compared:
        point &= _enough(rates, max(min_group, 1)) & _inside(rates, gate)
    shown = point.copy()
    for rates, gate in compared:
        at = np.flatnonzero(shown)  # no limit is inside where the estimate is not
        shown[at] = _surely_inside(RatesAt(rates.successes[at], rates.trials[at]), gate, alpha / len(gates))
    return ThresholdRanges(_intervals(point, cuts), _intervals(shown, cuts))


def _compared(rates: RatesAt, least: int) -> RatesAt:
    groups = rates.trials.max(axis=0) >= least
    return RatesAt(rates.successes[:, groups], rates.trials[:, groups])


def _enough(rates: RatesAt, least: int) -> BoolArray:
    """Whether there are two groups or more, and trials enough in each: (T,)."""
    enough: BoolArray = (rates.trials >= least).all(axis=1) & (rates.trials.shape[1] > 1)
    return enough


def _inside(rates: RatesAt, gate: ThresholdGate) -> BoolArray:
    rate = rates.successes / np.maximum(rates.trials, 1)
    low, high = rate.min(axis=1, initial=1.0), rate.max(axis=1, initial=0.0)
    inside: BoolArray = (
        high - low <= gate.limit + _SLACK
        if gate.kind == "difference"
        else (high > 0) & (low >= gate.limit * high - _SLACK)
    )
    return inside


def _surely_inside(rates: RatesAt, gate: ThresholdGate, alpha: float) -> BoolArray:
    """Whether the limits of all ordered pairs are inside: MOVER of Clopper-Pearson limits, (T,)."""
    rate = rates.successes / rates.trials
    below = np.maximum(rate - lower_limit(rates.successes, rates.trials, alpha), 0.0)
    above = np.maximum(upper_limit(rates.successes, rates.trials, alpha) - rate, 0.0)
    if gate.kind == "difference":
        gap, doubt_i, doubt_j = rate[:, :, None] - rate[:, None, :] - gate.limit, above, below
    else:
        gap, doubt_i, doubt_j = gate.limit * rate[:, None, :] - rate[:, :, None], below, gate.limit * above
    limit = gap + np.sqrt(doubt_i[:, :, None] ** 2 + doubt_j[:, None, :] ** 2)
    own = np.arange(rate.shape[1])
    limit[:, own, own] = -np.inf
    inside: BoolArray = limit.max(axis=(1, 2), initial=-np.inf) < 0
    return inside


def _intervals(holds: BoolArray, cuts: FloatArray) -> tuple[Interval, ...]:
    step = np.diff(np.concatenate([[False], holds, [False]]).astype(np.int8))
    starts, ends = np.flatnonzero(step == 1), np.flatnonzero(step == -1) - 1
    return tuple((float(cuts[a]), float(cuts[b])) for a, b in zip(starts, ends, strict=True))


def _check(gates: Sequence[ThresholdGate], alpha: float) -> None:
    if not gates:
        raise PlanError("The `gates` must be one or more. Got none instead.")
    for gate in gates:
        if gate.kind not in {"difference", "ratio"}:
            raise PlanError(f"The `kind` must be 'difference' or 'ratio'. Got '{gate.kind}' instead.")
        if not 0 <= gate.limit <= 1 or (gate.kind == "ratio" and gate.limit == 0):
            least = "from 0" if gate.kind == "difference" else "above 0 and up"
            raise PlanError(f"The `limit` of a {gate.kind} must be {least} to 1. Got {gate.limit} instead.")
    check_alpha(alpha)
