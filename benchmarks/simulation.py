"""Simulated audits, judged many at a time by the limits of `fairwitness.audits.stats`.

A verdict asks whether a margin at a known level is above 0, so that all runs of a cell are judged by four calls
of `margin` and no p-value need be searched for. `tests/test_benchmarks.py` holds these verdicts to those of
`judge_family`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray, IntArray
from fairwitness.audits.stats.contrasts import Proportions, Question, margin
from fairwitness.audits.stats.verdict import Kind, questions

BoolArray = npt.NDArray[np.bool_]
MetricName = Literal["selection_rate", "true_positive_rate"]
ALPHA = 0.05
MIN_GROUP = 30
BASE_RATE = 0.5
"""Share of positives where the trials of a group are its positives, and so are random."""


@dataclass(frozen=True, eq=False)
class Draw:
    """Successes and trials of R runs of an audit of G groups: (R, G) each, and the true rates (G,)."""

    successes: IntArray
    trials: IntArray
    rates: FloatArray
    min_group: int = MIN_GROUP

    @property
    def judged(self) -> BoolArray:
        """Whether a group of a run takes part: (R, G)."""
        found: BoolArray = self.trials >= max(self.min_group, 1)
        return found

    @property
    def sides(self) -> tuple[Proportions, Proportions]:
        """Every group against every other: (R, G, 1) and (R, 1, G)."""
        trials = np.where(self.judged, self.trials, 1).astype(np.float64)
        successes = np.where(self.judged, self.successes, 0).astype(np.float64)
        return (
            Proportions(successes[:, :, None], trials[:, :, None]),
            Proportions(successes[:, None, :], trials[:, None, :]),
        )

    @property
    def pairs(self) -> BoolArray:
        """Ordered pairs of different judged groups: (R, G, G)."""
        judged = self.judged
        found: BoolArray = judged[:, :, None] & judged[:, None, :] & ~np.eye(judged.shape[1], dtype=bool)
        return found

    @property
    def level(self) -> FloatArray:
        """The level of one ordered pair, by Bonferroni over those of the run: (R, 1, 1)."""
        number = self.pairs.sum(axis=(1, 2), keepdims=True)
        share: FloatArray = ALPHA / np.maximum(number, 1)
        return share


def draw(
    sizes: npt.ArrayLike,
    rates: npt.ArrayLike,
    metric: MetricName,
    runs: int,
    generator: np.random.Generator,
) -> Draw:
    """Audits of groups of these sizes with these true rates: (G,) each.

    The trials of a selection rate are the rows. Those of a true positive rate are the positives among
    them, at `BASE_RATE`. Where every group is below `MIN_GROUP`, all are judged.
    """
    rows, rate = np.asarray(sizes, dtype=np.int64), np.asarray(rates, dtype=np.float64)
    trials = np.tile(rows, (runs, 1))
    if metric == "true_positive_rate":
        trials = generator.binomial(trials, BASE_RATE)
    least = MIN_GROUP if rows.max() >= MIN_GROUP else 0
    return Draw(generator.binomial(trials, rate), trials, rate, least)


def disparity(drawn: Draw, kind: Kind, tolerance: float) -> BoolArray:
    """Whether each run is called a disparity: (R,)."""
    beyond, _ = questions(kind, tolerance)
    clear = margin(*drawn.sides, drawn.level, beyond) > 0
    found: BoolArray = np.any(clear & drawn.pairs, axis=(1, 2))
    return found


def within(drawn: Draw, kind: Kind, tolerance: float) -> BoolArray:
    """Whether each run is called within the tolerance: (R,)."""
    _, inside = questions(kind, tolerance)
    clear = margin(*drawn.sides, ALPHA, inside) > 0
    every = (clear | ~drawn.pairs).all(axis=(1, 2))
    # A group large enough to be judged and without a rate forbids it: only where all are judged.
    blocked = (drawn.trials == 0).any(axis=1) & (drawn.min_group == 0)
    found: BoolArray = every & drawn.pairs.any(axis=(1, 2)) & ~blocked & ~disparity(drawn, kind, tolerance)
    return found


def widest(drawn: Draw, kind: Kind) -> FloatArray:
    """The true gap between the groups that each run judges, max - min or min / max: (R,)."""
    high = np.where(drawn.judged, drawn.rates, -np.inf).max(axis=1)
    low = np.where(drawn.judged, drawn.rates, np.inf).min(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = high - low if kind == "difference" else low / high
    return found


def covers(drawn: Draw, kind: Kind, level: npt.ArrayLike) -> BoolArray:
    """Whether the limits, each one-sided at ``level``, hold the truth of each ordered pair: (R, G, G).

    The limits of a ratio hold it where those of p_i - ratio p_j hold 0.
    """
    i, j = drawn.sides
    true_i, true_j = drawn.rates[:, None], drawn.rates[None, :]
    if kind == "difference":
        above = margin(i, j, level, Question("above")) - (true_i - true_j)
        below = margin(i, j, level, Question("below")) + (true_i - true_j)
    else:
        ratio = true_i / true_j
        above, below = (_ratio_margin(drawn, level, side, ratio) for side in ("above", "below"))
    # Where a limit is the truth itself, a rounding error must not decide.
    found: BoolArray = (above <= 1e-12) & (below <= 1e-12)
    return found


def _ratio_margin(
    drawn: Draw, level: npt.ArrayLike, side: Literal["above", "below"], ratio: FloatArray
) -> FloatArray:
    i, j = drawn.sides
    result = np.empty(drawn.pairs.shape)
    for value in np.unique(ratio):
        found = margin(i, j, level, Question(side, ratio=float(value)))
        result[:, ratio == value] = found[:, ratio == value]
    return result
