"""The table of counts that every fairness figure is computed from: group by outcome by prediction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

from fairwitness.errors import DataError, nearest

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Number = TypeVar("Number", np.int64, np.float64)

OUTCOMES = ("negative", "positive", "unlabelled")
PREDICTIONS = ("negative", "positive")
_CELLS = (len(OUTCOMES), len(PREDICTIONS))
_LIGHTEST, _HEAVIEST = 1e-100, 1e100


@dataclass(frozen=True, eq=False)
class Counts:
    """How many rows fall in each cell of one attribute; tables of different rows add up.

    Attributes
    ----------
    attribute
        The sensitive attribute, or the names of an intersection joined by `` & ``.
    groups
        The G group names.
    n
        Rows by group, outcome (0 negative, 1 positive, 2 unlabelled) and prediction (0 negative,
        1 positive): (G, 3, 2).
    favourable_is_positive
        Whether the label that is good for the person is the positive one.
    unknown
        The group that stands for missing values, if any.
    w, w2
        Sums of the weights and of their squares in each cell, (G, 3, 2); None without weights.

    Raises
    ------
    DataError
        The arrays and the groups do not fit together.
    """

    attribute: str
    groups: tuple[str, ...]
    n: IntArray
    favourable_is_positive: bool = True
    unknown: str | None = None
    w: FloatArray | None = None
    w2: FloatArray | None = None

    def __post_init__(self) -> None:
        _check_names(self)
        for name, dtype in (("n", np.int64), ("w", np.float64), ("w2", np.float64)):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, _cells(name, given, dtype, len(self.groups)))

    @classmethod
    def of(  # noqa: PLR0913 - the columns of one table
        cls,
        attribute: str,
        groups: tuple[str, ...],
        codes: npt.NDArray[np.integer],
        outcome: npt.NDArray[np.integer],
        prediction: npt.NDArray[np.integer] | npt.NDArray[np.bool_],
        *,
        weights: npt.NDArray[np.floating] | None = None,
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
        prediction
            1 positive, 0 negative: (N,).
        weights
            Zero or positive, (N,); a row of weight zero is still counted in ``n``.

        Raises
        ------
        DataError
            An array has another length, or a value that it cannot have.
        """
        _check_column("codes", codes, (0, len(groups) - 1), len(codes))
        _check_column("outcome", outcome, (-1, 1), len(codes))
        _check_column("prediction", prediction, (0, 1), len(codes))
        cell, size = _cell_of_row(codes, outcome, prediction), 6 * len(groups)
        n = _table(np.bincount(cell, minlength=size).astype(np.int64))
        w: FloatArray | None = None
        w2: FloatArray | None = None
        if weights is not None:
            values = _check_weights(weights, len(codes))
            w = _table(np.bincount(cell, weights=values, minlength=size).astype(np.float64))
            w2 = _table(np.bincount(cell, weights=values * values, minlength=size).astype(np.float64))
        return cls(attribute, groups, n, favourable_is_positive, unknown, w, w2)

    @property
    def weighted(self) -> bool:
        """Whether rows carry weights."""
        return self.w is not None

    @property
    def rows(self) -> IntArray:
        """Rows of each group, labelled or not: (G,)."""
        total: IntArray = self.n.sum(axis=(1, 2))
        return total

    def __add__(self, other: Self) -> Self:
        """Merge two tables of different rows, groups aligned by name.

        Equal tuples of groups keep their order, others are sorted with ``unknown`` last, so that no order
        of merging can change the result.

        Raises
        ------
        DataError
            The tables do not count the same thing; the message names the difference.
        """
        if not isinstance(other, Counts):
            return NotImplemented
        _refuse_difference(self, other)
        unknown = self.unknown if self.unknown is not None else other.unknown
        groups = self.groups
        if groups != other.groups:
            groups = tuple(sorted({*groups, *other.groups}, key=lambda name: (name == unknown, name)))

        places = [[groups.index(name) for name in counts.groups] for counts in (self, other)]
        n = np.zeros((len(groups), *_CELLS), dtype=np.int64)
        for place, counts in zip(places, (self, other), strict=True):
            n[place] += counts.n
        w = w2 = None
        if self.w is not None and other.w is not None and self.w2 is not None and other.w2 is not None:
            w, w2 = np.zeros(n.shape), np.zeros(n.shape)
            for place, weight, square in zip(places, (self.w, other.w), (self.w2, other.w2), strict=True):
                w[place] += weight
                w2[place] += square
        return type(self)(self.attribute, groups, n, self.favourable_is_positive, unknown, w, w2)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Counts):
            return NotImplemented
        return (self.attribute, self.groups, self.favourable_is_positive, self.unknown) == (
            other.attribute,
            other.groups,
            other.favourable_is_positive,
            other.unknown,
        ) and all(_same(getattr(self, name), getattr(other, name)) for name in ("n", "w", "w2"))

    __hash__ = None  # type: ignore[assignment]

    def pooled(self, name: str = "all") -> Self:
        """All groups together, those of unknown membership included, as one group."""
        n = self.n.sum(axis=0, keepdims=True)
        w, w2 = (None if table is None else _exact_sum(table) for table in (self.w, self.w2))
        return type(self)(self.attribute, (name,), n, self.favourable_is_positive, None, w, w2)


