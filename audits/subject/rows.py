"""Which rows are audited: the plan's ``where`` conditions, and a hash of what was kept."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from fairwitness.audits.plan.model import Plan
from fairwitness.audits.quoting import cell, figure
from fairwitness.audits.subject.columns import floats, is_number, plain
from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import ColumnNotFoundError, DataError

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.plan.model import Condition


def select(frame: pd.DataFrame, plan: Plan, source: str) -> pd.DataFrame:
    """The rows that meet every condition; a row whose value is missing meets none.

    Raises
    ------
    DataError
        A condition's column is not there, cannot be ordered, or no row is left.
    """
    import pandas as pd

    keep = pd.Series(data=True, index=frame.index)
    for condition in plan.where:
        if condition.column not in frame:
            raise ColumnNotFoundError.among(
                condition.column, frame.columns, role="`where` column", source=source
            )
        keep &= _meets(frame[condition.column], condition)
    if not keep.any():
        raise DataError(
            f"The `where` conditions must leave some rows. None of the {len(frame):,} rows of "
            f"{source} meets: {'; '.join(map(str, plan.where))}."
        )
    return frame if keep.all() else frame.loc[keep]


def column_hash(columns: Iterable[tuple[str, pd.Series]]) -> str:
    """SHA-256 of named columns, the same for any file format and any pandas type that holds the same values.

    Numbers are hashed as 64-bit floats, everything else as text; missing values have a mark of their own.
    """
    digest = hashlib.sha256()
    for name, column in columns:
        digest.update(_framed(name.encode()))
        digest.update(_framed(_content(plain(column))))
    return digest.hexdigest()


def _content(column: pd.Series) -> bytes:
    """The values of a plain column as bytes."""
    import pandas as pd

    if column.isna().all():
        return b"m" + struct.pack("<q", len(column))
    if is_number(column):
        values = floats(column) + 0.0  # -0.0 is 0.0
        values[np.isnan(values)] = np.nan
        return b"n" + values.astype("<f8").tobytes()
    codes, values_seen = pd.factorize(column)
    texts = [label_text(value).encode() for value in values_seen]
    # Two values may share a text, such as 1 and "1": the text decides.
    place = {text: index for index, text in enumerate(dict.fromkeys(texts))}
    lookup = np.array([place[text] for text in texts] + [-1], dtype="<i4")
    return b"t" + struct.pack("<q", len(place)) + b"".join(map(_framed, place)) + lookup[codes].tobytes()


def _meets(column: pd.Series, condition: Condition) -> pd.Series:
    known = column.notna()
    if condition.is_ == "known":
        return known
    value = condition.value
    if condition.is_ in (">=", "<=", ">", "<"):
        return known & _compared(plain(column), condition)
    wanted = {label_text(item) for item in (value if isinstance(value, tuple) else (value,))}
    hit = known & column.map(lambda item: label_text(item) in wanted, na_action="ignore").fillna(
        value=False
    ).astype(bool)
    return hit if condition.is_ in ("==", "in") else known & ~hit


def _compared(column: pd.Series, condition: Condition) -> pd.Series:
    compare = {">=": column.ge, "<=": column.le, ">": column.gt, "<": column.lt}[condition.is_]
    try:
        return compare(condition.value).fillna(value=False).astype(bool)
    except TypeError as error:
        known = column.dropna()
        first = known.iloc[0]
        held = f"numbers such as {figure(first)}" if is_number(column) else f"values such as {cell(first)}"
        raise DataError(
            f"The condition '{condition}' must compare like with like. The column '{condition.column}' holds {held}."
        ) from error


def _framed(data: bytes) -> bytes:
    return struct.pack("<q", len(data)) + data
