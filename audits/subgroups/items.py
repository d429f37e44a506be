"""Columns as items, such as "region is north" or "income is under 1,200": what groups are put together from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.model import UNKNOWN, Sensitive
from fairwitness.audits.subject.attributes import Attribute, read_attribute
from fairwitness.audits.subject.columns import floats, is_number, plain
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

Codes = npt.NDArray[np.int16]

MOST_VALUES: Final = 50
"""A column with more categories is left out: its groups would be too small, or name single people."""
_NAMES_ROWS: Final = 0.9
_WORDS_OF_FREE_TEXT: Final = 4
_SAMPLE: Final = 1000


@dataclass(frozen=True, eq=False)
class Column:
    """One column cut into items.

    Attributes
    ----------
    values
        The K items; a missing value is the item ``unknown``, which comes last.
    codes
        Each row's item: (rows,), from 0 to K - 1.
    """

    name: str
    values: tuple[str, ...]
    codes: Codes


@dataclass(frozen=True)
class LeftOut:
    """A column that cannot form groups, and why."""

    column: str
    reason: str


@dataclass(frozen=True, eq=False)
class Columns:
    """What is searched, by name, and what is not.

    Attributes
    ----------
    declared
        Names of columns whose groups, alone or together, the plan compares anyway: they are not put forward.
    """

    kept: tuple[Column, ...]
    left_out: tuple[LeftOut, ...] = field(default=())
    declared: frozenset[frozenset[str]] = field(default=frozenset())


def read_columns(frame: pd.DataFrame, declared: Sequence[Attribute] = ()) -> Columns:
    """Cut every column of a frame into items.

    Categories are items as they are; numbers with more than 12 values are cut at their quartiles, over all
    rows and without a look at any decision. The order of the columns does not matter.

    Parameters
    ----------
    frame
        Only columns that may form groups: no id, target, prediction, score or weight.
    declared
        Attributes that are cut already; they are searched too, with the groups they have.
    """
    kept = [
        Column(one.name, tuple(map(_shown, one.groups)), one.codes.astype(np.int16))
        for one in declared
        if len(one.groups) > 1
    ]
    left_out = [LeftOut(one.name, "all rows have the same value") for one in declared if len(one.groups) < 2]
    for name in frame.columns:
        found = _read(str(name), frame[name])
        if isinstance(found, Column):
            kept.append(found)
        else:
            left_out.append(found)
    return Columns(
        tuple(sorted(kept, key=lambda one: one.name)),
        tuple(sorted(left_out, key=lambda one: one.column)),
        frozenset(frozenset([one.name]) for one in declared),
    )


def _read(name: str, given: pd.Series) -> Column | LeftOut:
    try:
        column = plain(given)
        distinct = int(column.nunique())
    except TypeError:
        return LeftOut(name, "its values cannot be told apart")
    reason = _why_not(column, distinct)
    if reason is not None:
        return LeftOut(name, reason)
    try:
        found = read_attribute(Sensitive(name=name), column, max_groups=MOST_VALUES)
    except DataError:  # numbers nearly all of which are the smallest one
        return LeftOut(name, "more than three in four of its numbers are the smallest one")
    return Column(name, tuple(map(_shown, found.groups)), found.codes.astype(np.int16))


def _why_not(column: pd.Series, distinct: int) -> str | None:
    import pandas as pd

    known = int(column.notna().sum())
    if not known:
        return "it has no value"
    if distinct == 1 and known == len(column):
        return "all rows have the same value"
    if pd.api.types.is_datetime64_any_dtype(column):
        return "it holds dates"
    if is_number(column):
        return "it numbers the rows" if _numbers_rows(column, distinct, known) else None
    return _why_no_text(column, distinct, known) if distinct > MOST_VALUES else None


def _why_no_text(column: pd.Series, distinct: int, known: int) -> str:
    if distinct >= _NAMES_ROWS * known:
        return "nearly every row has a value of its own, as an id or a name has"
    words = np.mean([len(str(value).split()) for value in column.dropna().iloc[:_SAMPLE]])
    return "it holds free text" if words >= _WORDS_OF_FREE_TEXT else f"it has more than {MOST_VALUES} values"


def _numbers_rows(column: pd.Series, distinct: int, known: int) -> bool:
    """Whether whole numbers, each once, lie as densely as row numbers do."""
    if distinct < known or known <= MOST_VALUES:
        return False
    values = floats(column)
    values = values[~np.isnan(values)]
    if not np.isfinite(values).all() or (values != np.floor(values)).any():
        return False
    return bool(values.max() - values.min() < 2 * known)


def _shown(group: str) -> str:
    return "unknown" if group == UNKNOWN else group
