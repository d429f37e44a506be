"""Where numbers are cut into bins: at the plan's edges, or at exact quartiles found from counts of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.engine.backends import Counter
from fairwitness.audits.engine.values import as_float, holds_numbers, known, number
from fairwitness.audits.plan.model import Sensitive
from fairwitness.audits.plan.roles import MOST_VALUES_OF_A_CODED_NUMBER
from fairwitness.audits.quoting import cell
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir

Floats = npt.NDArray[np.float64]
Counted = npt.NDArray[np.int64]
MOST_VALUES = 10_000
"""Different numbers of which exact quartiles are taken."""
_HEAD = 200_000
_QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Cut:
    """One attribute, with the edges that the data gave it."""

    sensitive: Sensitive
    note: str | None = None


def find_cuts(backend: Counter, table: ir.Table, attributes: Sequence[Sensitive]) -> list[Cut]:
    """Each attribute as the plan has it, or with the edges of its quartiles written in.

    Raises
    ------
    DataError
        Bins were asked of text, or exact quartiles would need more different values than are counted; the message
        has approximate ones.
    """
    return [_cut(backend, table, attribute) for attribute in attributes]


def quartile_edges(values: Floats, frequency: Counted) -> Floats:
    """The quartiles, by NumPy's linear rule and to its last bit, of values that stand several times each.

    Parameters
    ----------
    values
        Rising, finite: (values,).
    frequency
        How often each stands, at least once: (values,).

    Returns
    -------
    ndarray
        The different quartiles above the smallest value.
    """
    upto = np.cumsum(frequency)
    places = np.array(_QUARTILES) * (upto[-1] - 1)
    below = np.floor(places).astype(np.int64)
    share = places - below
    above = np.minimum(below + 1, upto[-1] - 1)
    low, high = (values[np.searchsorted(upto, place, side="right")] for place in (below, above))
    step = high - low
    found = np.where(share >= 0.5, high - step * (1 - share), low + step * share)
    edges: Floats = np.unique(found[found > values[0]])
    return edges


def _cut(backend: Counter, table: ir.Table, sensitive: Sensitive) -> Cut:
    column = table[sensitive.source]
    if not holds_numbers(column):
        if sensitive.bins is not None:
            _refuse_text(backend, table, sensitive)
        return Cut(sensitive)
    if isinstance(sensitive.bins, tuple) or (sensitive.bins is None and sensitive.groups is not None):
        return Cut(sensitive)
    values, frequency = _counted(backend, table, sensitive)
    if sensitive.bins is None and len(values) <= MOST_VALUES_OF_A_CODED_NUMBER:
        return Cut(sensitive)
    finite = np.isfinite(values)
    edges = quartile_edges(values[finite], frequency[finite]) if finite.any() else values[:0]
    if not len(edges):
        raise DataError(
            f"The numbers of '{sensitive.name}' must differ enough to be cut at their quartiles. More than three in "
            "four are the smallest one; give `bins`."
        )
    note = f"'{sensitive.name}' is a number with many values and was cut at its quartiles."
    resolved = sensitive.model_copy(update={"bins": tuple(map(float, edges))})
    return Cut(resolved, note if sensitive.bins is None else None)


def _refuse_text(backend: Counter, table: ir.Table, sensitive: Sensitive) -> None:
    column = table[sensitive.source]
    found = backend.fetch(table.filter(known(column)).select(value=column).limit(1))
    if len(found):
        raise DataError(
            f"The `bins` of '{sensitive.name}' need numbers. The column '{sensitive.source}' holds text such as "
            f"{cell(found['value'].iloc[0])}."
        )


def _counted(backend: Counter, table: ir.Table, sensitive: Sensitive) -> tuple[Floats, Counted]:
    """The different numbers of a column, rising, and how often each stands."""
    column = as_float(table[sensitive.source])
    rows = table.filter(known(table[sensitive.source])).select(value=column)
    # A look at the first rows spares most columns of many values a count of all of them.
    head = backend.fetch(rows.limit(_HEAD).aggregate(n=lambda row: row.value.nunique()))["n"].iloc[0]
    if head > MOST_VALUES:
        raise _too_many(backend, rows, sensitive)
    found = backend.fetch(rows.group_by("value").aggregate(n=lambda row: row.count()).limit(MOST_VALUES + 1))
    if len(found) > MOST_VALUES:
        raise _too_many(backend, rows, sensitive)
    values = found["value"].to_numpy(dtype=np.float64) + 0.0  # -0.0 is 0.0
    order = np.argsort(values, kind="stable")
    return values[order], found["n"].to_numpy(dtype=np.int64)[order]


def _too_many(backend: Counter, rows: ir.Table, sensitive: Sensitive) -> DataError:
    parts = {f"q{place}": rows.value.approx_quantile(share) for place, share in enumerate(_QUARTILES)}
    found = backend.fetch(rows.aggregate(**parts)).iloc[0]
    shown = ", ".join(f"{float(found[name]):g}" for name in parts)
    return DataError(
        f"The attribute '{sensitive.name}' must be given `bins`: '{sensitive.source}' has more than {MOST_VALUES:,} "
        f"different numbers, whose exact quartiles need the rows. Roughly, its quartiles are: bins: [{shown}]."
    )


def code_of(column: ir.Column, edges: Sequence[float]) -> ir.IntegerColumn:
    """The bin of each number, -1 where it is missing: (rows,)."""
    import ibis

    value = as_float(column)
    passed = ibis.literal(0, type="int16")
    for place, edge in enumerate(edges, 1):
        passed = ibis.ifelse(value >= number(edge), ibis.literal(place, type="int16"), passed)
    return ibis.ifelse(known(column), passed, ibis.literal(-1, type="int16"))
