"""What of a changed case was never observed: values beyond all rows, and values that no row has together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subject.columns import floats, is_missing
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.units import plain as figure
from fairwitness.audits.what_if.fields import Field

if TYPE_CHECKING:
    import pandas as pd

Mask = npt.NDArray[np.bool_]
EXPECTED: Final = 8.0
"""Rows that two values must be expected to share, were they unrelated, before it is said that none does: by chance
that happens less than once in two thousand."""
MOST_PAIRS: Final = 3
_NEAR: Final = 0.1
"""Numbers are near each other within this share of the rows, to either side."""
_FEW: Final = 20


def unseen(
    X: pd.DataFrame, fields: Sequence[Field], case: pd.DataFrame, changed: Sequence[str]
) -> tuple[str, ...]:
    """What must be said of a changed case, in sentences; empty where rows like it were observed.

    Parameters
    ----------
    X
        The observed rows.
    fields
        The columns of X.
    case
        The changed case, one row.
    changed
        The columns that were changed.
    """
    by_name = {field.column: field for field in fields}
    alone = {name: _beyond(X[name], by_name[name], case[name].iloc[0]) for name in changed}
    inside = [by_name[name] for name in changed if alone[name] is None]
    said = [sentence for sentence in alone.values() if sentence is not None]
    return (*said, *_together(X, fields, case, inside))


def _beyond(column: pd.Series, field: Field, value: object) -> str | None:
    """Why a value lies outside of what was observed; None where it does not."""
    import pandas as pd

    if is_missing(value):
        return None if field.missing else f"No row lacks a value in '{field.label}'."
    if field.kind == "number":
        return _outside(field, float(str(value)))
    if field.kind == "date":
        known = pd.to_datetime(column.dropna())
        day = pd.Timestamp(str(value))
        if len(known) and known.min() <= day <= known.max():
            return None
        return f"No row has a day like this in '{field.label}'."
    if label_text(value) in field.choices or (column == value).any():
        return None
    return f"No row has '{label_text(value)}' in '{field.label}'."


def _outside(field: Field, value: float) -> str | None:
    if field.low is None or field.high is None:
        return f"No row has a number in '{field.label}'."
    if value < field.low:
        return f"No row has '{field.label}' under {figure(field.low)}."
    if value > field.high:
        return f"No row has '{field.label}' over {figure(field.high)}."
    if field.whole and not value.is_integer():
        return f"Every row has a whole number in '{field.label}'."
    return None


def _together(
    X: pd.DataFrame, fields: Sequence[Field], case: pd.DataFrame, changed: Sequence[Field]
) -> list[str]:
    near: dict[str, Mask] = {}
    said: list[str] = []
    seen: set[frozenset[str]] = set()
    for one in changed:
        for other in fields:
            pair = frozenset((one.column, other.column))
            if len(pair) < 2 or pair in seen or len(said) == MOST_PAIRS:
                continue
            seen.add(pair)
            masks = [_near(X, field, case, near) for field in (one, other)]
            expected = masks[0].sum() * masks[1].sum() / max(len(X), 1)
            if expected >= EXPECTED and not (masks[0] & masks[1]).any():
                values = " together with ".join(_about(field, case) for field in (one, other))
                said.append(
                    f"No row has {values}; about {figure(round(expected))} would if the two were unrelated."
                )
    return said


def _near(X: pd.DataFrame, field: Field, case: pd.DataFrame, known: dict[str, Mask]) -> Mask:
    """Which rows have about the value of the case."""
    if field.column not in known:
        known[field.column] = _rows_near(X[field.column], field, case[field.column].iloc[0])
    return known[field.column]


def _rows_near(column: pd.Series, field: Field, value: object) -> Mask:
    if is_missing(value):
        return column.isna().to_numpy()
    if field.kind != "number":
        return (column == value).to_numpy(dtype=bool, na_value=False)
    values, own = floats(column), float(str(value))
    known = np.sort(values[np.isfinite(values)])
    if len(np.unique(known)) <= _FEW:
        same: Mask = values == own
        return same
    first, last = int((known < own).sum()), int((known <= own).sum())
    reach = int(_NEAR * len(known))
    low, high = known[max(first - reach, 0)], known[min(last + reach, len(known)) - 1]
    near: Mask = (values >= low) & (values <= high)
    return near


def _about(field: Field, case: pd.DataFrame) -> str:
    value = case[field.column].iloc[0]
    if is_missing(value):
        return f"no value in '{field.label}'"
    if field.kind == "number":
        return f"'{field.label}' of about {figure(float(value), digits=4)}"
    return f"'{label_text(value)}' in '{field.label}'"
