"""What partial dependence and accumulated local effects have in common: points along a column, and curves over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray

Kind = Literal["partial_dependence", "accumulated_local_effects"]
GRID = 20
"""Points along a column of numbers, and bins between them, where nobody says otherwise."""


@dataclass(frozen=True, eq=False)
class Curve:
    """One curve: of all rows, or of the rows of a group.

    Parameters
    ----------
    group
        None for all rows.
    rows
        Rows that the curve is a mean over.
    values
        Shape (points,), in the units of the model's output; NaN at points that the group has no rows around.
    standard_errors
        Shape (points,): of those means over rows, with the points held fixed.
    """

    group: str | None
    rows: int
    values: FloatArray
    standard_errors: FloatArray


@dataclass(frozen=True, eq=False)
class Effect:
    """How a model's mean output goes along one column.

    Parameters
    ----------
    column
        Its name.
    kind
        Which of the two curves it is.
    points
        Shape (points,): values of a column of numbers, in rising order; else 0, 1, 2 and so on.
    labels
        What the points are called, where the column holds no numbers; else empty.
    order
        In what order the points stand, in words.
    counts
        Rows around the points: of each value where there are labels, else of each bin between two points.
    missing
        Rows whose value is missing; they are no part of accumulated effects.
    curves
        That of all rows first, then those of the groups.
    ice
        Shape (rows, points): the curves of single rows, where asked for. They show single rows.
    """

    column: str
    kind: Kind
    points: FloatArray
    labels: tuple[str, ...]
    order: str
    counts: tuple[int, ...]
    missing: int
    curves: tuple[Curve, ...]
    ice: FloatArray | None = None


def quantile_points(codes: FloatArray, wanted: int) -> FloatArray:
    """At most so many distinct values of a column, at even steps of their rank; the ends are among them.

    Values that really occur, not ones between them, so that a model is never asked about 2.5 children.
    """
    known = codes[~np.isnan(codes)]
    steps = np.linspace(0, 1, wanted)
    return np.unique(np.quantile(known, steps, method="inverted_cdf"))


def bins_of(codes: FloatArray, edges: FloatArray) -> npt.NDArray[np.intp]:
    """Which bin each value is in: (edge, next edge], the lowest edge in the first; -1 outside and where missing."""
    place = np.searchsorted(edges, codes, side="left") - 1
    place[codes == edges[0]] = 0
    place[(codes < edges[0]) | (codes > edges[-1]) | np.isnan(codes)] = -1
    return place


def check_points(wanted: int, codes: FloatArray, column: str) -> None:
    """Refuse fewer than two points, and columns without two different known values.

    Raises
    ------
    ExplanationError
        With what to do about it.
    """
    if isinstance(wanted, bool) or not isinstance(wanted, int | np.integer) or wanted < 2:
        raise ExplanationError(f"The `grid` must be a whole number from 2. Got {wanted!r} instead.")
    known = codes[~np.isnan(codes)]
    if not len(known) or known.min() == known.max():
        raise ExplanationError(
            f"The column '{column}' must have at least two different known values for a curve. "
            f"Got {len(np.unique(known))} instead. Choose another column, or more rows."
        )
