"""What each column of a data set looks like, for a person to check: kinds, missing values, oddities; no row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.data import ColumnType
from fairwitness.audits.subject.columns import floats, is_nested, is_number, plain
from fairwitness.audits.subject.datasets.dates import forms_of
from fairwitness.audits.subject.datasets.thousands import may_be_thousands
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.splits import MANY, SHOWN_FROM, are_whole, one_sided

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal[
    "number",
    "text",
    "category",
    "true or false",
    "date",
    "id-like",
    "free text",
    "constant",
    "empty",
    "nested",
]

LOOKED_AT = 100_000
"""Rows of a column that are looked at; of longer ones, as many at equal distances."""
TOP = 5
WORD_MARKS = (
    "?",
    "-",
    "--",
    ".",
    "unknown",
    "unk",
    "none",
    "missing",
    "not available",
    "n.a.",
    "k.a.",
    "inconnu",
)
"""Texts that often stand for a missing value; none is read as one unless the plan says so."""
NUMBER_MARKS = (-1, -9, -99, -999, -9999, 99, 999, 9999, 99999)
_OUTSIDE = 3.0
"""A number that may be a marker stands at an end, this many quartile distances from the rest."""


@dataclass(frozen=True)
class Numbers:
    """Where the numbers of a column lie."""

    low: float
    quartiles: tuple[float, float, float]
    high: float


@dataclass(frozen=True)
class Column:
    """What one column looks like."""

    name: str
    kind: Kind
    rows: int
    missing: int
    distinct: int
    """Different values among the rows looked at."""
    marks: Mapping[str, int]
    """What may stand for a missing value and is not read as one, with its rows: for `data.missing`."""
    numbers: Numbers | None
    top: tuple[tuple[str, int], ...]
    """The most frequent values, each of several rows; none where they could name a person."""
    suggested: ColumnType | None
    """What it should be read as, where that is something else: for `data.types`."""
    remarks: tuple[str, ...]
    """What is odd, in sentences."""

    @property
    def odd(self) -> str:
        """Everything that a person should look at: remarks, what may mean missing, and how else it could be read."""
        marks = [f"'{mark}' ({rows:,} row{'' if rows == 1 else 's'})" for mark, rows in self.marks.items()]
        stand = f"{' and '.join(marks)} may stand for a missing value." if marks else ""
        suggested = "" if self.suggested is None else f"It could be read as {self.suggested}."
        return " ".join(part for part in (*self.remarks, stand, suggested) if part)


@dataclass(frozen=True)
class Profile:
    """What a data set looks like."""

    rows: int
    looked_at: int
    """Rows that were looked at; fewer than `rows` where there are many, and then what is said is of these."""
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def profile(frame: pd.DataFrame, first_line: int = 2) -> Profile:
    """Look at every column.

    Parameters
    ----------
    frame : DataFrame
        The rows as read.
    first_line : int
        The line of the first row, from which remarks count.
    """
    rows = len(frame)
    step = max(1, -(-rows // LOOKED_AT))
    places = np.arange(0, rows, step)
    looked_at = frame.iloc[places] if step > 1 else frame
    columns = [
        _column(str(name), frame[name], column, places + first_line) for name, column in looked_at.items()
    ]
    odd = one_sided(looked_at, [column.name for column in columns if column.kind == "category"])
    return Profile(
        rows,
        len(places),
        tuple(
            replace(column, remarks=(*column.remarks, odd[column.name])) if column.name in odd else column
            for column in columns
        ),
    )


def _column(name: str, whole: pd.Series, column: pd.Series, lines: npt.NDArray[np.int64]) -> Column:
    rows, missing = len(whole), int(whole.isna().sum())
    if is_nested(column):
        remark = f"'{name}' holds lists or records, which no check can use."
        return Column(name, "nested", rows, missing, 0, {}, None, (), None, (remark,))
    counts, bare = column.value_counts(), plain(column)
    kind, suggested, remarks = _kind(name, bare, counts, is_empty=missing == rows)
    numbers = _numbers(bare) if is_number(bare) and kind in ("number", "category", "id-like") else None
    remarks += _mixed(name, column, lines)
    hidden = kind in ("id-like", "free text", "date") or (kind == "number" and len(counts) > MANY)
    top = (
        ()
        if hidden
        else tuple((label_text(v), int(n)) for v, n in counts.head(TOP).items() if n >= SHOWN_FROM)
    )
    return Column(
        name,
        kind,
        rows,
        missing,
        len(counts),
        _marks(bare, counts, numbers),
        None if kind == "id-like" else numbers,
        top,
        suggested,
        tuple(remarks),
    )


def _kind(
    name: str, bare: pd.Series, counts: pd.Series, *, is_empty: bool
) -> tuple[Kind, ColumnType | None, list[str]]:
    """The kind of a column, what it should be read as, and what is odd."""
    import pandas as pd

    known = int(counts.sum())
    if is_empty or not known:
        return "empty", None, [f"'{name}' has no values."]
    if len(counts) == 1 and known == len(bare):
        return "constant", None, [f"Every row has the same value in '{name}'; it tells nobody apart."]
    if pd.api.types.is_bool_dtype(bare) or pd.api.types.is_datetime64_any_dtype(bare):
        return ("true or false" if pd.api.types.is_bool_dtype(bare) else "date"), None, []
    unique = len(counts) == known
    if is_number(bare):
        whole = are_whole(floats(bare.dropna()))
        if unique and whole and known > MANY and _is_id(name, bare):
            return "id-like", None, []
        return ("category" if whole and len(counts) <= TOP * 2 else "number"), None, []
    return _kind_of_text(name, bare.dropna().astype("str"), len(counts), unique=unique)


def _kind_of_text(
    name: str, texts: pd.Series, distinct: int, *, unique: bool
) -> tuple[Kind, ColumnType | None, list[str]]:
    import pandas as pd

    few = texts.iloc[:1000].str.strip()
    bare = few[~few.str.casefold().isin(WORD_MARKS)]
    digits = pd.to_numeric(bare.str.replace(",", ".", regex=False), errors="coerce")
    if len(bare) and digits.notna().all():
        zeros = bare.str.fullmatch(r"0\d+").any()
        grouped = may_be_thousands(bare)
        thousands = (
            "; their dots or commas may set off thousands: take them out of the file" if grouped else ""
        )
        remark = f"'{name}' holds numbers that are stored as text{thousands}."
        suggested: ColumnType | None = None if zeros or unique or grouped else "number"
        kind: Kind = "id-like" if unique and len(few) > MANY else "category" if distinct <= MANY else "text"
        return kind, suggested, [] if zeros else [remark]
    if len(bare) and bare.str.match(r"\d").all() and forms_of(bare):
        return "date", "date", [f"'{name}' holds dates that are stored as text."]
    words = few.str.count(r"\s+").mean() + 1
    if distinct > MANY and (words > 4 or few.str.len().mean() > 60):
        return "free text", None, [f"'{name}' is free text, in which people may be named."]
    if distinct > MANY and distinct > 0.9 * len(texts):
        return "id-like", None, []
    return ("category" if distinct <= MANY else "text"), None, []


_ID_NAME = re.compile(
    r"(^|[^a-z])(id|uuid|guid|key|nr|no|number|code|index|case|record|ssn)([^a-z]|$)|[a-z]I[dD]$"
)


def _is_id(name: str, bare: pd.Series) -> bool:
    """Whole numbers that never repeat name rows if they are called so, or go up one by one."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower()
    if _ID_NAME.search(spaced) or spaced.endswith("id"):
        return True
    values = np.sort(floats(bare.dropna()))
    return bool(len(values) and np.all(np.diff(values) == np.diff(values[:2])))


