"""Scores that an engine counted between thresholds: what rows are to the explorer, for cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from fairwitness.audits.condensed import CountedSubject
from fairwitness.audits.counts import ExactSums, FloatArray
from fairwitness.audits.subject import Attribute
from fairwitness.audits.subject.datasets.condensed import Reached
from fairwitness.audits.thresholds.grid import Grid
from fairwitness.audits.thresholds.scored import threshold_between
from fairwitness.audits.thresholds.steps import Stepped, Steps
from fairwitness.errors import DataError


@dataclass(frozen=True, eq=False)
class CountedScores:
    """Cells with the scores that they reach; see `ScoredRows`.

    Attributes
    ----------
    level
        Place of the level between which and the next one each cell's scores lie: (cells,).
    levels
        The distinct scores where each cell has one only; else the thresholds that were counted, below them the
        lowest score: (L,).
    """

    subject: CountedSubject
    attributes: tuple[Attribute, ...]
    level: npt.NDArray[np.int32]
    levels: FloatArray
    declared: float | None
    grid: Grid

    @classmethod
    def of(cls, subject: CountedSubject) -> Self:
        """The cells of a subject whose scores were counted.

        Raises
        ------
        DataError
            They were counted at no threshold but the declared one.
        """
        reached = subject.cells.reached
        if reached is None:
            raise DataError("The scores must have been counted at other thresholds. They were at one only.")
        declared = _declared(subject, reached)
        if (reached.lowest == reached.highest).all():
            levels = np.unique(reached.lowest)
            grid = Grid.of(levels, declared)
        else:
            known = np.union1d(reached.ladder.values, [] if declared is None else [declared])
            grid, lowest = Grid.counted(known, reached.ladder.step), reached.lowest.min()
            levels = known if known[0] <= lowest else np.append(lowest, known)
        return cls(
            subject,
            subject.attributes[: len(subject.plan.roles.sensitive)],
            (np.searchsorted(levels, reached.lowest, side="right") - 1).astype(np.int32),
            levels,
            declared,
            grid,
        )

    @property
    def plain(self) -> bool:
        """Whether every row counts once."""
        return "weight" not in self.subject.cells.sums

    def steps(self, attribute: Attribute, chosen: npt.NDArray[np.bool_] | None = None) -> Stepped:
        """The counts of one attribute at every level, of all cells or of those chosen."""
        cells, rows = self.subject.cells, slice(None) if chosen is None else chosen
        sums = [
            ExactSums(cells.sums[name][rows]) for name in ("weight", "weight_squared") if name in cells.sums
        ]
        return Steps.counted(
            attribute,
            (attribute.codes[rows], self.subject.outcome[rows], self.level[rows]),
            cells.frequency[rows],
            sums,
            levels=len(self.levels),
            favourable_is_positive=self.subject.labels.favourable_is_positive,
        )


def _declared(subject: CountedSubject, reached: Reached) -> float | None:
    """The threshold whose decisions were audited; no cell has both decisions, so it parts no cell."""
    positive = subject.prediction == 1
    return threshold_between(
        float(reached.highest[~positive].max(initial=-np.inf)),
        float(reached.lowest[positive].min(initial=np.inf)),
        subject.plan.roles.threshold,
    )
