"""A seeded bootstrap of the table: what it carries needs no row, so its cost does not grow with them.

Within each group the rows are drawn again as a multinomial over the twelve cells of outcome, decision of A and
decision of B. The limits are percentiles. They are for display: a largest gap is biased upwards under resampling
where groups hardly differ, for A and B alike, and no verdict rests on it.

Neither the order and names of the groups nor which version is called A changes a draw: groups are drawn in the
order of their cells, and the table or its mirror image, whichever comes first, is what is drawn from. A table that
is its own mirror image gives each draw together with the mirrored one.

References
----------
B. Efron, Ann. Stat. 7 (1979) 1-26.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fairwitness.audits.counts import FloatArray, IntArray
from fairwitness.audits.plan.part import Kind
from fairwitness.audits.versions.table import NO_TRIAL, SUCCESS, PairedTable, states

RESAMPLES = 10_000


@dataclass(frozen=True)
class Wanted:
    """A gap whose change is asked for: its metric, its kind and the places of the judged groups."""

    metric: str
    kind: Kind
    judged: tuple[int, ...]


@dataclass(frozen=True)
class Limits:
    """Percentile limits of a change, B less A, and the resamples in which it exists."""

    low: float
    high: float
    resamples: int


def resample(
    table: PairedTable,
    wanted: Sequence[Wanted],
    *,
    alpha: float = 0.05,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> list[Limits | None]:
    """Draw the table again and give the percentiles at alpha / 2 and 1 - alpha / 2 of each gap's change.

    None where one resample in twenty, or more, has no such gap.
    """
    if not wanted:
        return []
    masks = {item.metric: _masks(item.metric, table) for item in wanted}
    extremes = [_Extremes(item, resamples) for item in wanted]
    for place, drawn in _draws(table, resamples, seed):
        cells = drawn.astype(np.float64)
        for name, (successes, trials) in masks.items():
            with np.errstate(invalid="ignore"):
                rates = (cells @ successes) / (cells @ trials)
            for extreme in extremes:
                if extreme.wanted.metric == name and place in extreme.wanted.judged:
                    extreme.see(rates)
    return [_limits(extreme.change(), alpha) for extreme in extremes]


class _Extremes:
    """The largest and the smallest rate seen so far in every resample, under A and B."""

    def __init__(self, wanted: Wanted, resamples: int) -> None:
        self.wanted = wanted
        self._largest = np.full((resamples, 2), np.nan)
        self._smallest = np.full((resamples, 2), np.nan)

    def see(self, rates: FloatArray) -> None:
        """Take in one more group; a resample in which it has no rate passes it over."""
        self._largest = np.fmax(self._largest, rates)
        self._smallest = np.fmin(self._smallest, rates)

    def change(self) -> FloatArray:
        """The gap under B less that under A; NaN where either does not exist."""
        if self.wanted.kind == "difference":
            found = self._largest - self._smallest
        else:
            with np.errstate(invalid="ignore"):
                found = self._smallest / self._largest
        change: FloatArray = found[:, 1] - found[:, 0]
        return change


def _draws(table: PairedTable, resamples: int, seed: int) -> Iterator[tuple[int, IntArray]]:
    """Each group's place and its cells drawn again: (R, 12)."""
    as_given, mirrored = _contents(table), _contents(table.swapped())
    order = sorted(range(len(as_given)), key=lambda place: min((as_given, mirrored), key=sorted)[place])
    turned = sorted(mirrored) < sorted(as_given)
    own_mirror = sorted(mirrored) == sorted(as_given) and mirrored == as_given
    source = table.swapped() if turned else table
    draw = np.random.default_rng(seed)
    for place in order:
        cells = source.n[place].reshape(-1)
        rows = int(cells.sum())
        share = cells / max(rows, 1)
        found = draw.multinomial(rows, share if rows else np.eye(12)[0], size=resamples)
        if own_mirror:
            found[1::2] = _mirror(found[: 2 * (resamples // 2) : 2])
        yield place, _mirror(found) if turned else found


def _contents(table: PairedTable) -> list[tuple[int, ...]]:
    return [tuple(cells.reshape(-1).tolist()) for cells in table.n]


def _mirror(drawn: IntArray) -> IntArray:
    return drawn.reshape(-1, 3, 2, 2).swapaxes(2, 3).reshape(-1, 12)


def _masks(metric: str, table: PairedTable) -> tuple[FloatArray, FloatArray]:
    """Which of the twelve cells are successes and which are trials, under A and B: (12, 2) each."""
    state = states(metric, favourable_is_positive=table.favourable_is_positive)
    a = np.repeat(state[:, :, None], 2, axis=2).reshape(-1)
    b = np.repeat(state[:, None, :], 2, axis=1).reshape(-1)
    both = np.stack([a, b], axis=1)
    return (both == SUCCESS).astype(np.float64), (both != NO_TRIAL).astype(np.float64)


def _limits(values: FloatArray, alpha: float) -> Limits | None:
    """Percentiles over the resamples in which there is a value."""
    there = values[np.isfinite(values)]
    if len(there) < 0.95 * len(values):
        return None
    low, high = np.quantile(there, [alpha / 2, 1 - alpha / 2])
    return Limits(float(low), float(high), len(there))
