"""Partial dependence and individual conditional expectation.

Sources: Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29 (2001);
Goldstein, Kapelner, Bleich and Pitkin, "Peeking inside the black box", Journal of Computational and Graphical
Statistics 24 (2015).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fairwitness.explainers.base import FloatArray, Predict
from fairwitness.explainers.effects.coded import Coded, group_masks
from fairwitness.explainers.effects.curve import GRID, Curve, Effect, bins_of, check_points, quantile_points


def partial_dependence(
    predict: Predict,
    X: pd.DataFrame,
    column: str,
    *,
    grid: int = GRID,
    groups: Sequence[object] | None = None,
    centred: bool = False,
) -> Effect:
    """The mean answer over all rows of `X`, with one column set to each of some values.

    Parameters
    ----------
    predict
        Frame in, one number a row out.
    X
        Rows to average over, shape (rows, columns). All are used.
    column
        The column that is set.
    grid
        Most points along a column of numbers: values that occur, at even steps of their rank. Of all other columns
        every value is a point, by name.
    groups
        A group for each row: a curve is added for each, over the same points.
    centred
        Start every row's curve at 0, so that rows differ by the shape of their curves alone.

    Returns
    -------
    Effect
        With `ice`, the curve of each row. Where the column goes together with others, some rows that the model is
        asked about cannot exist; accumulated local effects avoid that.

    Raises
    ------
    UnknownNameError
        There is no such column.
    ExplanationError
        The column has one value only, or the model answers badly.
    """
    coded = Coded.of(predict, X)
    place = coded.place(column)
    codes = coded.matrix[:, place]
    labels = coded.codec.category_names.get(place, ())
    check_points(grid, codes, column)
    points = np.arange(len(labels), dtype=float) if labels else quantile_points(codes, grid)
    ice = coded.ask_with(place, points).T
    if centred:
        ice = ice - ice[:, :1]
    counts = (
        np.bincount(codes.astype(int), minlength=len(labels))
        if labels
        else np.bincount((bins := bins_of(codes, points))[bins >= 0], minlength=len(points) - 1)
    )
    return Effect(
        column=column,
        kind="partial_dependence",
        points=points,
        labels=labels,
        order="by name" if labels else "rising",
        counts=tuple(map(int, counts)),
        missing=int(np.isnan(codes).sum()),
        curves=tuple(_curve(name, ice[mask]) for name, mask in group_masks(groups, len(ice))),
        ice=ice,
    )


def _curve(name: str | None, lines: FloatArray) -> Curve:
    rows = len(lines)
    errors = lines.std(axis=0, ddof=1) / np.sqrt(rows) if rows > 1 else np.full(lines.shape[1], np.nan)
    return Curve(name, rows, lines.mean(axis=0), errors)
