"""Rates that a record does not have, and that follow from those that it has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fairwitness.audits import comparisons
from fairwitness.audits.counts import Counts, Tables
from fairwitness.audits.measurements import Measurements
from fairwitness.audits.plan.model import UNKNOWN, Checks, join
from fairwitness.audits.rates import METRICS
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Estimate

_FOUND, _FALSE, _SELECTED = "true_positive_rate", "false_positive_rate", "selection_rate"


def further_rates(record: Record, attribute: str) -> tuple[Estimate, ...]:
    """Every rate by the groups of an attribute that the record does not have.

    Empty where its own rates do not give the counts: with weights, with clusters, without labels.
    """
    counts = counts_of(record, attribute)
    if counts is None:
        return ()
    there = {one.metric for one in record.estimates if one.attribute == attribute}
    wanted = [name for name in METRICS if name not in there]
    measured = Measurements(Tables({attribute: counts}))
    checks = Checks.model_validate(record.plan.get("checks") or {})
    return tuple(one for one in comparisons.estimates(measured, wanted, checks) if one.attribute == attribute)


def rates_by_metric(record: Record, attribute: str) -> dict[str, tuple[Estimate, ...]]:
    """The figures by the groups of an attribute: those of the record first, then the further rates."""
    found: dict[str, tuple[Estimate, ...]] = {}
    own = [one for one in record.estimates if one.attribute == attribute]
    for one in (*own, *further_rates(record, attribute)):
        found[one.metric] = (*found.get(one.metric, ()), one)
    return found


def crossed_rates(record: Record, names: tuple[str, str], metric: str) -> tuple[Estimate, ...]:
    """One figure where two attributes cross, in whichever order the plan crosses them; empty if it does not."""
    for pair in (names, names[::-1]):
        found = rates_by_metric(record, join(pair)).get(metric)
        if found:
            return found
    return ()


def counts_of(record: Record, attribute: str) -> Counts | None:
    """Rows by group, outcome and decision, from the successes and trials of a record's rates."""
    found = {
        name: [one for one in record.estimates if (one.attribute, one.metric) == (attribute, name)]
        for name in (_FOUND, _FALSE, _SELECTED)
    }
    groups = tuple(str(one.group) for one in found[_FOUND])
    if not groups or any(tuple(str(one.group) for one in of) != groups for of in found.values()):
        return None
    favourable_is_positive = record.subject.favourable == record.subject.positive
    cells = [
        _cells(one, favourable_is_positive=favourable_is_positive)
        for one in zip(*found.values(), strict=True)
    ]
    if any(min(group, default=-1) < 0 for group in cells):
        return None
    unknown = UNKNOWN if UNKNOWN in groups else None
    table = np.array(cells, dtype=np.int64).reshape(len(groups), 3, 2)
    return Counts(attribute, groups, table, favourable_is_positive, unknown)


def _cells(rates: Sequence[Estimate], *, favourable_is_positive: bool) -> tuple[int, ...]:
    """One group's negatives, positives and unlabelled, each decided negative and positive; none if not known."""
    found, false, selected = rates
    if found.successes is None or false.successes is None or selected.successes is None:
        return ()
    positive = selected.successes if favourable_is_positive else selected.n - selected.successes
    unlabelled, flagged = selected.n - found.n - false.n, positive - found.successes - false.successes
    return (
        false.n - false.successes,
        false.successes,
        found.n - found.successes,
        found.successes,
        unlabelled - flagged,
        flagged,
    )
