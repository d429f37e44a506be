"""From a plan to its condensed rows: the checks of the ordinary reader, then one query that groups and sums."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.counts.rows import HEAVIEST, LIGHTEST
from fairwitness.audits.engine import asked
from fairwitness.audits.engine.backends import Counter, open_backend
from fairwitness.audits.engine.cells import Query, read_cells
from fairwitness.audits.engine.cuts import find_cuts
from fairwitness.audits.engine.failures import UnfitNumberError
from fairwitness.audits.engine.ids import check_ids
from fairwitness.audits.engine.numbers import (
    Range,
    check_complete,
    check_probability,
    check_weights,
    measure,
    need_numbers,
)
from fairwitness.audits.engine.quantities import Measured, terms
from fairwitness.audits.engine.sources import Source, open_source
from fairwitness.audits.engine.values import known
from fairwitness.audits.engine.where import keep
from fairwitness.audits.plan.model import Plan, Sensitive
from fairwitness.audits.subject.datasets.condensed import Condensed
from fairwitness.audits.subject.decisions import check_threshold
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir

POWERS = 4


def condense(
    plan: Plan,
    folder: Path,
    engine: str = "duckdb",
    *,
    histogram: bool = False,
    powers: int = POWERS,
    ladder: bool = False,
) -> Condensed:
    """Count the rows a plan names where they lie.

    Parameters
    ----------
    plan : Plan
        What is asked; `data.path` is a CSV or Parquet file, or a folder of Parquet files.
    folder : Path
        What the path is relative to.
    engine : str
        ``duckdb``, ``spark``, or a Spark master.
    histogram : bool
        Whether the scores' bins are kept; with a score that is no probability they reach from the smallest to the
        largest.
    powers : int
        To which power, from 2 to 4, scores are summed.
    ladder : bool
        Whether scores are told apart at every threshold of a `Ladder`, so that decisions by any of these are known.

    Returns
    -------
    Condensed
        The same, to the last bit, whatever the engine and the order of the rows.

    Raises
    ------
    PlanError
        The plan asks for what needs the rows.
    DataError
        The data cannot be read or not used as the plan says, or the engine cannot run.
    """
    asked.refuse_what_needs_rows(plan)
    with open_backend(engine) as backend:
        source = open_source(backend, plan.data, folder, asked.wanted(plan))
        return condense_source(backend, source, plan, histogram=histogram, powers=powers, ladder=ladder)


def counted(plan: Plan, folder: Path, engine: str, *, ladder: bool = False) -> Condensed:
    """The rows of a plan with all that its audit asks of them; see `condense`.

    Parameters
    ----------
    ladder : bool
        Whether other thresholds are asked about too, where there are any.
    """
    scored = plan.task == "binary" and plan.roles.score is not None
    histogram = scored and plan.roles.weight is None
    powers = POWERS if plan.roles.score_is_probability else 2
    return condense(plan, folder, engine, histogram=histogram, powers=powers, ladder=ladder and scored)


def condense_source(
    backend: Counter, source: Source, plan: Plan, *, histogram: bool, powers: int, ladder: bool = False
) -> Condensed:
    """Count the rows of a source; see `condense`."""
    rows = keep(backend, source.table, plan.where)
    numbers = asked.measured(plan)
    need_numbers(backend, rows, _roles(plan, numbers))
    guessed = _known_before(backend, source, plan, numbers)
    ranges = guessed or _measured(backend, rows, source, plan, numbers)
    cuts = find_cuts(backend, rows, (*plan.roles.sensitive, *map(_stratum, plan.roles.strata)))
    reach = None if plan.roles.score is None else ranges.get(plan.roles.score)
    if plan.task == "binary" and plan.roles.prediction is None and reach is not None and reach.usable:
        check_threshold(plan.roles.threshold, reach.low, reach.high, f"the score in '{plan.roles.score}'")
    query = Query(
        asked.shape(plan, cuts, reach, histogram=histogram, ladder=ladder),
        tuple(terms(rows, numbers, ranges, powers)),
        {} if numbers.outcome is None else {"outcome": known(rows[numbers.outcome])},
    )
    try:
        cells = read_cells(backend, rows, query)
    except UnfitNumberError:
        _measured(
            backend, rows, source, plan, numbers
        )  # a NaN, which footers do not tell of; this one names it
        raise
    if not cells.rows:
        raise _none_left(plan, source)
    if plan.roles.id is not None:
        check_ids(backend, rows, plan.roles.id)
    notes = (*source.notes, *(cut.note for cut in cuts if cut.note), *_unseen(plan))
    return cells.condensed(plan, replace(source, notes=notes), tuple(cut.sensitive for cut in cuts), backend)


def _stratum(column: str) -> Sensitive:
    return Sensitive(name=column)


def _roles(plan: Plan, numbers: Measured) -> dict[str, str]:
    """The columns that must hold numbers, and what the messages call them."""
    scored = "score" if numbers.score == plan.roles.score else "prediction"
    named = ((numbers.score, scored), (numbers.outcome, "target"), (numbers.weight, "weight"))
    return {column: role for column, role in named if column is not None}


def _known_before(backend: Counter, source: Source, plan: Plan, numbers: Measured) -> dict[str, Range] | None:
    """The ranges that are known already, where these leave nothing to refuse; None where a pass is needed.

    Those of Parquet's footers do not tell of NaN, on which DuckDB fails aloud and Spark does not.
    """
    found = {name: source.ranges[name] for name in numbers.columns if name in source.ranges}
    if (source.kind == "parquet" and backend.name != "duckdb") or len(found) < len(numbers.columns):
        return None
    for name, reach in found.items():
        if not reach.usable and name != numbers.outcome:
            return None
        if name == numbers.weight and not LIGHTEST <= reach.low <= reach.high <= HEAVIEST:
            return None
        if name == plan.roles.score and plan.roles.score_is_probability and (reach.low < 0 or reach.high > 1):
            return None
    # Edges of bins must be those of the rows that are left, and so must a weight above 0.
    return None if plan.where and (numbers.weight or plan.roles.score) else found


def _measured(
    backend: Counter, rows: ir.Table, source: Source, plan: Plan, numbers: Measured
) -> dict[str, Range]:
    """The ranges by a pass over the rows, with everything refused that cannot serve."""
    found = measure(backend, rows, numbers.columns)
    for name, role in _roles(plan, numbers).items():
        reach = found[name]
        if not reach.rows:
            raise _none_left(plan, source)
        if name == numbers.weight:
            check_weights(backend, rows, name, reach)
        elif name == numbers.outcome:
            check_complete(replace(reach, missing=0), name, role, source.name)
        else:
            check_complete(reach, name, role, source.name)
        if name == plan.roles.score and plan.roles.score_is_probability:
            check_probability(backend, rows, name, reach)
    return found


def _none_left(plan: Plan, source: Source) -> DataError:
    if not plan.where:
        return DataError(f"The data must have rows. {source.name} has none.")
    number = "" if source.rows is None else f"{source.rows:,} "
    return DataError(
        f"The `where` conditions must leave some rows. None of the {number}rows of {source.name} meets: "
        f"{'; '.join(map(str, plan.where))}."
    )


def _unseen(plan: Plan) -> list[str]:
    if not plan.roles.features:
        return []
    return ["The rows were not loaded: whether values of the features are missing was not looked at."]
