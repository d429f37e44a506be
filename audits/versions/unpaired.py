"""Two records on different rows: the counts behind their estimates, compared as independent samples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fairwitness.audits.plan.model import UNKNOWN
from fairwitness.audits.rates import METRICS
from fairwitness.audits.record import Record
from fairwitness.audits.record.figures import Estimate
from fairwitness.audits.stats.contrasts import Proportions, difference_limits
from fairwitness.audits.versions.change import Asked, Change, Reasons, Seen, Terms, measure
from fairwitness.audits.versions.document import GroupChange
from fairwitness.audits.versions.paired import CONFIDENCE, group_changes
from fairwitness.errors import ComparisonError, nearest

METHOD = "MOVER of Clopper-Pearson limits, different rows"

Counted = dict[str, Estimate]


def seen_unpaired(a: Record, b: Record, metric: str, attribute: str) -> Seen:
    """One metric of every group in two records.

    Raises
    ------
    ComparisonError
        A record does not have the metric for this attribute, or its counts cannot be told from its rates.
    """
    before, after = (
        _counted(record, side, metric, attribute) for record, side in ((a, "earlier"), (b, "later"))
    )
    groups = tuple(dict.fromkeys([*before, *after]))
    one, two = _column(before, groups), _column(after, groups)
    return Seen(
        metric,
        attribute,
        groups,
        UNKNOWN if UNKNOWN in groups else None,
        one[:2],
        two[:2],
        (one[2], two[2]),
    )


def shared_metrics(a: Record, b: Record, attribute: str) -> list[str]:
    """The rates that both records give by the groups of an attribute."""
    there = [
        {one.metric for one in record.estimates if one.attribute == attribute and one.metric in METRICS}
        for record in (a, b)
    ]
    return [name for name in METRICS if name in there[0] & there[1]]


def compare_records(
    pair: tuple[Record, Record], asked: Sequence[Asked], attribute: str, terms: Terms
) -> tuple[list[Change], list[GroupChange]]:
    """Compare two records on one attribute: one change for each gate, one for each metric and group."""
    metrics = list(dict.fromkeys([*(one.metric for one in asked), *shared_metrics(*pair, attribute)]))
    seen = {name: seen_unpaired(*pair, name, attribute) for name in metrics}
    changes = [measure(seen[one.metric], one.kind, terms) for one in asked]
    return changes, [change for name in metrics for change in _groups(seen[name], terms.min_group)]


def _counted(record: Record, side: str, metric: str, attribute: str) -> Counted:
    found = {
        str(one.group): one
        for one in record.estimates
        if one.metric == metric and one.attribute == attribute and one.group is not None
    }
    if not found:
        there = sorted({one.metric for one in record.estimates if one.attribute == attribute})
        raise ComparisonError(
            f"The {side} record must give {metric} by {attribute}. It does not. {nearest(metric, there)}".rstrip()
        )
    if any(one.estimable and one.successes is None for one in found.values()):
        raise ComparisonError(
            f"The {side} record must be of rows that count alike. Its {metric} by {attribute} is weighted, and "
            "the counts cannot be told from weighted rates; compare records without weights."
        )
    return found


def _column(found: Counted, groups: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, Reasons]:
    successes, trials, reasons = [], [], []
    for group in groups:
        one = found.get(group)
        successes.append(0 if one is None or one.successes is None else one.successes)
        trials.append(0 if one is None or not one.estimable else one.n)
        reasons.append("no rows" if one is None else None if one.estimable else one.reason or "no trials")
    return np.array(successes, dtype=np.int64), np.array(trials, dtype=np.int64), tuple(reasons)


def _groups(seen: Seen, min_group: int) -> list[GroupChange]:
    (x, n), (y, m) = seen.before, seen.after
    one, two = (
        Proportions(np.minimum(hits, trials).astype(float), np.maximum(trials, 1).astype(float))
        for hits, trials in ((y, m), (x, n))
    )
    low, high = difference_limits(one, two, (1 - CONFIDENCE) / 2)
    limits = list(zip(low.tolist(), high.tolist(), strict=True))
    return group_changes(seen, min_group, limits, METHOD)
