"""Whether rows that are alike are treated alike: consistency with their nearest neighbours.

References
----------
R. Zemel, Y. Wu, K. Swersky, T. Pitassi and C. Dwork, ICML 2013, PMLR 28(3), 325-333.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray, IntArray
from fairwitness.audits.subject.columns import floats, is_number, plain
from fairwitness.errors import DataError, PlanError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Consistency:
    """How alike rows are treated that are alike.

    Attributes
    ----------
    value
        1 less the mean distance of a row's prediction from the mean prediction of its neighbours; None if there
        are too few rows.
    reason
        Why there is no value; None where there is one.
    n_neighbors
        Neighbours of each row. A row is among its own, at distance 0.
    rows
        Positions of the rows that were used: (R,), in their order.
    of_rows
        How many there were to draw from.
    filled
        Missing numbers in those rows that were set to their column's mean.
    each
        The same figure for each used row, of which ``value`` is the mean: (R,).
    """

    value: float | None
    reason: str | None
    n_neighbors: int
    rows: IntArray
    of_rows: int
    filled: int
    each: FloatArray

    def by_group(
        self, codes: npt.NDArray[np.integer], groups: int
    ) -> tuple[tuple[float | None, ...], tuple[str | None, ...]]:
        """The mean of each group's used rows, their neighbours being of any group; None with a reason.

        Parameters
        ----------
        codes
            Position of each row's group, below ``groups``, for all rows: (N,).
        """
        if self.value is None:
            return (None,) * groups, (self.reason,) * groups
        mine = np.asarray(codes)[self.rows]
        n = np.bincount(mine, minlength=groups)
        total = np.bincount(mine, weights=self.each, minlength=groups)
        drawn = "no rows" if len(self.rows) == self.of_rows else "no rows among those drawn"
        return (
            tuple(float(t) / int(k) if k else None for t, k in zip(total, n, strict=True)),
            tuple(None if k else drawn for k in n),
        )


def consistency(
    X: pd.DataFrame | FloatArray,
    y_pred: npt.ArrayLike,
    n_neighbors: int = 5,
    *,
    most_rows: int = 10_000,
    seed: int = 0,
) -> Consistency:
    """Consistency of predictions between each row and its nearest neighbours.

    As the paper's formula is commonly read, a row is among its own neighbours. Numbers are standardised, texts
    become one column for each value, distance is Euclidean. Where several rows are equally far, which of them
    count is not determined by the definition and may change with the order of rows.

    Parameters
    ----------
    X
        Features without the sensitive ones, unless they are meant to count: (N, F).
    y_pred
        Predictions from 0 to 1: (N,).
    n_neighbors
        Neighbours of each row, itself among them.
    most_rows
        More rows than this are not compared; so many are drawn, neighbours from among them too.
    seed
        Of that draw.

    Raises
    ------
    DataError
        The columns do not fit together, or one is neither numbers nor texts.
    PlanError
        A number of neighbours or rows that cannot be.
    """
    import pandas as pd

    frame = X if isinstance(X, pd.DataFrame) else pd.DataFrame(np.asarray(X))
    predicted = _predictions(y_pred, len(frame))
    if n_neighbors < 2 or most_rows < n_neighbors:
        raise PlanError(
            "The `n_neighbors` must be 2 or more, since each row is its own neighbour, and at most the `most_rows`. "
            f"Got {n_neighbors} and {most_rows} instead."
        )
    rows = np.arange(len(frame))
    if len(rows) > most_rows:
        rows = np.sort(np.random.default_rng(seed).choice(len(rows), most_rows, replace=False))
    if len(rows) < n_neighbors:
        reason = f"{len(rows)} rows are fewer than the {n_neighbors} neighbours of each"
        return Consistency(None, reason, n_neighbors, rows, len(frame), 0, np.zeros(0))
    drawn, used = predicted[rows], frame.iloc[rows]
    neighbours, filled = _neighbours(used, n_neighbors)
    each = 1 - np.abs(drawn - drawn[neighbours].mean(axis=1))
    return Consistency(float(each.mean()), None, n_neighbors, rows, len(frame), filled, each)


def _predictions(y_pred: npt.ArrayLike, rows: int) -> FloatArray:
    predicted = np.asarray(y_pred, dtype=np.float64)
    if predicted.shape != (rows,):
        raise DataError(
            f"The `y_pred` must be one number for each of the {rows} rows. "
            f"Got the shape {predicted.shape} instead."
        )
    outside = ~((predicted >= 0) & (predicted <= 1))
    if outside.any():
        row = int(np.argmax(outside))
        raise DataError(f"The `y_pred` must be from 0 to 1. Got {predicted[row]} in row {row} instead.")
    return predicted


def _neighbours(frame: pd.DataFrame, n_neighbors: int) -> tuple[IntArray, int]:
    """Positions of each row's neighbours, (R, n_neighbors), and how many numbers were filled in."""
    import pandas as pd
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.neighbors import NearestNeighbors
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers, texts = _columns(frame)
    if not numbers and not texts:
        raise DataError("The `X` must have one column or more with values in it. Got none instead.")
    encoded = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), list(numbers)), (OneHotEncoder(), list(texts))
    ).fit_transform(pd.DataFrame({**numbers, **texts}))
    found = NearestNeighbors(n_neighbors=n_neighbors).fit(encoded).kneighbors(encoded, return_distance=False)
    filled = sum(int(np.isnan(values).sum()) for values in numbers.values())
    return np.asarray(found, dtype=np.int64), filled


def _columns(frame: pd.DataFrame) -> tuple[dict[str, FloatArray], dict[str, npt.NDArray[np.object_]]]:
    """Columns of numbers and of texts by their position; those without any value are left out."""
    numbers: dict[str, FloatArray] = {}
    texts: dict[str, npt.NDArray[np.object_]] = {}
    for place, name in enumerate(frame.columns):
        column = plain(frame.iloc[:, place])
        missing = column.isna().to_numpy()
        if missing.all():
            continue
        if is_number(column):
            values = floats(column)
            if np.isinf(values).any():
                raise DataError(f"The column '{name}' must hold finite numbers. Got an infinite one instead.")
            numbers[str(place)] = values
        elif column.dtype.kind in "bO":
            written = np.array(column.astype(str), dtype=object)
            written[missing] = None  # a value like any other
            texts[str(place)] = written
        else:
            raise DataError(
                f"The column '{name}' must hold numbers or texts. Got {column.dtype} instead. "
                "Turn it into one of them or leave it out."
            )
    return numbers, texts
