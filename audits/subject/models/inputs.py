"""A frame as the array that models of numbers read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.quoting import cell
from fairwitness.audits.subject.columns import first_text, floats, is_number, plain
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd


def matrix(X: pd.DataFrame, columns: Sequence[str] | None = None) -> npt.NDArray[np.float64]:
    """The columns as numbers, shape (rows, columns): true is 1, a missing value NaN.

    Raises
    ------
    ModelError
        A column holds text.
    """
    import pandas as pd

    names = list(X.columns) if columns is None else list(columns)
    if len(names) > 1 and names == list(X.columns) and (X.dtypes == np.float64).all():
        return X.to_numpy()  # pictures have columns by the thousand
    found = np.empty((len(X), len(names)))
    for place, name in enumerate(names):
        column = plain(X[name])
        if pd.api.types.is_bool_dtype(column):
            column = column.astype(np.float64)
        if not is_number(column):
            odd = first_text(column)
            got = "no numbers" if odd is None else cell(odd[1])
            raise ModelError(
                f"This model reads numbers only. The column '{name}' holds {got}; encode it as when the model was "
                "trained, or save the model with its encoding inside."
            )
        found[:, place] = floats(column)
    return found
