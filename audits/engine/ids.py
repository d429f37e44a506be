"""Ids that name a row: counted in the engine, and a repeated one refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairwitness.audits.engine.backends import Counter
from fairwitness.audits.engine.values import known
from fairwitness.audits.quoting import as_subject
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir


def check_ids(backend: Counter, table: ir.Table, column: str) -> None:
    """Refuse an id that stands twice.

    Raises
    ------
    DataError
        With one such id, how often it stands, and how many rows share theirs.
    """
    named = table.filter(known(table[column])).select(value=table[column])
    counts = backend.fetch(named.aggregate(n=named.count(), distinct=named.value.nunique())).iloc[0]
    if int(counts["n"]) == int(counts["distinct"]):
        return
    repeated = named.group_by("value").aggregate(times=named.count()).filter(lambda row: row.times > 1)
    total = int(backend.fetch(repeated.aggregate(n=repeated.times.sum()))["n"].iloc[0])
    first = backend.fetch(repeated.order_by("value").limit(1)).iloc[0]
    told = f"{as_subject(first['value'])} stands {int(first['times']):,} times"
    raise DataError(
        f"The id column '{column}' must name each row once. {told}, and {total:,} rows in all share an id. Rows of "
        "one person are not independent, so no verdict would hold; keep one row each, or leave the `id` role out if it "
        "is no id."
    )