def _numbers(bare: pd.Series) -> Numbers | None:
    values = floats(bare)
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, first, middle, third, high = np.quantile(values, [0, 0.25, 0.5, 0.75, 1]).tolist()
    return Numbers(low, (first, middle, third), high)


def _marks(bare: pd.Series, counts: pd.Series, numbers: Numbers | None) -> dict[str, int]:
    if is_number(bare):
        return _number_marks(counts, numbers)
    found: dict[str, int] = {}
    if bare.dtype.kind in "bM":
        return found
    for value, rows in counts.items():
        if isinstance(value, str) and value.strip().casefold() in WORD_MARKS:
            found[value] = int(rows)
    return found


def _number_marks(counts: pd.Series, numbers: Numbers | None) -> dict[str, int]:
    """Numbers such as -99 that stand far outside of all others, or below 0 where no other is."""
    found: dict[str, int] = {}
    if numbers is None or len(counts) <= 3:
        return found
    values = np.sort(np.asarray(counts.index, dtype=float))
    values = values[np.isfinite(values)]
    for mark in NUMBER_MARKS:
        if mark not in (values[0], values[-1]):
            continue
        rest = values[values != mark]
        first, third = np.quantile(rest, [0.25, 0.75])
        reach = _OUTSIDE * max(third - first, 1e-12)
        below = mark < 0 <= rest[0] and counts.loc[mark] > 1
        if below or mark < first - reach or mark > third + reach:
            found[label_text(mark)] = int(counts.loc[mark])
    return found


def _mixed(name: str, column: pd.Series, lines: npt.NDArray[np.int64]) -> list[str]:
    """Name the first row where a column of one type holds another."""
    if column.dtype != object:
        return []
    kinds = column.map(_type_of, na_action="ignore").astype(object).to_numpy()
    known = np.array([isinstance(kind, str) for kind in kinds], dtype=bool)
    names = list(dict.fromkeys(kinds[known]))
    if len(names) < 2:
        return []
    most = max(names, key=lambda kind: int((kinds == kind).sum()))
    first = int(np.argmax(known & (kinds != most)))
    return [
        f"'{name}' holds {most} and, from line {int(lines[first]):,} on, {kinds[first]}; say which under `data.types`."
    ]


def _type_of(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "true and false"
    if isinstance(value, int | float | np.number):
        return "numbers"
    return "text" if isinstance(value, str) else "dates" if hasattr(value, "year") else "other things"
