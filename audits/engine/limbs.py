"""Sums to the last bit in SQL: each number cut into whole limbs of 32 bits, which engines add without rounding.

A number below 2**(32 t) in size is the sum of t + 2 limbs, whole multiples of 2**-64, 2**-32, 1, 2**32 ...;
what is below 2**-64 is cut off, towards 0. Multiplying by a power of two, rounding down and subtracting what was
rounded to are exact in floating point, so every engine finds the same limbs. A limb is at most 2**32, so two
thousand million rows of a cell add up in 64 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts.exact import LARGEST, LIMB_BITS, UNIT_BITS
from fairwitness.audits.engine.values import number
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir


def limbs_needed(size: float, name: str) -> int:
    """How many limbs carry numbers of at most this size.

    Raises
    ------
    DataError
        The numbers are too large to be summed.
    """
    if not size < LARGEST:
        raise DataError(
            f"Numbers that are summed must be finite and below {LARGEST:.0e}. The values of '{name}' reach {size:.3g}; "
            "express them in a larger unit, or leave out such rows with `where`."
        )
    needed = 2
    while size > 2.0 ** (LIMB_BITS * (needed - 2)):
        needed += 1
    return needed


def limbs(value: ir.FloatingColumn, needed: int, *, signed: bool) -> list[ir.IntegerColumn]:
    """The limbs of a column of numbers, the highest first; those of a negative number are negative.

    Parameters
    ----------
    value : FloatingColumn
        Numbers, finite or null.
    needed : int
        As `limbs_needed` says.
    signed : bool
        Whether any may be below 0.
    """
    import ibis

    rest = value.abs() if signed else value
    found = []
    rest = rest * number(2.0 ** (UNIT_BITS - LIMB_BITS * (needed - 1)))
    for place in range(needed):
        limb = rest.floor().cast("int64")
        found.append(ibis.ifelse(value < number(0), -limb, limb) if signed else limb)
        if place < needed - 1:
            rest = (rest - limb.cast("float64")) * number(2.0**LIMB_BITS)
    return found


def join_limbs(sums: Sequence[npt.NDArray[np.object_]]) -> npt.NDArray[np.object_]:
    """Sums of limbs, the highest first, as sums in units of 2**-64: (cells,); a sum over no value is 0."""
    units = np.zeros(len(sums[0]), dtype=object)
    for limb in sums:
        units = (units << LIMB_BITS) + np.array([_whole(one) for one in limb], dtype=object)
    return units


def _whole(value: object) -> int:
    return int(str(value)) if value is not None and value == value else 0  # noqa: PLR0124 - NaN is no sum
