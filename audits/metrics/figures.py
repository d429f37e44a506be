"""A measured figure that is no counted share: means, areas under curves, whatever was bootstrapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fairwitness.audits.counts import IntArray
from fairwitness.audits.stats.samples import Sample


@dataclass(frozen=True, eq=False)
class Figures:
    """One figure for each of G groups.

    Attributes
    ----------
    rows, trials
        Rows counted, and those that the figure is of: (G,) each.
    value
        The figure; None where it cannot be estimated, never 0 in its place.
    reasons
        Why a value is None, in words; None where there is a value.
    sampled
        The figures with their limits, (G,); anything where there is no value.
    """

    attribute: str
    metric: str
    groups: tuple[str, ...]
    unknown: str | None
    rows: IntArray
    trials: IntArray
    value: tuple[float | None, ...]
    reasons: tuple[str | None, ...]
    sampled: Sample
    higher_is_better: bool
    method: str

    def sample(self, judged: Sequence[int]) -> Sample:
        """Estimates and limits of the groups at those positions."""
        return self.sampled[np.asarray(judged, dtype=np.intp)]

    @property
    def hits(self) -> tuple[int | None, ...]:
        """No group has a number of successes."""
        return (None,) * len(self.groups)

    def interval(self, place: int, confidence: float) -> tuple[float, float] | None:
        """Two-sided limits for display; None where the spread is not known."""
        if self.value[place] is None:
            return None
        one = self.sampled[np.array([place], dtype=np.intp)]
        if not np.isfinite(one.variance[0]):
            return None
        low, high = one.lower((1 - confidence) / 2), one.upper((1 - confidence) / 2)
        return float(low[0]), float(high[0])
