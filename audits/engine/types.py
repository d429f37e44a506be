"""The types of columns of text, as the reader of rows finds them: numbers only, true and false only, or text."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fairwitness.audits.engine.backends import Backend
from fairwitness.audits.engine.numbers import Range
from fairwitness.audits.engine.values import known, number
from fairwitness.audits.subject.datasets.csv import MISSING
from fairwitness.audits.subject.datasets.refine import MARK, marks_note
from fairwitness.audits.subject.datasets.thousands import GROUPED, may_be_thousands, thousands_note

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

Type = Literal["number", "truth", "comma"]

_TRUE, _FALSE = ("True", "TRUE", "true"), ("False", "FALSE", "false")
_SAMPLE = 2_000


@dataclass(frozen=True)
class Wanted:
    """What is known of the columns before they are looked at."""

    decimal_comma: bool = False
    """Whether a comma may be a decimal mark, because it separates no columns."""
    missing: tuple[str, ...] = ()
    """The plan's own markers of missing values."""
    texts: frozenset[str] = frozenset()
    """Columns that are text, whatever they hold."""


@dataclass(frozen=True, eq=False)
class Typed:
    """A table of text with its types, and what the pass over it brought up."""

    table: ir.Table
    rows: int
    ranges: Mapping[str, Range]
    notes: tuple[str, ...]


def find_types(backend: Backend, table: ir.Table, wanted: Wanted) -> Typed:
    """Give a table of text its types, in one pass after a look at the first rows.

    Parameters
    ----------
    table : Table
        Columns of text, missing values as null.
    wanted : Wanted
        What the plan knows better.
    """
    names = list(table.columns)
    table = _without_marks(table, wanted.missing)
    head = backend.fetch(table.limit(_SAMPLE))
    possible = {
        name: () if name in wanted.texts else _possible(head[name], decimal_comma=wanted.decimal_comma)
        for name in names
    }
    spaced = {name for name in names if _begins_with_space(head[name])}
    grouped = {name for name in names if may_be_thousands(head[name].dropna().astype("str").str.strip())}
    found = _pass(backend, _stripped(table, spaced), possible, grouped)
    if more := {name for place, name in enumerate(names) if found[f"spaced_{place}"]} - spaced:
        spaced |= more
        found = _pass(backend, _stripped(table, spaced), possible, grouped)
    table = _stripped(table, spaced)
    columns: dict[str, ir.Column] = {}
    ranges, commas, marked, thousands = {}, [], [], []
    for place, name in enumerate(names):
        kind = next((kind for kind in possible[name] if not found[f"{kind}_{place}"]), None)
        if kind == "number" and (marks := int(found[f"marks_{place}"])):
            kind = kind if found[f"known_{place}"] else None
            marked += [f"'{name}' ({marks:,})"] if kind else []
        columns[name] = table[name] if kind is None else _cast(table[name], kind)
        if kind == "number":
            ranges[name] = _range(found, place)
        elif kind == "comma":
            commas.append(f"'{name}'")
        if kind in ("number", "comma") and name in grouped and not found[f"ungrouped_{place}"]:
            thousands.append(f"'{name}'")
    notes = _notes(commas, thousands, marked)
    return Typed(table.select(**columns), int(found["rows"]), ranges, notes)


def _notes(commas: Sequence[str], thousands: Sequence[str], marked: Sequence[str]) -> tuple[str, ...]:
    """What is said of columns that were read in one way and may be meant in another."""
    notes = [f"The comma was read as the decimal mark in: {', '.join(commas)}."] if commas else []
    notes += [thousands_note(thousands)] if thousands else []
    notes += [marks_note(marked)] if marked else []
    return tuple(notes)


