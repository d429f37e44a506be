"""One rate by stratum and group, each with the trials behind it or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import IntArray
from fairwitness.errors import DataError

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Tally:
    """Successes among trials in S strata and G groups.

    Attributes
    ----------
    strata, groups
        Their names: S and G.
    rows, successes, trials
        Rows, labelled or not, and those that count for the rate: (S, G) each.
    """

    strata: tuple[str, ...]
    groups: tuple[str, ...]
    rows: IntArray
    successes: IntArray
    trials: IntArray

    def of(self, groups: Sequence[int]) -> Tally:
        """The same of some of the groups, by their positions."""
        names = tuple(self.groups[group] for group in groups)
        chosen = list(groups)
        return Tally(
            self.strata, names, self.rows[:, chosen], self.successes[:, chosen], self.trials[:, chosen]
        )

    def value(self, stratum: int, group: int) -> float | None:
        """The rate of one group in one stratum; None without trials."""
        trials = int(self.trials[stratum, group])
        return int(self.successes[stratum, group]) / trials if trials else None

    def reason(self, stratum: int, group: int) -> str | None:
        """Why there is no rate; None where there is one."""
        if self.trials[stratum, group]:
            return None
        rows = int(self.rows[stratum, group])
        if not rows:
            return f"no rows of '{self.groups[group]}' in '{self.strata[stratum]}'"
        counted = f"{rows:,} row{'' if rows == 1 else 's'}"
        return f"none of {counted} of '{self.groups[group]}' in '{self.strata[stratum]}' counts for this rate"


def tally(
    cells: npt.NDArray[np.integer],
    success: Mask,
    trial: Mask,
    strata: tuple[str, ...],
    groups: tuple[str, ...],
) -> Tally:
    """Count one rate in every stratum.

    Parameters
    ----------
    cells
        Rows by stratum, group, outcome (negative, positive, unlabelled) and prediction: (S, G, 3, 2).
    success, trial
        The (outcome, prediction) cells that count: (3, 2) each.
    strata, groups
        Names, in the order of the cells.

    Raises
    ------
    DataError
        The cells have another shape or are negative.
    """
    table = np.asarray(cells)
    if table.shape != (len(strata), len(groups), 3, 2) or table.dtype.kind not in "iu":
        raise DataError(
            f"The `cells` must be whole numbers of the shape {(len(strata), len(groups), 3, 2)}. "
            f"Got {table.dtype} of the shape {table.shape} instead."
        )
    if table.size and table.min() < 0:
        raise DataError(f"The `cells` must be 0 or more. Got {table.min()} instead.")
    table = table.astype(np.int64)
    return Tally(
        strata,
        groups,
        table.sum(axis=(2, 3)),
        table[..., success].sum(axis=-1),
        table[..., trial].sum(axis=-1),
    )
