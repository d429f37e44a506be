"""The grid of simulated audits: how often each verdict is wrong, and how often each interval holds the truth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.simulation import ALPHA, Draw, MetricName, covers, disparity, draw, widest, within
from fairwitness.audits.counts import FloatArray
from fairwitness.audits.stats.verdict import Kind

SIZES: tuple[tuple[int, ...], ...] = (
    (500, 500),
    (900, 100),
    (800, 400, 200, 100, 50, 30, 20, 15),
    (10_000, 10_000),
    (5,) * 10,
    (100_000, 300),
)
RATES = (0.02, 0.05, 0.3, 0.5, 0.9, 0.98)
METRICS: tuple[MetricName, ...] = ("selection_rate", "true_positive_rate")
TOLERANCE: dict[Kind, float] = {"difference": 0.1, "ratio": 0.8}
NONE: dict[Kind, float] = {"difference": 0.0, "ratio": 1.0}
SLACK = 0.01
ERRORS = 3.5
"""Monte-Carlo standard errors that a figure may lie beyond its limit."""


@dataclass(frozen=True)
class Figure:
    """A share of ``runs`` and the limit that it must not pass."""

    share: float
    limit: float
    runs: int
    at_most: bool = True

    @property
    def allowance(self) -> float:
        """What chance alone may add."""
        return ERRORS * math.sqrt(self.limit * (1 - self.limit) / max(self.runs, 1))

    @property
    def holds(self) -> bool:
        """Whether the share is inside the limit, but for chance."""
        beyond = self.share - self.limit if self.at_most else self.limit - self.share
        return beyond <= self.allowance

    def __str__(self) -> str:
        return f"{100 * self.share:.1f}" + ("" if self.holds else " **fails**")


@dataclass(frozen=True)
class Cell:
    """All figures of one choice of sizes, rate and metric, by column; None where nothing can be judged."""

    sizes: tuple[int, ...]
    rate: float
    metric: MetricName
    figures: dict[str, Figure | None]

    @property
    def holds(self) -> bool:
        """Whether every figure does."""
        return all(figure is None or figure.holds for figure in self.figures.values())


def other(rate: float, kind: Kind) -> float:
    """The rate that lies exactly the tolerance away: below, or above where there is no room below."""
    if kind == "ratio":
        return rate * TOLERANCE["ratio"]
    step = TOLERANCE["difference"]
    return rate - step if rate > step else rate + step


def designs(sizes: tuple[int, ...], rate: float, kind: Kind) -> Iterator[FloatArray]:
    """True rates whose widest gap is exactly the tolerance: one group, another, half of them, or two apart."""
    away, groups = other(rate, kind), len(sizes)
    for moved in [(groups - 1,), (0,)] if len(set(sizes)) > 1 else [(0,)]:
        yield np.where(np.isin(np.arange(groups), moved), away, rate)
    if groups > 2:
        yield np.where(np.arange(groups) % 2, away, rate)
        apart = np.full(groups, (rate + away) / 2)
        apart[[0, 1]] = rate, away
        yield apart


def cells(runs: int, seed: int = 0) -> Iterator[Cell]:
    """Every cell of the grid, each with its own seed."""
    for place, sizes in enumerate(SIZES):
        for rate in RATES:
            for metric in METRICS:
                generator = np.random.default_rng([seed, place, int(100 * rate), METRICS.index(metric)])
                yield cell(sizes, rate, metric, runs, generator)


def cell(
    sizes: tuple[int, ...], rate: float, metric: MetricName, runs: int, generator: np.random.Generator
) -> Cell:
    """Simulate one cell; of several designs the worst figure is kept."""
    fair = draw(sizes, np.full(len(sizes), rate), metric, runs, generator)
    figures: dict[str, Figure | None] = {}
    gapped: list[tuple[Kind, Draw]] = []
    for kind, limit in TOLERANCE.items():
        figures[f"none {kind}"] = _share(disparity(fair, kind, NONE[kind]))
        at_limit = [draw(sizes, rates, metric, runs, generator) for rates in designs(sizes, rate, kind)]
        gapped += [(kind, drawn) for drawn in at_limit]
        figures[f"disparity {kind}"] = worst([_share(disparity(drawn, kind, limit)) for drawn in at_limit])
        figures[f"within {kind}"] = worst([_wrongly_within(drawn, kind) for drawn in at_limit])
    samples: list[tuple[Kind, Draw]] = [("difference", fair), ("ratio", fair), *gapped]
    figures["pair"] = worst([_pairwise(drawn, kind) for kind, drawn in samples])
    figures["simultaneous"] = worst([_together(drawn, kind) for kind, drawn in samples])
    return Cell(sizes, rate, metric, figures)


def _share(errors: np.ndarray, limit: float = ALPHA) -> Figure:
    return Figure(float(errors.mean()), limit, len(errors))


def _wrongly_within(drawn: Draw, kind: Kind) -> Figure:
    """`within` is wrong only where the groups that are judged hold the gap."""
    gap, limit = widest(drawn, kind), TOLERANCE[kind]
    there = gap >= limit - 1e-9 if kind == "difference" else gap <= limit + 1e-9
    return _share(within(drawn, kind, limit) & there, ALPHA + SLACK)


def _pairwise(drawn: Draw, kind: Kind) -> Figure | None:
    """Coverage of the two-sided limits of one pair: the lowest of all pairs."""
    hit, pairs = covers(drawn, kind, ALPHA / 2) & drawn.pairs, drawn.pairs
    runs = pairs.sum(axis=0)
    # A pair that is hardly ever judged has no share worth a name.
    often = runs >= len(drawn.trials) / 4
    if not often.any():
        return None
    share = np.where(often, hit.sum(axis=0) / np.maximum(runs, 1), np.inf)
    lowest = np.unravel_index(int(np.argmin(share)), share.shape)
    return Figure(float(share[lowest]), 1 - ALPHA - SLACK, int(runs[lowest]), at_most=False)


def _together(drawn: Draw, kind: Kind) -> Figure | None:
    """Coverage of the displayed limits of all pairs at once."""
    judged = drawn.pairs.any(axis=(1, 2))
    if not judged.any():
        return None
    every = np.all(covers(drawn, kind, drawn.level) | ~drawn.pairs, axis=(1, 2))[judged]
    return Figure(float(every.mean()), 1 - ALPHA - SLACK, len(every), at_most=False)


def worst(figures: list[Figure | None]) -> Figure | None:
    """One that fails, if any does, and among those alike the one nearest to its limit or furthest beyond."""
    there = [figure for figure in figures if figure is not None]
    if not there:
        return None
    return max(there, key=lambda item: (not item.holds, item.share if item.at_most else -item.share))
