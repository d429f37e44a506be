"""The plan's ``where`` conditions in an engine, with the meaning they have for rows in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fairwitness.audits.engine.backends import Counter
from fairwitness.audits.engine.values import as_float, holds_numbers, known, number
from fairwitness.audits.plan.model import Condition
from fairwitness.audits.quoting import cell, figure
from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_VALUES = 10_000
"""Different texts of a column that are compared one by one."""


def keep(backend: Counter, table: ir.Table, conditions: Sequence[Condition]) -> ir.Table:
    """The rows that meet every condition; a row whose value is missing meets none.

    Raises
    ------
    DataError
        A condition compares unlike things, or a column of text has too many values to be compared one by one.
    """
    if not conditions:
        return table
    met = [_meets(backend, table, condition) for condition in conditions]
    return table.filter(*met)


def _meets(backend: Counter, table: ir.Table, condition: Condition) -> ir.BooleanValue:
    column = table[condition.column]
    there = known(column)
    if condition.is_ == "known":
        return there
    if condition.is_ in (">=", "<=", ">", "<"):
        return there & _compared(backend, table, condition)
    given = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    wanted = {label_text(value) for value in given}
    exact = column.type().is_integer() or column.type().is_float64()
    hit = _equals_number(column, wanted) if exact else _equals_text(backend, table, condition, wanted)
    return there & hit if condition.is_ in ("==", "in") else there & ~hit


def _equals_number(column: ir.Column, wanted: set[str]) -> ir.BooleanValue:
    """Whether a number is written as one of the texts, which is to equal the number that a text is."""
    import ibis

    whole = column.type().is_integer()
    hit: ir.BooleanValue = ibis.literal(False)  # noqa: FBT003 - no other name for it
    for text in wanted:
        try:
            value = int(text) if whole else float(text)
        except ValueError:
            continue
        if label_text(value) == text:
            hit = hit | (column == (ibis.literal(value) if whole else number(value)))
    return hit


def _equals_text(
    backend: Counter, table: ir.Table, condition: Condition, wanted: set[str]
) -> ir.BooleanValue:
    import ibis

    column = table[condition.column]
    found = backend.fetch(table.filter(known(column)).select(value=column).distinct().limit(MOST_VALUES + 1))
    if len(found) > MOST_VALUES:
        raise DataError(
            f"The condition '{condition}' must compare a column of at most {MOST_VALUES:,} different values. "
            f"'{condition.column}' has more; compare numbers with >= or <=, or make a column of fewer values."
        )
    hits = [value for value in found["value"] if label_text(value) in wanted]
    return column.isin(hits) if hits else ibis.literal(False)  # noqa: FBT003 - no other name for it


def _compared(backend: Counter, table: ir.Table, condition: Condition) -> ir.BooleanValue:
    column, value = _comparable(backend, table, condition)
    if condition.is_ == ">=":
        return column >= value
    if condition.is_ == "<=":
        return column <= value
    return column > value if condition.is_ == ">" else column < value


def _comparable(backend: Counter, table: ir.Table, condition: Condition) -> tuple[ir.Column, ir.Scalar]:
    import ibis

    column, value = table[condition.column], condition.value
    if isinstance(value, bool | int | float):
        if holds_numbers(column):
            return as_float(column), number(float(value))
        if column.type().is_boolean():
            return column.cast("int8"), number(float(value))
    if isinstance(value, str):
        if column.type().is_string():
            return column, ibis.literal(value)
        if column.type().is_timestamp() and (moment := _moment(value)) is not None:
            return column, ibis.literal(moment).cast(column.type())
    shown = backend.fetch(table.filter(known(column)).select(value=column).limit(1))["value"]
    example = shown.iloc[0] if len(shown) else "nothing"
    held = (
        f"numbers such as {figure(example)}" if holds_numbers(column) else f"values such as {cell(example)}"
    )
    raise DataError(
        f"The condition '{condition}' must compare like with like. The column '{condition.column}' holds {held}."
    )


def _moment(text: str) -> str | None:
    """A point in time as engines read it; None if the text is none."""
    import pandas as pd

    try:
        return pd.Timestamp(text).isoformat(sep=" ")
    except ValueError:
        return None
