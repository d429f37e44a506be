"""Products of conditions without multiplying: perturbed rows are sorted by pairs of conditions once for all rows.

A product of two conditions is 1 where both are met. Which perturbed rows have which two codes does not depend on the
explained row, so each of its products is a sum over one list. For columns cut into quartiles that is a sixteenth of the
draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.lime.kernels import ADD, SCORE, SORT, UNMET, Ints, Lists, Shorts, ready
from fairwitness.explainers.lime.sampling import Codes
from fairwitness.explainers.lime.solve import parts_of
from fairwitness.explainers.lime.sorting import code_counts


class Pairs:
    """Perturbed rows by pairs of codes.

    Parameters
    ----------
    codes
        Of the perturbed rows but the first. Shape (columns, samples - 1).
    explained
        Of the explained rows. Shape (columns, rows).
    """

    def __init__(self, codes: Codes, explained: Codes) -> None:
        sizes = code_counts(codes, explained)
        first, second = np.triu_indices(len(codes))
        ends = np.cumsum(sizes[first] * sizes[second] + 1)
        self._lists = Lists(
            np.empty((len(first), codes.shape[1]), dtype=np.uint16),
            np.zeros(ends[-1], dtype=np.int64),
            np.concatenate([[0], ends[:-1]]),
            sizes,
            np.arange(codes.shape[1] + 1) // parts_of(codes.shape[1] + 1)[1],
        )
        ready()
        SORT(np.ascontiguousarray(codes, dtype=np.int64), self._lists)
        self._samples = codes.shape[1] + 1
        self._codes: Shorts = np.ascontiguousarray(codes, dtype=np.uint16)
        self._own: Shorts = np.ascontiguousarray(explained.T, dtype=np.uint16)
        self._explained: Ints = np.ascontiguousarray(explained.T, dtype=np.int64)

    def unmet(self, row: int) -> npt.NDArray[np.unsignedinteger]:
        """How many conditions of an explained row each perturbed row does not meet. Shape (samples,)."""
        unmet = np.zeros(self._samples, dtype=np.uint16)
        UNMET(self._codes, self._own[row], unmet)
        return unmet

    def of(self, row: int, answers: FloatArray, weight: FloatArray) -> RowOfPairs:
        """The products of one explained row."""
        return RowOfPairs(self._explained[row], self._lists, answers, weight)


@dataclass(frozen=True, eq=False)
class RowOfPairs:
    """The products of one explained row's conditions, answers and weights, as `Products`."""

    own: Ints
    lists: Lists
    answers: FloatArray
    weight: FloatArray

    @property
    def whole(self) -> FloatArray:
        """As `Products`."""
        told = self.answers * self.weight
        found = np.empty((len(self.own) + 2, len(self.own) + 2))
        ADD(self.own, self.lists, self.weight, told, found)
        found[0, 0], found[1, 1] = self.weight.sum(), told @ self.answers
        found[0, 1] = found[1, 0] = told.sum()
        found[0, 2:] = found[2:, 0] = found.diagonal()[2:]
        return found

    def scores(self, intercept: float, slopes: FloatArray) -> FloatArray:
        """As `Products`."""
        missed = self.answers - intercept
        found = np.zeros((parts_of(len(missed))[0], len(self.own) + 1))
        SCORE(self.own, self.lists, slopes, missed, self.weight, found)
        return found