def _cell_of_row(
    codes: npt.NDArray[np.integer],
    outcome: npt.NDArray[np.integer],
    prediction: npt.NDArray[np.integer] | npt.NDArray[np.bool_],
) -> npt.NDArray[np.intp]:
    """Place of each row's cell in a flat table that has the unlabelled first."""
    cell = codes.astype(np.intp)
    cell *= 6
    cell += 2 * outcome.astype(np.int8) + 2
    cell += prediction.astype(np.int8)
    return cell


def _table(cells: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Cells with the unlabelled first, flat, as (G, 3, 2) with the unlabelled last."""
    return cells.reshape(-1, *_CELLS)[:, [1, 2, 0], :]


def _exact_sum(table: FloatArray) -> FloatArray:
    """Sum over groups that does not depend on their order."""
    flat = table.reshape(len(table), -1)
    return np.array([math.fsum(column) for column in flat.T]).reshape(1, *_CELLS)


def _same(left: npt.NDArray[np.generic] | None, right: npt.NDArray[np.generic] | None) -> bool:
    if left is None or right is None:
        return left is right
    return np.array_equal(left, right)


def _cells(
    name: str, given: npt.NDArray[np.generic], dtype: type[np.generic], groups: int
) -> npt.NDArray[np.generic]:
    table = np.array(given, dtype=dtype)
    if table.shape != (groups, *_CELLS):
        raise DataError(f"The `{name}` must have the shape {(groups, *_CELLS)}. Got {table.shape} instead.")
    if table.size and not table.min() >= 0:
        raise DataError(f"The `{name}` must be 0 or more in every cell. Got {table.min()} instead.")
    table.setflags(write=False)
    return table


def _check_names(counts: Counts) -> None:
    groups, attribute, unknown = counts.groups, counts.attribute, counts.unknown
    if len(set(groups)) != len(groups):
        twice = next(name for name in groups if groups.count(name) > 1)
        raise DataError(
            f"The groups of '{attribute}' must have different names. Got '{twice}' twice instead."
        )
    if unknown is not None and unknown not in groups:
        raise DataError(
            f"The `unknown` group of '{attribute}' must be one of its groups. Got '{unknown}' instead. "
            f"{nearest(unknown, groups)}".rstrip()
        )
    if (counts.w is None) != (counts.w2 is None):
        raise DataError("Weighted counts must have both `w` and `w2`. Got one of them instead.")


def _check_shape(name: str, shape: tuple[int, ...], rows: int) -> None:
    if shape != (rows,):
        raise DataError(
            f"The `{name}` must be one number for each of the {rows} rows. Got the shape {shape} instead."
        )


def _check_column(name: str, values: npt.NDArray[np.generic], bounds: tuple[int, int], rows: int) -> None:
    if values.dtype.kind not in "iub":
        raise DataError(f"The `{name}` must be whole numbers. Got {values.dtype} instead.")
    _check_shape(name, values.shape, rows)
    if not rows:
        return
    seen = (int(values.min()), int(values.max()))
    if seen[0] < bounds[0] or seen[1] > bounds[1]:
        raise DataError(
            f"The `{name}` must be from {bounds[0]} to {bounds[1]}. "
            f"Got values from {seen[0]} to {seen[1]} instead."
        )


def _check_weights(weights: npt.NDArray[np.generic], rows: int) -> FloatArray:
    values = np.asarray(weights, dtype=np.float64)
    _check_shape("weights", values.shape, rows)
    usable = (values == 0) | ((values >= _LIGHTEST) & (values <= _HEAVIEST))
    if not usable.all():
        row = int(np.argmin(usable))
        raise DataError(
            f"The `weights` must be 0, or from {_LIGHTEST:g} to {_HEAVIEST:g}. "
            f"Got {values[row]} in row {row} instead. Leave out such rows or correct the weight."
        )
    return values


def _refuse_difference(left: Counts, right: Counts) -> None:
    for name, one, two in (
        ("attribute", left.attribute, right.attribute),
        ("favourable label", _favourable(left), _favourable(right)),
        ("use of weights", _weighting(left), _weighting(right)),
    ):
        if one != two:
            raise DataError(
                f"Counts can be merged only with the same {name}. Got '{one}' and '{two}' instead."
            )
    for this, that in ((left, right), (right, left)):
        if this.unknown in (None, that.unknown):
            continue
        if that.unknown is not None or this.unknown in that.groups:
            other = f"'{that.unknown}'" if that.unknown else "the same name for a group like any other"
            raise DataError(
                f"Counts can be merged only with the same name for missing values of '{this.attribute}'. "
                f"Got '{this.unknown}' and {other} instead."
            )


def _favourable(counts: Counts) -> str:
    return "positive" if counts.favourable_is_positive else "negative"


def _weighting(counts: Counts) -> str:
    return "weighted" if counts.weighted else "not weighted"
