"""A table of a warehouse, counted where it lies: any Ibis expression in place of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairwitness.audits.engine import asked
from fairwitness.audits.engine.backends import Warehouse
from fairwitness.audits.engine.condense import POWERS, condense_source
from fairwitness.audits.engine.sources import Source, check_columns
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.subject.datasets.condensed import Condensed

if TYPE_CHECKING:
    import ibis.expr.types as ir


def condense_table(
    table: ir.Table, plan: Plan, name: str | None = None, *, histogram: bool = False, powers: int = POWERS
) -> Condensed:
    """Count the rows of a table of any Ibis backend by a plan; its `data` are not looked at.

    Parameters
    ----------
    table : Table
        An Ibis table expression, such as ``ibis.bigquery.connect(...).table("decisions")``.
    plan : Plan
        What is asked.
    name : str or None
        What messages and reports call the table; its own name if left out.
    histogram, powers
        As for `condense`.

    Raises
    ------
    PlanError
        The plan asks for what needs the rows.
    DataError
        A column is not there or cannot serve, or the backend refuses the query.
    """
    asked.refuse_what_needs_rows(plan)
    backend = Warehouse(_backend_name(table))
    shown = name or _own_name(table)
    wanted = asked.wanted(plan)
    check_columns(wanted, list(table.columns), shown)
    columns = {}
    for column in wanted:
        found = table[column]
        columns[column] = found.cast("float64") if found.type().is_decimal() else found
    rows = int(backend.fetch(table.aggregate(n=table.count()))["n"].iloc[0])
    source = Source(table.select(**columns), shown, "table", rows)
    return condense_source(backend, source, plan, histogram=histogram, powers=powers)


def _backend_name(table: ir.Table) -> str:
    import ibis

    return str(ibis.get_backend(table).name)


def _own_name(table: ir.Table) -> str:
    from ibis.common.exceptions import IbisError

    try:
        return str(table.get_name())
    except (IbisError, AttributeError):
        return "the table"
