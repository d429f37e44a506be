"""Columns that must hold numbers: how far they reach, and what in them cannot serve."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairwitness.audits.counts.rows import HEAVIEST, LIGHTEST
from fairwitness.audits.engine.backends import Counter
from fairwitness.audits.engine.values import as_float, holds_numbers, known, number
from fairwitness.audits.quoting import cell, figure
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Range:
    """How far the finite values of a column reach, and how many are none."""

    low: float
    high: float
    rows: int
    missing: int = 0
    infinite: int = 0

    @property
    def size(self) -> float:
        """The largest value, whatever its sign."""
        return max(abs(self.low), abs(self.high))

    @property
    def usable(self) -> bool:
        """Whether every row has a finite number."""
        return not self.missing and not self.infinite and math.isfinite(self.size)


def need_numbers(backend: Counter, table: ir.Table, columns: Mapping[str, str]) -> None:
    """Refuse a column, named by what it is for, that holds anything but numbers; the message has one such value."""
    for column, role in columns.items():
        if holds_numbers(table[column]):
            continue
        values = table[column].cast("string")
        rows = table.select(value=values).filter(lambda row: row.value.notnull())
        strange = rows.filter(lambda row: row.value.try_cast("float64").isnull()).limit(1)
        found = backend.fetch(strange)
        if not len(found):
            found = backend.fetch(rows.limit(1))
        shown = f"It holds {cell(found['value'].iloc[0])}" if len(found) else "It is empty"
        raise DataError(
            f"The {role} column '{column}' must hold numbers. {shown}, among others; correct it, or leave such rows "
            "out with `where`."
        )


def measure(backend: Counter, table: ir.Table, columns: Sequence[str]) -> dict[str, Range]:
    """The range of each column of numbers, in one query."""
    if not columns:
        return {}
    parts = {"rows": table.count()}
    for place, name in enumerate(columns):
        column, there = as_float(table[name]), known(table[name])
        finite = there & (column > number(-math.inf)) & (column < number(math.inf))
        parts |= {
            f"low_{place}": column.min(where=finite),
            f"high_{place}": column.max(where=finite),
            f"known_{place}": there.cast("int64").sum().fill_null(0),
            f"finite_{place}": finite.cast("int64").sum().fill_null(0),
        }
    row = backend.fetch(table.aggregate(**parts)).iloc[0]
    rows = int(row["rows"])
    return {
        name: Range(
            _or_zero(row[f"low_{place}"]),
            _or_zero(row[f"high_{place}"]),
            rows,
            rows - int(row[f"known_{place}"]),
            int(row[f"known_{place}"]) - int(row[f"finite_{place}"]),
        )
        for place, name in enumerate(columns)
    }


def check_complete(found: Range, column: str, role: str, source: str) -> None:
    """Refuse a column in which a row has no value or an infinite one."""
    if found.missing:
        raise incomplete(column, role, found.missing, found.rows, source)
    if found.infinite:
        raise DataError(
            f"The {role} column '{column}' must hold finite numbers. {found.infinite:,} are infinite."
        )


def incomplete(column: str, role: str, missing: int, rows: int, source: str) -> DataError:
    """What is said of a column that must have a value in every row and has not."""
    return DataError(
        f"The {role} column '{column}' must have a value in every row. {missing:,} of {rows:,} rows of {source} "
        f'have none. Fill them, or leave these rows out with `where: ["{column} is known"]`.'
    )


def check_probability(backend: Counter, table: ir.Table, column: str, found: Range) -> None:
    """Refuse a score declared a probability that leaves [0, 1]."""
    if found.low >= 0 and found.high <= 1:
        return
    value = as_float(table[column])
    outside = (value < number(0)) | (value > number(1))
    count = int(backend.fetch(table.aggregate(n=outside.cast("int64").sum()))["n"].iloc[0])
    example = found.low if found.low < 0 else found.high
    raise DataError(
        f"The score column '{column}' was declared a probability and must lie in [0, 1]. {count:,} values do not, such "
        f"as {example:g}; correct them, or leave `score_is_probability` out."
    )


def check_weights(backend: Counter, table: ir.Table, column: str, found: Range) -> None:
    """Refuse weights that are missing, infinite, negative, or all 0, and such as would lose digits."""
    if found.missing or found.infinite or found.low < 0:
        value = as_float(table[column])
        good = known(table[column]) & (value >= number(0)) & (value < number(math.inf))
        bad = table.filter(~good)
        count = found.missing + found.infinite + _negative(backend, table, column)
        first = backend.fetch(bad.select(value=as_float(bad[column]).cast("string")).limit(1))["value"].iloc[
            0
        ]
        shown = "missing" if first is None or first != first else first  # noqa: PLR0124 - NaN is not itself
        raise DataError(
            f"The weights in '{column}' must be numbers of at least 0. {count:,} of {found.rows:,} are not, such as "
            f"{shown}."
        )
    if found.high <= 0:
        raise DataError(f"Some weight in '{column}' must be above 0. All are 0.")
    if not LIGHTEST <= found.low <= found.high <= HEAVIEST:
        _check_size(backend, table, column, found)


def _check_size(backend: Counter, table: ir.Table, column: str, found: Range) -> None:
    value = as_float(table[column])
    odd = ((value > number(0)) & (value < number(LIGHTEST))) | (value > number(HEAVIEST))
    parts = {"n": odd.cast("int64").sum().fill_null(0), "low": value.min(where=odd)}
    row = backend.fetch(table.aggregate(**parts)).iloc[0]
    if int(row["n"]):
        lightest = figure(f"{float(row['low']):g}")
        raise DataError(
            f"The weights in '{column}' must be 0, or from {LIGHTEST:.2g} to {HEAVIEST:.2g}. {int(row['n']):,} of "
            f"{found.rows:,} are not, such as {lightest}. Correct or leave out what is no weight, or "
            "multiply all by one number: that changes no rate."
        )


def _negative(backend: Counter, table: ir.Table, column: str) -> int:
    value = as_float(table[column])
    negative = (value < number(0)) & (value > number(-math.inf))
    return int(backend.fetch(table.aggregate(n=negative.cast("int64").sum().fill_null(0)))["n"].iloc[0])


def _or_zero(value: object) -> float:
    number_ = 0.0 if value is None else float(str(value))
    return 0.0 if math.isnan(number_) else number_
