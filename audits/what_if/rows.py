"""One row of the data with other values in it, in the types that the model was asked with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.units import plain as figure
from fairwitness.audits.what_if.fields import Field, values_by_text
from fairwitness.errors import ExplanationError, nearest

if TYPE_CHECKING:
    import pandas as pd

Value = float | str | date | None
"""What is put into a cell: a number, a choice or text, a day, or None for missing."""
_DIGITS: Final = 6
"""Of a number that is shown: what a file held in 32 bits has no more."""


def changed_rows(
    X: pd.DataFrame, row: int, fields: Sequence[Field], changes: Sequence[Mapping[str, Value]]
) -> pd.DataFrame:
    """The row once for each of some changes, shape (changes, columns).

    Parameters
    ----------
    X
        All rows as the model reads them.
    row
        The position of the case, from 0.
    fields
        The columns of X.
    changes
        For each row wanted the columns that are changed, with their values.

    Raises
    ------
    ExplanationError
        The model reads no such column, or the value is none that it can hold.
    """
    known = {field.column: field for field in fields}
    made = X.iloc[[row] * len(changes)].reset_index(drop=True)
    for column in dict.fromkeys(name for change in changes for name in change):
        if column not in known:
            raise ExplanationError(
                f"The model must read the column that is changed. Got '{column}'. {nearest(column, list(known))}"
            )
        places = [place for place, change in enumerate(changes) if column in change]
        values = [_cell(known[column], changes[place][column]) for place in places]
        texts = values_by_text(X[column]) if known[column].kind == "choice" else {}
        made[column] = _with(made[column], texts, places, values)
    return made


def value_text(value: Value) -> str:
    """A value as a person reads it."""
    if value is None:
        return "missing"
    return str(value) if isinstance(value, str | date) else figure(value, digits=_DIGITS)


def _cell(field: Field, value: Value) -> Value:
    if value is None or field.kind != "number":
        return value
    if isinstance(value, bool | str | date) or not math.isfinite(value):
        raise ExplanationError(
            f"The column '{field.column}' must hold a finite number. Got {value!r} instead."
        )
    return float(value)


def _with(
    column: pd.Series, texts: Mapping[str, object], places: list[int], values: list[Value]
) -> pd.Series:
    """The column with values put in; of the type it had, unless that cannot hold them."""
    import pandas as pd

    held = column.astype(object)
    zone = getattr(column.dtype, "tz", None)
    cells = [
        pd.Timestamp(value, tz=zone) if isinstance(value, date) else _observed(value, texts)
        for value in values
    ]
    held.iloc[places] = pd.Series(cells, dtype=object).to_numpy()
    if isinstance(column.dtype, pd.CategoricalDtype):
        return held if _strange(held, column) else held.astype(column.dtype)
    if pd.api.types.is_bool_dtype(column) and column.dtype != object:
        only_truths = all(isinstance(value, bool | np.bool_) for value in held)
        return held.astype(column.dtype) if only_truths else held
    if pd.api.types.is_integer_dtype(column) and isinstance(column.dtype, np.dtype):
        numbers = held.astype(np.float64)
        return numbers.astype(column.dtype) if _fits(numbers, column) else numbers
    if pd.api.types.is_integer_dtype(column):  # pandas' own whole numbers hold missing ones too
        numbers = pd.Series(pd.to_numeric(held), index=held.index, name=column.name)
        return numbers.astype(column.dtype if _whole(numbers) else "Float64")
    return held if column.dtype == object else held.astype(column.dtype)


def _observed(value: Value, texts: Mapping[str, object]) -> object:
    """A text as the value that the data write so; as it is where they have none."""
    return texts.get(label_text(value), value) if isinstance(value, str) else value


def _strange(held: pd.Series, column: pd.Series) -> bool:
    return not held.dropna().isin(column.cat.categories).all()


def _fits(numbers: pd.Series, column: pd.Series) -> bool:
    if not _whole(numbers) or numbers.isna().any():
        return False
    room = np.iinfo(column.to_numpy().dtype)
    return bool(((numbers >= room.min) & (numbers <= room.max)).all())


def _whole(numbers: pd.Series) -> bool:
    known = numbers.dropna().astype(np.float64)
    return bool((known == np.floor(known)).all())
