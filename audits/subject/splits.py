"""Categories that stand in one split of the rows only, such as a town that no training row has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fairwitness.audits.subject.columns import floats, is_number, plain
from fairwitness.audits.subject.labels import label_text

if TYPE_CHECKING:
    import pandas as pd

MANY = 50
"""More different values than this form no groups."""
SHOWN_FROM = 5
"""A value is shown only where at least this many rows looked at have it: a rarer one may tell who somebody is."""
_SPLITS = frozenset(
    {
        *("train", "training", "test", "testing", "val", "valid", "validation"),
        *("dev", "eval", "holdout", "hold-out", "calibration"),
    }
)


@dataclass(frozen=True)
class Levels:
    """Categories that stand on one side only."""

    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def compare_levels(
    first: Mapping[str, Iterable[object]], second: Mapping[str, Iterable[object]]
) -> dict[str, Levels]:
    """Categories that stand on one side only, by column, such as of two splits.

    Parameters
    ----------
    first, second : mapping of column to values
        Only columns of both are compared, and only where neither side has more than `MANY` different values, so that
        ids and numbers are not.
    """
    found = {}
    for name in [name for name in first if name in second]:
        one, other = _levels(first[name]), _levels(second[name])
        if one is None or other is None or one == other:
            continue
        found[str(name)] = Levels(tuple(sorted(one - other)), tuple(sorted(other - one)))
    return found


def split_column(frame: pd.DataFrame) -> str | None:
    """The column that says which split a row is of, by what it holds: train and test, and the like."""
    for name, column in frame.items():
        if is_number(plain(column)) or column.dtype.kind in "bM":
            continue
        values = column.head(1000).dropna()
        if not values.map(lambda value: isinstance(value, str)).all():
            continue
        if len(found := set(column.dropna().astype(str).str.strip().str.casefold())) > 1 and found <= _SPLITS:
            return str(name)
    return None


def one_sided(frame: pd.DataFrame, among: Collection[str]) -> dict[str, str]:
    """By column of these, a sentence on categories that stand in one split only; none where no column names splits."""
    by = split_column(frame)
    if by is None:
        return {}
    found: dict[str, list[str]] = {}
    rest = frame[[name for name in frame.columns if name in among and name != by]]
    for value in sorted(frame[by].dropna().unique()):
        inside = (frame[by] == value).to_numpy(dtype=bool)
        for name, levels in compare_levels(rest[inside], rest[~inside]).items():
            if levels.only_first:
                found.setdefault(name, []).append(f"{_told(frame[name], levels.only_first)} in '{value}'")
    return {
        name: f"By '{by}', '{name}' has values of one split only: {'; '.join(parts)}."
        for name, parts in found.items()
    }


def _told(column: pd.Series, values: tuple[str, ...]) -> str:
    """How many, and one of them that is no single person's."""
    counts = column.map(label_text, na_action="ignore").value_counts()
    common = next((value for value in values if counts[value] >= SHOWN_FROM), None)
    return f"{len(values)}{'' if common is None else f', such as {common!r},'}"


def _levels(values: Iterable[object]) -> set[str] | None:
    """The categories of a column; None where they form no groups."""
    import pandas as pd

    column = plain(pd.Series(values if isinstance(values, pd.Series) else list(values)))
    try:
        distinct = column.dropna().unique()
    except TypeError:
        return None
    if len(distinct) > MANY or (is_number(column) and not are_whole(floats(pd.Series(distinct)))):
        return None
    return {label_text(value) for value in distinct}


def are_whole(values: np.typing.NDArray[np.float64]) -> bool:
    """Whether all are finite whole numbers."""
    return bool(np.isfinite(values).all() and (np.floor(values) == values).all())
