"""Accumulated local effects: how the output moves along a column, from rows that are near each of its values.

Source: Apley and Zhu, "Visualizing the effects of predictor variables in black box supervised learning models",
Journal of the Royal Statistical Society B 82 (2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray, Predict
from fairwitness.explainers.effects.coded import Coded, Mask, group_masks
from fairwitness.explainers.effects.curve import GRID, Curve, Effect, bins_of, check_points, quantile_points
from fairwitness.explainers.effects.similarity import by_similarity

Order = Literal["similarity", "frequency"]
LEAST = 2
"""Rows that a bin must have, so that its step has a standard error."""
Places = npt.NDArray[np.intp]


def accumulated_local_effects(
    predict: Predict,
    X: pd.DataFrame,
    column: str,
    *,
    grid: int = GRID,
    groups: Sequence[object] | None = None,
    order: Order = "similarity",
) -> Effect:
    """The accumulated mean of the changes that a step along a column makes, in rows that are at that step.

    Parameters
    ----------
    predict
        Frame in, one number a row out.
    X
        Rows to average over, shape (rows, columns). All with a known value are used.
    column
        The column along which the rows move.
    grid
        Most bins along a column of numbers, cut at even steps of rank; equal values share a bin, so there may be fewer.
    groups
        A group for each row: a curve is added for each. Where a group has fewer than two rows in a bin, the bin is
        joined with the next.
    order
        In what order values that are no numbers stand: alike ones (in the other columns) side by side, or the most
        frequent first.

    Returns
    -------
    Effect
        Each curve has the mean 0 over its rows, between points along straight lines. The standard errors hold bins
        and rows' values fixed.

    Raises
    ------
    UnknownNameError
        There is no such column.
    ExplanationError
        The column has one value only, there are too few rows, or the model answers badly.
    """
    coded = Coded.of(predict, X)
    place = coded.place(column)
    codes = coded.matrix[:, place]
    check_points(grid, codes, column)
    if order not in ("similarity", "frequency"):
        raise ExplanationError(f"The `order` must be 'similarity' or 'frequency'. Got {order!r} instead.")
    masks = group_masks(groups, len(codes))
    labels = coded.codec.category_names.get(place, ())
    if labels:
        return _categories(coded, place, order, masks)
    edges = quantile_points(codes, grid + 1)
    bins = bins_of(codes, edges)
    return Effect(
        column=column,
        kind="accumulated_local_effects",
        points=edges,
        labels=(),
        order="rising",
        counts=tuple(map(int, np.bincount(bins[bins >= 0], minlength=len(edges) - 1))),
        missing=int(np.isnan(codes).sum()),
        curves=tuple(_along_numbers(coded, place, edges, name, mask) for name, mask in masks),
    )


def _along_numbers(coded: Coded, place: int, edges: FloatArray, name: str | None, mask: Mask) -> Curve:
    """The curve of some rows over shared edges, in bins that have rows."""
    rows = coded.matrix[mask & ~np.isnan(coded.matrix[:, place])]
    codes = rows[:, place]
    kept = _edges_with_rows(bins_of(codes, edges), len(edges))
    if len(kept) < 2:
        return _nothing(name, len(rows), len(edges))
    own = edges[kept]
    bins = bins_of(codes, own)
    below, above = rows.copy(), rows.copy()
    below[:, place], above[:, place] = own[bins], own[bins + 1]
    change = coded.ask(above) - coded.ask(below)
    steps = np.zeros((len(rows), len(own) - 1))
    steps[np.arange(len(rows)), bins] = change
    taken = np.zeros(steps.shape, dtype=bool)
    taken[np.arange(len(rows)), bins] = True
    passed = np.clip((codes[:, None] - own[:-1]) / np.diff(own), 0, 1)
    values, errors = _accumulated(steps, taken, passed.mean(axis=0))
    whole = np.full((2, len(edges)), np.nan)
    inside = slice(kept[0], kept[-1] + 1)
    whole[0, inside] = np.interp(edges[inside], own, values)
    whole[1, inside] = np.interp(edges[inside], own, errors)
    return Curve(name, len(rows), whole[0], whole[1])


def _edges_with_rows(bins: Places, edges: int) -> Places:
    """Edges with rows enough between them: a bin with too few is joined with the next, the last with the one before."""
    counts = np.bincount(bins[bins >= 0], minlength=edges - 1)
    filled = np.flatnonzero(counts)
    if counts.sum() < LEAST:
        return np.empty(0, dtype=np.intp)
    kept, waiting = [int(filled[0])], 0
    for place in range(filled[0], filled[-1] + 1):
        waiting += counts[place]
        if waiting >= LEAST:
            kept.append(place + 1)
            waiting = 0
    kept[-1] = int(filled[-1]) + 1
    return np.array(kept, dtype=np.intp)


def _categories(coded: Coded, place: int, order: Order, masks: tuple[tuple[str | None, Mask], ...]) -> Effect:
    """Curves over values without an order of their own."""
    labels = coded.codec.category_names[place]
    codes = coded.matrix[:, place].astype(int)
    counts = np.bincount(codes, minlength=len(labels))
    ordered = (
        by_similarity(coded.matrix, place, coded.codec.categorical)
        if order == "similarity"
        else np.lexsort((np.arange(len(labels)), -counts))
    )
    rank = np.argsort(ordered)[codes]
    return Effect(
        column=coded.codec.columns[place],
        kind="accumulated_local_effects",
        points=np.arange(len(labels), dtype=float),
        labels=tuple(labels[at] for at in ordered),
        order="alike values side by side" if order == "similarity" else "the most frequent first",
        counts=tuple(int(counts[at]) for at in ordered),
        missing=0,
        curves=tuple(_along_values(coded, place, ordered, rank, (name, mask)) for name, mask in masks),
    )


def _along_values(
    coded: Coded, place: int, ordered: Places, rank: Places, group: tuple[str | None, Mask]
) -> Curve:
    """Each row moves to the value before its own and to the one after it, so it takes part in two steps at most."""
    name, mask = group
    rows, at, last = coded.matrix[mask], rank[mask], len(ordered) - 1
    present = np.unique(at)
    if len(rows) < LEAST or len(present) < 2:
        return _nothing(name, len(rows), last + 1)
    own = np.searchsorted(present, at)  # values without a row of the group are stepped over
    there = ordered[present].astype(float)
    here = coded.ask(rows)
    steps = np.zeros((len(rows), len(present) - 1))
    taken = np.zeros(steps.shape, dtype=bool)
    for move in (-1, 1):
        moved = np.flatnonzero((own + move >= 0) & (own + move < len(present)))
        asked = rows[moved]
        asked[:, place] = there[own[moved] + move]
        step = own[moved] + min(move, 0)
        steps[moved, step] = move * (coded.ask(asked) - here[moved])
        taken[moved, step] = True
    passed = (own[:, None] > np.arange(len(present) - 1)).mean(axis=0)
    whole = np.full((2, last + 1), np.nan)
    whole[0, present], whole[1, present] = _accumulated(steps, taken, passed)
    return Curve(name, len(rows), whole[0], whole[1])


def _accumulated(steps: FloatArray, taken: Mask, passed: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Centred sums of the mean steps, and their standard errors.

    Parameters
    ----------
    steps, taken
        Shape (rows, steps): what the output changes by, in the rows that take part in a step.
    passed
        Shape (steps,): which share of a step the rows have behind them on average, which centres the curve.
    """
    counts = taken.sum(axis=0)
    mean = steps.sum(axis=0) / counts
    behind = np.tri(len(mean) + 1, len(mean), -1) - passed  # every value is a sum of steps with these weights
    spread = np.where(taken, steps - mean, 0.0) / counts * np.sqrt(counts / np.maximum(counts - 1, 1))
    return behind @ mean, np.sqrt(((spread @ behind.T) ** 2).sum(axis=0))


def _nothing(name: str | None, rows: int, points: int) -> Curve:
    if name is None:
        raise ExplanationError(
            f"Accumulated effects need at least {LEAST} rows with a known value. Got {rows} instead. Give more rows."
        )
    empty = np.full(points, np.nan)
    return Curve(name, rows, empty, empty)
