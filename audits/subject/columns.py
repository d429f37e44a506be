"""Columns as plain as can be: the same values, whatever pandas type they come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
_LOOKED_AT = 1000
_NESTED = (list, dict, set, tuple, np.ndarray)


def plain(column: pd.Series) -> pd.Series:
    """The column without the types that hide what it holds: categories, objects that are all numbers."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype == object:
        values = np.asarray(column.astype(object).where(column.notna(), None), dtype=object)
        return pd.Series(values, index=column.index, name=column.name).infer_objects()
    return column


def is_nested(column: pd.Series) -> bool:
    """Whether rows hold lists or records instead of values."""
    return column.dtype == object and bool(
        column.iloc[:_LOOKED_AT].map(lambda value: isinstance(value, _NESTED)).any()
    )


def is_number(column: pd.Series) -> bool:
    """Whether a plain column holds numbers; true and false are none."""
    import pandas as pd

    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def floats(column: pd.Series) -> Floats:
    """A column of numbers as floats, NaN where a value is missing. Shape (rows,)."""
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def is_missing(value: object) -> bool:
    """Whether one value of a column is none: NaN, NaT, None or pandas' NA."""
    import pandas as pd

    return bool(pd.isna(value))  # type: ignore[call-overload]  # its stub knows no plain object


def first_text(column: pd.Series) -> tuple[int, object] | None:
    """The place and value of the first thing in a column that is no number."""
    import pandas as pd

    for place, value in enumerate(column):
        if pd.isna(value):
            continue
        try:
            float(str(value))
        except ValueError:
            return place, value
        if isinstance(value, bool | np.bool_):
            return place, value
    return None
