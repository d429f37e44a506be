"""The counts of one attribute at any threshold where rows belong together: clusters are counted anew.

Without weights all of it are whole numbers, so that sums of floats below 2**53 are exact, as those of the audit are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import Counts, ExactSums, IntArray
from fairwitness.audits.counts.cells import cluster_units
from fairwitness.audits.thresholds.steps import OUTCOMES, Steps, outcome_place

Codes = npt.NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class ClusteredSteps:
    """`Steps` with, for each two cells, the sum over clusters of the product of the cluster's rows in them.

    Attributes
    ----------
    cells
        Of each row, lowest scores first, the cluster within its group and the outcome, as one number: (N,).
    below
        Rows below each level: (L + 1,).
    rows
        Rows of each cluster within a group, by outcome, sorted by group: (units, 3).
    clusters
        How many of these each group has: (G,).
    """

    steps: Steps
    cells: IntArray
    below: IntArray
    rows: IntArray
    clusters: IntArray

    @classmethod
    def of(cls, steps: Steps, columns: tuple[Codes, Codes, Codes], clusters: Codes) -> Self:
        """Sort rows.

        Parameters
        ----------
        columns
            As in `Steps.of`: codes, outcome, level.
        clusters
            Which cluster each row is of, from 0: (N,).
        """
        codes, outcome, level = columns
        group, member = cluster_units(codes, clusters)
        cells = (member * OUTCOMES + outcome_place(outcome))[np.argsort(level, kind="stable")]
        return cls(
            steps,
            cells,
            np.append(0, np.cumsum(np.bincount(level, minlength=steps.levels))),
            np.bincount(cells, minlength=len(group) * OUTCOMES).reshape(-1, OUTCOMES),
            np.bincount(group, minlength=len(steps.groups)).astype(np.int64),
        )

    def at(self, level: int) -> Counts:
        """See `Steps.at`."""
        low = np.bincount(self.cells[: self.below[level]], minlength=self.rows.size).reshape(-1, OUTCOMES)
        each = np.stack([low, self.rows - low], axis=-1).reshape(len(low), -1).astype(np.float64)
        ends = np.cumsum(self.clusters)
        within = (each[end - n : end] for n, end in zip(self.clusters, ends, strict=True))
        products = np.stack([cluster.T @ cluster for cluster in within])
        return replace(self.steps.at(level), products=ExactSums.whole(products), clusters=self.clusters)
