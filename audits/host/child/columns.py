"""Columns as raw buffers: numbers as they are, everything else as the places of its values in a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .wire import Bytes, Header, WireError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

NUMBERS = ("<f8", "<f4", "<i8", "|b1")
"""The types of numbers that cross: floats, whole numbers, true or false."""
_MOST_TEXT = 65_536


def write_table(X: pd.DataFrame) -> tuple[list[Header], list[memoryview]]:
    """A frame as headers and buffers; one of floats alone as it lies in memory, which saves a copy for each column."""
    if X.shape[1] > 1 and (X.dtypes == np.float64).all():
        values = X.to_numpy()
        by_row = values.flags.c_contiguous
        header: Header = {"block": [str(name) for name in X.columns], "by_row": by_row}
        return [header], [raw(values if by_row else values.T, "<f8")]
    written = [(str(name), write_column(X.iloc[:, place])) for place, name in enumerate(X.columns)]
    return [{**header, "name": name} for name, (header, _) in written], [buffer for _, (_, buffer) in written]


def write_column(values: npt.ArrayLike | pd.Series) -> tuple[Header, memoryview]:
    """A column, shape (rows,), as a header and a buffer."""
    import pandas as pd

    column = values if isinstance(values, pd.Series) else pd.Series(np.asarray(values))
    if isinstance(column.dtype, pd.CategoricalDtype):
        header: Header = {"values": [scalar(value) for value in column.cat.categories], "category": True}
        return header, raw(column.cat.codes.to_numpy(), "<i4")
    if pd.api.types.is_datetime64_any_dtype(column):
        naive = column.dt.tz_convert("UTC").dt.tz_localize(None) if column.dt.tz is not None else column
        return {"date": True}, raw(naive.to_numpy("datetime64[ns]").view("<i8"), "<i8")
    if pd.api.types.is_bool_dtype(column) and not column.isna().any():
        return {"dtype": "|b1"}, raw(column.to_numpy(dtype=bool), "|b1")
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_complex_dtype(column):
        return _number(column)
    codes, found = pd.factorize(column.astype(object))
    return {"values": [scalar(value) for value in found]}, raw(codes, "<i4")


def read_column(header: object, buffer: Bytes, rows: int) -> tuple[npt.NDArray[np.generic], Header]:
    """A column as an array of shape (rows,), with what else its header says; missing values are NaN or None.

    Raises
    ------
    WireError
        It is not what its header says.
    """
    if not isinstance(header, dict):
        raise WireError("a column without a header")
    if "values" in header:
        return _read_values(header, buffer, rows), header
    dtype = "<i8" if header.get("date") is True else header.get("dtype")
    if dtype not in NUMBERS:
        raise WireError("a column of an unknown type")
    numbers = _array(buffer, str(dtype), rows)
    if dtype == "|b1" and (numbers.view("u1") > 1).any():
        raise WireError("true and false that are neither")
    return (numbers.view("datetime64[ns]") if header.get("date") is True else numbers), header


def _read_values(header: Header, buffer: Bytes, rows: int) -> npt.NDArray[np.generic]:
    values, codes = header["values"], _array(buffer, "<i4", rows)
    if not isinstance(values, list) or not all(_is_scalar(value) for value in values):
        raise WireError("values that are neither text nor numbers")
    if rows and not (codes.min() >= -1 and codes.max() < len(values)):
        raise WireError("places beyond the values")
    known = np.empty(len(values) + 1, dtype=object)
    known[:-1] = values
    known[-1] = None
    chosen: npt.NDArray[np.generic] = known[codes]
    return chosen


def _array(buffer: Bytes, dtype: str, rows: int) -> npt.NDArray[np.generic]:
    kind = np.dtype(dtype)
    if len(buffer) != rows * kind.itemsize:
        raise WireError(f"{len(buffer)} bytes for {rows} rows")
    return np.frombuffer(buffer, dtype=kind)


def _number(column: pd.Series) -> tuple[Header, memoryview]:
    missing = bool(column.isna().any())
    dtype = "<f8"
    if column.dtype.kind in "iu" and not missing and int(column.max() if len(column) else 0) < 2**63:
        dtype = "<i8"
    elif column.dtype == np.float32:
        dtype = "<f4"
    values = column.to_numpy(dtype=dtype, na_value=np.nan) if missing else column.to_numpy(dtype=dtype)
    return {"dtype": dtype}, raw(values, dtype)


def raw(values: npt.NDArray[np.generic], dtype: str) -> memoryview:
    """The bytes of an array in that type."""
    return np.ascontiguousarray(values, dtype=dtype).data.cast("B")


def _is_scalar(value: object) -> bool:
    return value is None or (isinstance(value, (bool, int, float, str)) and len(str(value)) <= _MOST_TEXT)


def scalar(value: object) -> object:
    """A value as JSON has it; what JSON has not becomes text."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else str(value)
    return str(value)


def _as_pandas_reads(values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Missing text as NaN, as every version of pandas reads it from a file: an imputer looks for that."""
    import pandas as pd

    if values.dtype == object:
        values[pd.isna(values)] = np.nan
    return values


def table_of(columns: Sequence[Header], buffers: Sequence[Bytes], rows: int) -> pd.DataFrame:
    """A frame of the columns that came."""
    import pandas as pd

    if len(columns) == 1 and isinstance(names := columns[0].get("block"), list):
        shape = (rows, len(names)) if columns[0].get("by_row") else (len(names), rows)
        block = _array(buffers[0], "<f8", rows * len(names)).reshape(shape)
        return pd.DataFrame(block if columns[0].get("by_row") else block.T, columns=names, copy=False)
    read = {}
    for header, buffer in zip(columns, buffers):
        values, said = read_column(header, buffer, rows)
        if said.get("category"):
            known = said["values"] if isinstance(said["values"], list) else []
            read[str(said["name"])] = pd.Series(values).astype(pd.CategoricalDtype(known))
        else:
            read[str(said["name"])] = pd.Series(_as_pandas_reads(values))
    return pd.DataFrame(read, index=pd.RangeIndex(rows))
