"""Raw frames as float matrices and back, so that every column a person knows is one player.

Engines want numbers; models want the frame they were trained on. The codec stands between: numbers stay
numbers, and all else (text, categories, booleans, dates, integers too large for a float) becomes the place of
its value in a table. No dummy columns are made, so no row with two races or none is ever shown to a model.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray, ExtensionDtype

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray

MISSING = "missing"
_EXACT = 2**53  # above it a float64 no longer tells neighbouring integers apart


@dataclass(frozen=True, eq=False)
class _Number:
    """A column whose values are their own codes; missing is NaN."""

    dtype: np.dtype | ExtensionDtype

    def encode(self, column: pd.Series) -> FloatArray:
        return column.to_numpy(dtype=np.float64, na_value=np.nan)

    def decode(self, codes: FloatArray) -> npt.NDArray[np.generic] | ExtensionArray:
        if isinstance(self.dtype, np.dtype):
            return codes.astype(self.dtype)
        absent = np.isnan(codes)
        filled = pd.array(np.where(absent, 0.0, codes), dtype="Float64").astype(self.dtype)
        filled[absent] = pd.NA
        return filled


@dataclass(frozen=True, eq=False)
class _Category:
    """A column whose codes are places in a table; missing has its own place, the last."""

    places: pd.Index
    table: pd.Series
    labels: tuple[str, ...]

    def encode(self, column: pd.Series) -> FloatArray:
        absent = column.isna().to_numpy(dtype=bool)
        codes = self.places.get_indexer(pd.Index(_objects(column), dtype=object))
        codes[absent] = len(self.places)
        if (codes < 0).any() or (absent.any() and len(self.table) == len(self.places)):
            raise ExplanationError(
                f"The column '{column.name}' must hold values that the codec has seen. "
                "Got a new one instead. Fit the codec to this frame too."
            )
        return codes.astype(np.float64)

    def decode(self, codes: FloatArray) -> pd.Series:
        cells = self.table.array.take(codes.astype(np.intp))
        return pd.Series(cells, dtype=self.table.dtype, copy=False)  # without it, objects are taken for text


class ColumnCodec:
    """Turns raw frames into float matrices of shape (rows, columns) and back without loss.

    Parameters
    ----------
    background, X
        Frames with the same columns in the same order. Values of the background are numbered first and in
        their own order, so the codes of the background do not depend on which rows are explained.

    Attributes
    ----------
    columns
        The names, as text.
    categorical
        Places of the columns that are coded by a table.
    category_names
        For each such place the readable values by code; the last is "missing" where a value is missing.

    Raises
    ------
    ExplanationError
        A column holds cells that cannot be compared, such as lists.

    Notes
    -----
    Where both frames have a column in different types, the model gets the type that holds both. If a column
    of objects mixes several kinds of missing values, all come back as the first kind seen.
    """

    def __init__(self, background: pd.DataFrame, X: pd.DataFrame) -> None:
        self._index = X.columns
        self.columns = tuple(str(name) for name in X.columns)
        self._parts = [_part(background.iloc[:, place], X.iloc[:, place]) for place in range(X.shape[1])]
        self.category_names: Mapping[int, tuple[str, ...]] = {
            place: part.labels for place, part in enumerate(self._parts) if isinstance(part, _Category)
        }
        self.categorical = tuple(self.category_names)

    def encode(self, frame: pd.DataFrame) -> FloatArray:
        """The matrix of a frame, shape (rows, columns)."""
        matrix = np.empty((len(frame), len(self._parts)), dtype=np.float64)
        for place, part in enumerate(self._parts):
            matrix[:, place] = part.encode(frame.iloc[:, place])
        return matrix

    def decode(self, matrix: FloatArray) -> pd.DataFrame:
        """The frame of a matrix, in the original names and types, with a fresh index."""
        parts = {place: part.decode(matrix[:, place]) for place, part in enumerate(self._parts)}
        frame = pd.DataFrame(parts, index=pd.RangeIndex(len(matrix)), copy=False)
        frame.columns = self._index
        return frame


def _part(background: pd.Series, explained: pd.Series) -> _Number | _Category:
    """How one column is coded."""
    background, explained = _same_type(background, explained)
    dtype = background.dtype
    numeric = dtype.kind in "iuf" and not isinstance(dtype, pd.CategoricalDtype | pd.SparseDtype)
    if numeric and all(_exact(column) for column in (background, explained)):
        return _Number(dtype)
    return _category(background, explained)


def _exact(column: pd.Series) -> bool:
    """Whether every value survives the way through a float64."""
    if column.dtype.kind == "f":
        return getattr(column.dtype, "itemsize", 8) <= 8
    return bool(column.dropna().between(-_EXACT, _EXACT).all())


def _same_type(background: pd.Series, explained: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Both columns in one type that holds the values of both."""
    if background.dtype == explained.dtype:
        return background, explained
    types = [column.dtype for column in (background, explained)]
    ordered = [dtype for dtype in types if isinstance(dtype, pd.CategoricalDtype)]
    if not ordered:
        common = pd.concat([background, explained]).dtype
        return background.astype(common), explained.astype(common)
    known = ordered[0].categories
    for column in (background, explained):
        own = (
            column.cat.categories
            if isinstance(column.dtype, pd.CategoricalDtype)
            else pd.Index(column.dropna().unique())
        )
        known = known.append(own.difference(known, sort=False))
    both = pd.CategoricalDtype(known, ordered=bool(ordered[0].ordered))
    return background.astype(both), explained.astype(both)


def _category(background: pd.Series, explained: pd.Series) -> _Category:
    """The table of a column: the background's values in order, then new ones of `X`, then missing."""
    try:
        own = _in_order(background.dropna())
        known = set(own)
        places = own + [value for value in _in_order(explained.dropna()) if value not in known]
    except TypeError as error:
        raise ExplanationError(
            f"The column '{background.name}' must hold single values such as numbers or text. "
            f"Got cells that cannot be compared instead ({error}). Leave the column out or split it."
        ) from error
    values, labels = [*places], [str(value) for value in places]
    for column in (background, explained):
        absent = column[column.isna()]
        if len(absent):
            values.append(absent.iloc[0])
            labels.append(MISSING)
            break
    return _Category(pd.Index(places, dtype=object), pd.Series(values, dtype=background.dtype), tuple(labels))


def _in_order(column: pd.Series) -> list[Hashable]:
    """The distinct values of a column: categories in their order, all else sorted where it can be."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        used = np.unique(column.cat.codes.to_numpy())
        return list(column.cat.categories[used])
    values = list(dict.fromkeys(_objects(column)))
    try:
        values.sort()
    except TypeError:
        values.sort(key=lambda value: (type(value).__name__, str(value)))
    return values


def _objects(column: pd.Series) -> npt.NDArray[np.object_]:
    """The cells as Python objects, so that equal values are equal whatever array held them."""
    return column.astype(object).to_numpy(dtype=object)
