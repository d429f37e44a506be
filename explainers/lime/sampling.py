"""The one draw behind the perturbed rows of all explained rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from fairwitness.explainers.base import FloatArray

Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.unsignedinteger]
RAREST = 0.01
"""Share of draws in which a column takes a value that only the explained row has, in a large background."""
_LOWEST = 2.0**-54
"""Below the least number above 0 that is drawn: at 0 itself a normal number would be infinite."""


@dataclass(frozen=True, eq=False)
class Draw:
    """Random numbers for every perturbed row but the first, which is the explained row itself.

    Parameters
    ----------
    picks
        Rows of the background, for each column by itself. Shape (samples - 1, columns).
    rare
        Where a column takes the explained row's value, if the background does not have it. Same shape.
    levels
        Uniform between 0 and 1, and neither. Same shape.
    """

    picks: Places
    rare: Flags
    levels: FloatArray

    @classmethod
    def of(cls, background: FloatArray, samples: int, seed: int) -> Draw:
        """Draw for `samples` perturbed rows; it does not depend on which rows are explained."""
        rows, columns = background.shape
        random = np.random.default_rng(seed)
        shape = (samples - 1, columns)
        picks = random.integers(rows, size=shape)
        rare = random.random(shape) < max(1 / (rows + 1), RAREST)
        return cls(picks, rare, np.maximum(random.random(shape), _LOWEST))

    @property
    def noise(self) -> FloatArray:
        """Standard normal numbers. Shape (samples - 1, columns)."""
        found: FloatArray = ndtri(self.levels)
        return found

    def values(self, background: FloatArray) -> FloatArray:
        """Perturbed rows that draw each column by itself from the background. Shape (samples - 1, columns)."""
        return np.take_along_axis(background, self.picks, axis=0)


class Perturbation(Protocol):
    """One way of making perturbed rows and of describing them to the surrogate, for a given set of explained rows."""

    @property
    def shared(self) -> FloatArray | None:
        """Perturbed rows of all explained rows. Shape (samples - 1, columns); None if each has its own."""
        ...

    def own_places(self, row: int) -> Places:
        """Which perturbed rows of an explained row differ from the shared ones."""
        ...

    def own_values(self, row: int) -> FloatArray:
        """Those perturbed rows. Shape (places, columns)."""
        ...

    def seen_from(self, row: int) -> tuple[npt.NDArray[np.generic], FloatArray]:
        """Features of the surrogate, shape (columns, samples), and squared distances, shape (samples,)."""
        ...

    def by_code(self) -> tuple[Codes, Codes] | None:
        """Codes of the shared perturbed rows and of the explained rows, if a feature is whether both are the same.

        Shapes (columns, samples - 1) and (columns, rows). It holds for rows without places of their own.
        """
        ...

    def conditions(self, row: int) -> tuple[str, ...]:
        """What the weight of each column speaks of."""
        ...


def unknown(codes: npt.NDArray[np.generic], background: npt.NDArray[np.generic]) -> Flags:
    """Which codes no background row has. Both are by column: shapes (columns, rows) and (columns, background rows)."""
    return np.array([~np.isin(own, known) for own, known in zip(codes, background, strict=True)])
