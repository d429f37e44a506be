"""Which single values, of those that were observed, would alone change the decision about a case.

They say how the model decides near the case. They are no advice: whether a person can change a value, or what else
would change with it, is not in the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from fairwitness.audits.subject.columns import floats
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.what_if.fields import Field
from fairwitness.audits.what_if.rows import Value, value_text

if TYPE_CHECKING:
    import pandas as pd

MOST_TRIED: Final = 2000
"""Rows that the model is asked about at the most."""
MOST_EACH: Final = 100
"""Values of one column that are tried at the most."""


@dataclass(frozen=True)
class SingleChange:
    """One change that alone changes the decision."""

    field: Field
    before: str
    after: str
    value: Value
    output: float
    decision: str
    passed: float | None
    """The share of the rows with a value that lie between the two, the smaller the change; None for what has no
    order."""


def candidates(column: pd.Series, field: Field, own: Value, room: int) -> list[Value]:
    """Observed values to try: numbers near the own and over the whole range; of choices the most frequent."""
    room = min(room, MOST_EACH)
    if field.kind == "number":
        return _numbers(column, None if own is None else float(str(own)), room)
    if field.kind != "choice":
        return []
    frequent = dict.fromkeys(label_text(value) for value in column.value_counts(dropna=True).index)
    return [*[text for text in frequent if text != own][:room]]


def _numbers(column: pd.Series, own: float | None, room: int) -> list[Value]:
    values = floats(column)
    known = np.unique(values[np.isfinite(values)])
    known = known[known != own] if own is not None else known
    if len(known) > room:
        spread = known[np.linspace(0, len(known) - 1, max(room // 2, 1)).round().astype(int)]
        around = known if own is None else known[np.argsort(np.abs(known - own), kind="stable")]
        known = np.unique(np.concatenate([spread, around[: room - len(spread)]]))
    return [float(value) for value in known]


def smallest(
    X: pd.DataFrame, own: Mapping[str, Value], changed: Sequence[tuple[Field, Value, float, str]]
) -> tuple[SingleChange, ...]:
    """The smallest change of each column: numbers first, the smallest first, then what has no order."""
    best: dict[str, SingleChange] = {}
    for field, value, output, decision in changed:
        before = own[field.column]
        passed = _passed(X[field.column], before, value) if field.kind == "number" else None
        one = SingleChange(field, value_text(before), value_text(value), value, output, decision, passed)
        known = best.get(field.column)
        if known is None or _size(one, before) < _size(known, before):
            best[field.column] = one
    return tuple(sorted(best.values(), key=lambda one: (one.passed is None, one.passed or 0.0)))


def _size(one: SingleChange, before: Value) -> float:
    """How far a number is from the one the case has; choices keep the order in which they were tried."""
    if isinstance(before, float) and isinstance(one.value, float):
        return abs(one.value - before)
    return 0.0


def _passed(column: pd.Series, before: Value, after: Value) -> float | None:
    values = floats(column)
    known = values[np.isfinite(values)]
    if before is None or not len(known):
        return None
    low, high = sorted((float(str(before)), float(str(after))))
    return float(((known > low) & (known < high)).mean())
