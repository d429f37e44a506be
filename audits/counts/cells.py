"""Rows as cells of a flat table: where each one falls, and what clusters of them have in common."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts.exact import ExactSums, FloatArray, IntArray
from fairwitness.errors import DataError

Number = TypeVar("Number", np.int64, np.float64, np.object_)


def cell_of_row(
    codes: npt.NDArray[np.integer],
    outcome: npt.NDArray[np.integer],
    prediction: npt.NDArray[np.integer] | npt.NDArray[np.bool_],
    labels: int,
) -> npt.NDArray[np.intp]:
    """Place of each row's cell in a flat table that has the unlabelled first."""
    cell = codes.astype(np.intp)
    cell *= (labels + 1) * labels
    cell += labels * (outcome.astype(np.int16) + 1)
    cell += prediction.astype(np.int16)
    return cell


def table_of(cells: npt.NDArray[Number], labels: int) -> npt.NDArray[Number]:
    """Cells with the unlabelled first, flat, as (G, K + 1, K) with the unlabelled last."""
    return cells.reshape(-1, labels + 1, labels)[:, [*range(1, labels + 1), 0], :]


def collapsed(cells: npt.NDArray[Number], labels: int, chosen: int) -> npt.NDArray[Number]:
    """The cells of K labels along the first axis, summed into those of one label against the rest: 6 cells."""
    outcome = np.array([*(int(place == chosen) for place in range(labels)), 2])
    into = (2 * outcome[:, None] + (np.arange(labels) == chosen)[None, :]).ravel()
    table = np.zeros((6, *cells.shape[1:]), dtype=cells.dtype)
    np.add.at(table, into, cells)
    return table


def cluster_units(
    codes: npt.NDArray[np.integer], clusters: npt.NDArray[np.integer]
) -> tuple[IntArray, npt.NDArray[np.intp]]:
    """The group of every cluster in a group, (units,), and which of these units each row is of, (N,)."""
    pairs, member = np.unique(
        codes.astype(np.int64) * (int(clusters.max(initial=0)) + 1) + clusters, return_inverse=True
    )
    group = np.zeros(len(pairs), dtype=np.int64)
    group[member] = codes
    return group, member


def products_of(
    codes: npt.NDArray[np.integer],
    within: npt.NDArray[np.intp],
    clusters: npt.NDArray[np.integer],
    weights: FloatArray | None,
    shape: tuple[int, int],
) -> tuple[ExactSums, IntArray]:
    """For each group and each two cells, the sum over clusters of the product of the cluster's weights in them."""
    groups, k = shape
    cells = (k + 1) * k
    group, member = cluster_units(codes, clusters)
    ones = np.ones(len(codes)) if weights is None else weights
    flat = ExactSums.of(ones, member * cells + within, len(group) * cells).floats
    each = table_of(flat, k).reshape(len(group), cells)
    there = np.flatnonzero(each.any(axis=0))
    units = np.zeros((groups, cells, cells), dtype=object)
    for i in there:
        for j in there[there >= i]:
            units[:, i, j] = units[:, j, i] = ExactSums.of(each[:, i] * each[:, j], group, groups).units
    return ExactSums(units), np.bincount(group, minlength=groups).astype(np.int64)


def whole_cells(name: str, given: npt.NDArray[np.generic], shape: tuple[int, ...]) -> IntArray:
    """A table of numbers of rows that cannot be changed any more.

    Raises
    ------
    DataError
        It has another shape, or a negative cell.
    """
    table = np.array(given, dtype=np.int64)
    _check_shape(name, table.shape, shape)
    if table.size and not table.min() >= 0:
        raise DataError(f"The `{name}` must be 0 or more in every cell. Got {table.min()} instead.")
    table.setflags(write=False)
    return table


def exact_cells(name: str, given: ExactSums | npt.NDArray[np.floating], shape: tuple[int, ...]) -> ExactSums:
    """A table of sums of weights, or of their squares.

    Raises
    ------
    DataError
        It has another shape, or a negative cell.
    """
    sums = given if isinstance(given, ExactSums) else ExactSums.each(given)
    _check_shape(name, sums.shape, shape)
    if any(unit < 0 for unit in sums.units.ravel()):
        raise DataError(f"The `{name}` must be 0 or more in every cell. Got {sums.floats.min()} instead.")
    return sums


def _check_shape(name: str, got: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if got != wanted:
        raise DataError(f"The `{name}` must have the shape {wanted}. Got {got} instead.")