def _possible(values: pd.Series, *, decimal_comma: bool) -> tuple[Type, ...]:
    """What a column may be by its first values: most engines are slow to find that a text is no number."""
    texts = [str(value).strip() for value in values.dropna()]
    texts = [text for text in texts if text not in MISSING]
    found: list[Type] = []
    if all(text == MARK or _is_number(text) for text in texts):
        found.append("number")
    if all(text in (*_TRUE, *_FALSE) for text in texts):
        found.append("truth")
    if decimal_comma and all("." not in text and _is_number(text.replace(",", ".")) for text in texts):
        found.append("comma")
    return tuple(found)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def _begins_with_space(values: pd.Series) -> bool:
    return any(str(value)[:1].isspace() for value in values.dropna())


def _stripped(table: ir.Table, spaced: Collection[str]) -> ir.Table:
    """The table without the spaces after a separator, which the reader of rows skips, before a mark too."""
    import ibis

    columns = {}
    for name in table.columns:
        text = table[name]
        if name in spaced:
            text = text.lstrip()
            text = ibis.ifelse(text.isin(MISSING), ibis.null("string"), text)
        columns[name] = text
    return table.select(**columns) if spaced else table


def _without_marks(table: ir.Table, marks: Collection[str]) -> ir.Table:
    """The table with the plan's markers as null, and those that are numbers however they are written."""
    import ibis

    if not marks:
        return table
    numbers = [float(mark) for mark in marks if _is_number(mark)]
    columns = {}
    for name in table.columns:
        text = table[name]
        hit = text.strip().isin(list(marks))
        if numbers:
            hit = hit | text.try_cast("float64").isin(numbers)
        columns[name] = ibis.ifelse(hit, ibis.null("string"), text)
    return table.select(**columns)


def _pass(
    backend: Backend, table: ir.Table, possible: Mapping[str, tuple[Type, ...]], grouped: Collection[str]
) -> pd.Series:
    """How many known values of each column are not of each type that it may be, and its range as numbers."""
    parts: dict[str, ir.Scalar] = {"rows": table.count()}
    for place, (name, kinds) in enumerate(possible.items()):
        text = table[name]
        parts[f"spaced_{place}"] = _count(text.startswith(" ") | text.startswith("\t"))
        if name in grouped:
            parts[f"ungrouped_{place}"] = _count(text.notnull() & ~text.strip().re_search(GROUPED))
        for kind in kinds:
            bare = text.nullif(MARK) if kind == "number" else text
            parts[f"{kind}_{place}"] = _count(bare.notnull() & ~_holds(backend, bare, kind))
        if "number" in kinds:
            value = text.nullif(MARK).try_cast("float64")
            finite = known(value) & (value > number(-math.inf)) & (value < number(math.inf))
            parts |= {
                f"low_{place}": value.min(where=finite),
                f"high_{place}": value.max(where=finite),
                f"marks_{place}": _count(text == MARK),
                f"known_{place}": _count(known(value)),
                f"finite_{place}": _count(finite),
            }
    return backend.fetch(table.aggregate(**parts)).iloc[0]


def _holds(backend: Backend, text: ir.StringColumn, kind: Type) -> ir.BooleanColumn:
    if kind == "truth":
        return text.isin((*_TRUE, *_FALSE))
    if kind == "comma":
        return backend.is_number(text.replace(",", ".")) & ~text.contains(".")
    return backend.is_number(text)


def _cast(text: ir.StringColumn, kind: Type) -> ir.Column:
    if kind == "truth":
        return text.isin(_TRUE)
    return (text.replace(",", ".") if kind == "comma" else text.nullif(MARK)).cast("float64")


def _range(found: pd.Series, place: int) -> Range:
    rows, there, finite = (int(found[name]) for name in ("rows", f"known_{place}", f"finite_{place}"))
    low, high = (float(found[f"{end}_{place}"]) if finite else 0.0 for end in ("low", "high"))
    return Range(low, high, rows, rows - there, there - finite)


def _count(holds: ir.BooleanColumn) -> ir.IntegerScalar:
    return holds.cast("int64").sum().fill_null(0)
