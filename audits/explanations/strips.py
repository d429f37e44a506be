"""How contributions spread, counted by their size and by the column's own value, so that no row is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from fairwitness.audits.record.schema import Strip, Strips
from fairwitness.audits.wording import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.explainers.base import Explanation

MOST_STRIPS: Final = 10
BINS: Final = 40
LEVELS: Final = ("low", "middle", "high", "neither")
_CUTS: Final = (1 / 3, 2 / 3)


def strips(found: Explanation, X: pd.DataFrame, words: Vocabulary) -> Strips:
    """How the contributions of the most important columns spread, by low, middle and high values of the column.

    Parameters
    ----------
    found
        Attributions of the rows of `X`, in their order.
    X
        The explained rows, shape (rows, columns).
    """
    sizes = np.abs(found.values).mean(axis=0)
    order = [place for place in np.argsort(-sizes, kind="stable") if sizes[place] > 0][:MOST_STRIPS]
    values = np.round(found.values[:, order], 12)
    edges = _edges(float(values.min(initial=0.0)), float(values.max(initial=0.0)))
    return Strips(
        low=float(edges[0]),
        high=float(edges[-1]),
        rows=len(values),
        scale=str(found.meta["scale"]),
        levels=LEVELS,
        strips=tuple(
            Strip(
                column=found.columns[place],
                label=words.column(found.columns[place]),
                counts=_counts(values[:, at], edges, _levels(X[found.columns[place]])),
            )
            for at, place in enumerate(order)
        ),
    )


def _edges(low: float, high: float) -> npt.NDArray[np.float64]:
    """About 40 bins of one width, one of them around 0, so that nothing looks like a little more or less."""
    width = (high - low) / BINS or 1.0
    first, last = np.floor(low / width + 0.5), np.floor(high / width + 0.5)
    edges: npt.NDArray[np.float64] = (np.arange(first, last + 2) - 0.5) * width
    return edges


def _counts(
    values: npt.NDArray[np.float64], edges: npt.NDArray[np.float64], levels: npt.NDArray[np.int64]
) -> tuple[tuple[int, ...], ...]:
    table = (np.histogram(values[levels == level], edges)[0] for level in range(len(LEVELS)))
    return tuple(tuple(map(int, row)) for row in table)


def _levels(column: pd.Series) -> npt.NDArray[np.int64]:
    """Thirds of a column of numbers by rank, of two numbers the lower and the higher; text and missing are neither."""
    from fairwitness.audits.subject.columns import floats, is_number, plain

    column = plain(column)
    neither = len(LEVELS) - 1
    if not is_number(column):
        return np.full(len(column), neither)
    numbers = floats(column)
    absent = np.isnan(numbers)
    if absent.all():
        return np.full(len(column), neither)
    different = np.unique(numbers[~absent])
    if len(different) == 2:
        levels = np.where(numbers == different[0], 0, 2)
        levels[absent] = neither
        return levels
    levels = np.searchsorted(_CUTS, column.rank(pct=True).to_numpy(dtype=float), side="left").astype(np.int64)
    levels[absent] = neither
    return levels
