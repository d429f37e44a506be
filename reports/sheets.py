"""The figures of a record as sheets: typed cells under named columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Comparison, Estimate, GateResult
from fairwitness.reports import view
from fairwitness.reports.format import metric_title
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.tokens import OUTCOME_WORDS, VERDICT_WORDS

Cell = str | int | float | bool | None
"""None is an empty cell."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: a head, and rows as wide as it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    filtered: bool = True
    """Whether it is a table to sort and filter, with its first column held in view."""


def sheets(record: Record) -> tuple[Sheet, ...]:
    """What was declared, what was compared, what was measured, and what all of it is of."""
    return (
        _sheet("Limits", [_limit(row) for row in gate_rows(record)], _LIMIT),
        _sheet("Comparisons", [_comparison(one) for one in record.comparisons], _COMPARISON),
        _sheet("Estimates", [_estimate(one) for one in view.estimates(record)], _ESTIMATE),
        Sheet("About", ("What", "Value"), _about(record), filtered=False),
    )


_LIMIT = (
    "metric", "question", "attribute", "kind", "limit", "outcome", "verdict", "value", "low", "high",
    "reason without a figure", "what was found",
)  # fmt: skip
_COMPARISON = (
    "metric", "question", "attribute", "kind", "against", "reference", "worst group", "best group", "value", "low",
    "high", "confidence", "tolerance", "declared", "verdict", "p value", "p value within", "q value", "method",
    "reason without a figure", "groups not judged", "more rows needed", "what was found",
)  # fmt: skip
_ESTIMATE = (
    "metric", "measure", "attribute", "group", "value", "low", "high", "confidence", "trials", "successes", "rows",
    "judged", "method", "reason without a figure",
)  # fmt: skip


def _sheet(title: str, rows: list[Mapping[str, Cell]], columns: tuple[str, ...]) -> Sheet:
    return Sheet(title, columns, tuple(tuple(row[column] for column in columns) for row in rows))


def _limit(row: GateRow) -> Mapping[str, Cell]:
    gate, found = row.gate, row.comparison
    figure: Comparison | GateResult = gate if found is None else found
    return {
        "metric": gate.metric,
        "question": row.name,
        "attribute": gate.attribute,
        "kind": gate.kind,
        "limit": gate.limit,
        "outcome": OUTCOME_WORDS[gate.outcome],
        "verdict": VERDICT_WORDS[gate.verdict],
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "reason without a figure": None if figure.value is not None else figure.reason or gate.reason,
        "what was found": gate.reason,
    }


def _comparison(one: Comparison) -> Mapping[str, Cell]:
    worst, best = one.groups or (None, None)
    more = one.more_rows_needed
    return {
        "metric": one.metric,
        "question": f"{metric_title(one.metric)} by {one.attribute}",
        "attribute": one.attribute,
        "kind": one.kind,
        "against": one.against,
        "reference": one.reference,
        "worst group": worst,
        "best group": best,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "confidence": one.confidence,
        "tolerance": one.tolerance,
        "declared": one.declared,
        "verdict": VERDICT_WORDS[one.verdict],
        "p value": one.p_value,
        "p value within": one.p_within,
        "q value": one.q_value,
        "method": one.method,
        "reason without a figure": None if one.value is not None else one.reason or one.statement,
        "groups not judged": ", ".join(each.group for each in one.excluded_groups) or None,
        "more rows needed": None if more is None else more.rows,
        "what was found": one.statement,
    }


def _estimate(one: Estimate) -> Mapping[str, Cell]:
    return {
        "metric": one.metric,
        "measure": metric_title(one.metric),
        "attribute": one.attribute,
        "group": one.group,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "confidence": one.confidence,
        "trials": one.n,
        "successes": one.successes,
        "rows": one.rows,
        "judged": one.judged,
        "method": one.method,
        "reason without a figure": None if one.value is not None else one.reason or "not estimable",
    }


def _about(record: Record) -> tuple[tuple[Cell, ...], ...]:
    return (
        ("Title", record.title),
        ("Lead", record.summary.lead),
        ("How sure the verdicts are", record.summary.method),
        *view.facts(record),
        *(("Not tested", one) for one in record.summary.untested),
        *(("Brought up by the data", one) for one in record.subject.notes),
        *view.methods(record),
        ("Record", record.hash),
        ("Shares", "Figures of shares are from 0 to 1; their differences too."),
        ("Empty cells", "A figure that does not exist is an empty cell, and the reason stands in its row."),
    )
