"""The small words of an expression: numbers to the last bit, and what is missing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fairwitness.audits.subject.datasets.condensed import Kind


def number(value: float) -> ir.FloatingScalar:
    """A float literal. As text, because engines read 0.1 as a decimal and round it once more on the way."""
    import ibis

    return ibis.literal(repr(float(value))).cast("float64")


def known(column: ir.Column) -> ir.BooleanValue:
    """Whether there is a value: neither null nor NaN.

    NaN is told by x - x, not by ``isnan``: Parquet's statistics leave NaN out, and DuckDB, which trusts them, then
    takes ``isnan`` to be false everywhere (duckdb issue 25521).
    """
    there = column.notnull()
    if not column.type().is_floating():
        return there
    infinite = (column == number(math.inf)) | (column == number(-math.inf))
    return there & (((column - column) == number(0)) | infinite)


def as_float(column: ir.Column) -> ir.FloatingColumn:
    """A column of numbers as 64-bit floats."""
    return column if column.type().is_float64() else column.cast("float64")


def holds_numbers(column: ir.Column) -> bool:
    """Whether a column is of a type of numbers; true and false are none."""
    return bool(column.type().is_numeric()) and not column.type().is_boolean()


def kind_of(column: ir.Column) -> Kind:
    """The kind of a column as the record calls it."""
    dtype = column.type()
    if dtype.is_boolean():
        return "true or false"
    if dtype.is_numeric():
        return "number"
    return "date" if dtype.is_timestamp() else "text"
