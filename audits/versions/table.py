"""The table that a paired comparison is computed from: group by outcome by the decisions of both versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import Counts, FloatArray, IntArray
from fairwitness.audits.counts.rows import check_column
from fairwitness.audits.rates import Rates, metric_named, rates
from fairwitness.errors import DataError

_CELLS = (3, 2, 2)
NO_TRIAL, FAILURE, SUCCESS = 0, 1, 2


@dataclass(frozen=True, eq=False)
class PairedTable:
    """How many rows fall in each cell of one attribute.

    Attributes
    ----------
    n
        Rows by group, outcome (0 negative, 1 positive, 2 unlabelled), decision of version A and decision of
        version B (0 negative, 1 positive): (G, 3, 2, 2).
    """

    attribute: str
    groups: tuple[str, ...]
    n: IntArray
    favourable_is_positive: bool = True
    unknown: str | None = None

    def __post_init__(self) -> None:
        if self.n.shape != (len(self.groups), *_CELLS):
            raise DataError(
                f"The `n` must have the shape {(len(self.groups), *_CELLS)}. Got {self.n.shape} instead."
            )

    @classmethod
    def of(  # noqa: PLR0913 - the columns of one table
        cls,
        attribute: str,
        groups: tuple[str, ...],
        codes: npt.NDArray[np.integer],
        outcome: npt.NDArray[np.integer],
        decisions: tuple[npt.NDArray[np.integer], npt.NDArray[np.integer]],
        *,
        favourable_is_positive: bool = True,
        unknown: str | None = None,
    ) -> Self:
        """Count rows.

        Parameters
        ----------
        codes
            Position of each row's group in ``groups``: (N,).
        outcome
            1 positive, 0 negative, -1 unlabelled: (N,).
        decisions
            Of version A and of version B, 1 positive, 0 negative: (N,) each.

        Raises
        ------
        DataError
            The columns differ in length, or hold what they cannot.
        """
        check_column("codes", codes, (0, len(groups) - 1), len(codes))
        check_column("outcome", outcome, (-1, 1), len(codes))
        for given in decisions:
            check_column("decisions", given, (0, 1), len(codes))
        labelled_last = np.where(outcome < 0, 2, outcome).astype(np.int64)
        cell = ((codes.astype(np.int64) * 3 + labelled_last) * 2 + decisions[0]) * 2 + decisions[1]
        n = np.bincount(cell, minlength=12 * len(groups)).astype(np.int64).reshape(-1, *_CELLS)
        return cls(attribute, groups, n, favourable_is_positive, unknown)

    def counts(self, *, after: bool) -> Counts:
        """The table of one version alone: of A, or ``after`` the change, of B."""
        n = self.n.sum(axis=2 if after else 3)
        return Counts(self.attribute, self.groups, n, self.favourable_is_positive, self.unknown)

    def swapped(self) -> PairedTable:
        """The same rows with A and B exchanged."""
        n = self.n.swapaxes(2, 3)
        return PairedTable(self.attribute, self.groups, n, self.favourable_is_positive, self.unknown)


@dataclass(frozen=True, eq=False)
class PairedRates:
    """One rate of every group under both versions.

    Attributes
    ----------
    joint
        Rows by what they are to the rate under A and under B (0 no trial, 1 failure, 2 success): (G, 3, 3).
    same_trials
        Whether a row is a trial whatever is decided, as for selection rates and unlike for precision.
    """

    before: Rates
    after: Rates
    joint: IntArray
    same_trials: bool


def states(metric_name: str, *, favourable_is_positive: bool) -> npt.NDArray[np.intp]:
    """What a row of each outcome and decision is to a rate, 0 no trial, 1 failure, 2 success: (3, 2)."""
    success, trial = metric_named(metric_name).masks(favourable_is_positive=favourable_is_positive)
    return np.where(success, SUCCESS, np.where(trial, FAILURE, NO_TRIAL)).astype(np.intp)


def rests_on_decisions(metric_name: str) -> bool:
    """Whether a rate can differ between versions at all on the same rows; the base rate cannot."""
    state = states(metric_name, favourable_is_positive=True)
    return bool((state[:, 0] != state[:, 1]).any())


def paired_rates(table: PairedTable, metric_name: str) -> PairedRates:
    """One metric for every group under both versions.

    Raises
    ------
    UnknownNameError
        There is no metric of that name.
    """
    state = states(metric_name, favourable_is_positive=table.favourable_is_positive)
    joint = np.zeros((len(table.groups), 3, 3), dtype=np.int64)
    for (outcome, a), of_a in np.ndenumerate(state):
        for b in range(2):
            joint[:, of_a, state[outcome, b]] += table.n[:, outcome, a, b]
    return PairedRates(
        rates(table.counts(after=False), metric_name),
        rates(table.counts(after=True), metric_name),
        joint,
        bool(((state[:, 0] == NO_TRIAL) == (state[:, 1] == NO_TRIAL)).all()),
    )


def shares(successes: IntArray, trials: IntArray) -> FloatArray:
    """Successes over trials; 0 where there are none."""
    quotient: FloatArray = successes / np.maximum(trials, 1)
    return quotient
