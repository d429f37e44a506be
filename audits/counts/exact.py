"""Sums of real numbers that no order of adding can change: kept as whole numbers of a fixed small unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from fairwitness.errors import DataError

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Units = npt.NDArray[np.object_]
Index = npt.NDArray[np.integer] | tuple[npt.NDArray[np.integer], ...]

UNIT_BITS = 64
"""A sum is a whole number of 2**-64."""
LARGEST = 2.0**126
"""Numbers must be below this in size, in memory and in an engine alike."""
LIMB_BITS = 32
_LIMB = 2.0**LIMB_BITS
_LIMBS = 6
# A limb is under 2**32, so that many of them add up exactly in a float64.
_BLOCK = 2**21


@dataclass(frozen=True, eq=False)
class ExactSums:
    """Sums of float64 numbers as Python integers in units of 2**-64, any shape.

    Each addend is rounded towards 0 to the unit once, whatever is added before or after it. Frames, files and sites
    therefore add up to the same bits in any order; numbers of 0.0005 and more keep all their digits.

    Attributes
    ----------
    units
        Python integers in an object array.
    """

    units: Units

    @classmethod
    def of(cls, values: npt.ArrayLike, cell: npt.NDArray[np.integer], size: int) -> Self:
        """Sum values by cell.

        Parameters
        ----------
        values
            Finite, below 2**126 in size: (N,).
        cell
            Which sum each value goes into, from 0 to ``size - 1``: (N,).

        Raises
        ------
        DataError
            A value is not finite, or too large.
        """
        numbers = np.asarray(values, dtype=np.float64)
        _check(numbers)
        units = np.zeros(size, dtype=object)
        for start in range(0, len(numbers), _BLOCK):
            block = slice(start, start + _BLOCK)
            for shift, limb in _limbs(numbers[block]):
                sums = np.bincount(cell[block], weights=limb, minlength=size)
                for place in np.flatnonzero(sums):
                    units[place] += int(sums[place]) << shift
        return cls(units)

    @classmethod
    def each(cls, values: npt.ArrayLike) -> Self:
        """Every value as a sum of its own, in the same shape."""
        numbers = np.asarray(values, dtype=np.float64)
        _check(numbers)
        flat = cls.of(numbers.ravel(), np.arange(numbers.size), numbers.size)
        return cls(flat.units.reshape(numbers.shape))

    @classmethod
    def whole(cls, counts: npt.ArrayLike) -> Self:
        """Whole numbers as sums, in the same shape."""
        numbers = np.asarray(counts, dtype=np.int64)
        units = np.empty(numbers.shape, dtype=object)
        units.ravel()[:] = [int(number) << UNIT_BITS for number in numbers.ravel()]
        return cls(units)

    def by_cell(self, cell: npt.NDArray[np.integer], size: int) -> Self:
        """Sum the sums along the first axis by cell: (N, ...) to (size, ...)."""
        units = np.zeros((size, *self.units.shape[1:]), dtype=object)
        np.add.at(units, cell, self.units)
        return type(self)(units)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the sums."""
        return self.units.shape

    @property
    def floats(self) -> FloatArray:
        """The sums as the nearest float64."""
        scale = 1 << UNIT_BITS
        flat = [int(unit) / scale for unit in self.units.ravel()]  # the division of integers rounds correctly
        return np.array(flat, dtype=np.float64).reshape(self.units.shape)

    def sum(self, axis: int | tuple[int, ...]) -> Self:
        """The sums added along axes."""
        return type(self)(np.asarray(self.units.sum(axis=axis), dtype=np.object_))

    def reshape(self, *shape: int) -> Self:
        """The same sums in another shape."""
        return type(self)(self.units.reshape(*shape))

    def __getitem__(self, index: Index) -> Self:
        return type(self)(np.asarray(self.units[index], dtype=np.object_))

    def __add__(self, other: Self) -> Self:
        return type(self)(self.units + other.units)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.units - other.units)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ExactSums):
            return NotImplemented
        return self.units.shape == other.units.shape and bool(np.all(self.units == other.units))

    __hash__ = None  # type: ignore[assignment]  # it can be compared, not hashed: it holds arrays


def _limbs(numbers: FloatArray) -> Iterator[tuple[int, FloatArray]]:
    """Each number as whole multiples, under 2**32, of falling powers of two; those that are all 0 are left out.

    Floor, subtraction and multiplication by a power of two are exact in float64, so an SQL engine that does the
    same gets the same whole numbers. The limbs of a negative number are those of its size, negated.
    """
    rest = np.abs(numbers)
    largest = float(rest.max(initial=0.0))
    negative = bool((numbers < 0).any())
    sign = np.sign(numbers) if negative else numbers
    shift = next(
        s for s in range(0, _LIMBS * LIMB_BITS, LIMB_BITS) if largest < 2.0 ** (s + LIMB_BITS - UNIT_BITS)
    )
    rest *= 2.0 ** (UNIT_BITS - shift)
    limb = np.empty_like(rest)
    while shift >= 0:
        np.floor(rest, out=limb)
        if limb.any():
            yield shift, sign * limb if negative else limb
        rest -= limb
        if not rest.any():
            return
        rest *= _LIMB
        shift -= LIMB_BITS


def _check(numbers: FloatArray) -> None:
    usable = np.abs(numbers) < LARGEST  # false for NaN too
    if not usable.all():
        place = int(np.argmin(usable.ravel()))
        raise DataError(
            f"Numbers that are summed must be finite and below {LARGEST:.0e}. Got {numbers.ravel()[place]} in "
            f"row {place} instead. Express them in a larger unit, or leave out such rows."
        )
