"""Every rate of every group, and every comparison, judged: the declared ones together, the others apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fairwitness.audits.counts import Counts
from fairwitness.audits.plan.model import Checks, Plan, attribute_names
from fairwitness.audits.rates import Rates, metric_named, overall, rates
from fairwitness.audits.record import schema
from fairwitness.audits.stats.intervals import wilson
from fairwitness.audits.stats.planning import rows_needed
from fairwitness.audits.stats.verdict import Contrast, contrast, judge_exploratory, judge_family
from fairwitness.audits.subject import Subject
from fairwitness.audits.wording import Vocabulary, more_rows, statement

CONFIDENCE = 0.95
KINDS: tuple[schema.Kind, ...] = ("difference", "ratio")


@dataclass(frozen=True)
class Key:
    """What a comparison is of."""

    metric: str
    kind: schema.Kind
    attribute: str
    limit: float


def tabulate(subject: Subject) -> dict[str, Counts]:
    """The counts of every attribute by its name: all that fairness figures are computed from."""
    decisions = subject.decisions
    return {
        attribute.name: Counts.of(
            attribute.name,
            attribute.groups,
            attribute.codes,
            decisions.outcome,
            decisions.prediction,
            weights=subject.weights,
            favourable_is_positive=decisions.labels.favourable_is_positive,
            unknown=attribute.unknown,
        )
        for attribute in subject.attributes
    }


def declared_keys(plan: Plan) -> list[Key]:
    """One key for each limit and attribute, in the plan's order; a limit declared twice is one.

    Raises
    ------
    UnknownNameError
        A gate names a metric that there is not.
    """
    keys = [
        Key(metric_named(gate.metric).name, gate.kind, attribute, gate.limit)
        for gate in plan.gates
        for attribute in gate.attributes or attribute_names(plan.roles)
    ]
    return list(dict.fromkeys(keys))


def exploratory_keys(plan: Plan, metrics: Iterable[str], declared: Iterable[Key]) -> list[Key]:
    """Both kinds of every metric for every attribute that no gate declares."""
    taken = {(key.metric, key.kind, key.attribute) for key in declared}
    limits = {"difference": plan.checks.tolerance, "ratio": plan.checks.ratio}
    return [
        Key(metric, kind, attribute, limits[kind])
        for metric in metrics
        for attribute in attribute_names(plan.roles)
        for kind in KINDS
        if (metric, kind, attribute) not in taken
    ]


def estimates(
    counts: Mapping[str, Counts], metrics: Iterable[str], limits: Checks
) -> tuple[schema.Estimate, ...]:
    """The rate of all rows together and of every group, for every metric."""
    found = []
    for metric in metrics:
        everything = overall(next(iter(counts.values())), metric)
        found.append(_estimate(everything, 0, attribute=None, judged=True))
        for table in counts.values():
            by_group = rates(table, metric)
            for place, group in enumerate(by_group.groups):
                judged = group != by_group.unknown and int(by_group.trials[place]) >= max(limits.min_group, 1)
                found.append(_estimate(by_group, place, attribute=table.attribute, judged=judged))
    return tuple(found)


def compare(
    counts: Mapping[str, Counts], plan: Plan, metrics: Iterable[str], words: Vocabulary
) -> tuple[schema.Comparison, ...]:
    """Judge what the gates declare as one family, and the rest as exploratory. Declared ones come first."""
    declared = declared_keys(plan)
    others = exploratory_keys(plan, metrics, declared)
    judged = judge_family(_contrasts(declared, counts, plan), plan.alpha)
    explored = judge_exploratory(_contrasts(others, counts, plan), plan.alpha)
    return tuple(
        _comparison(found, counts, plan, words, family=family)
        for family, members in ((len(judged), judged), (0, explored))
        for found in members
    )


def _contrasts(keys: Iterable[Key], counts: Mapping[str, Counts], plan: Plan) -> list[Contrast]:
    return [
        contrast(
            rates(counts[key.attribute], key.metric),
            kind=key.kind,
            tolerance=key.limit,
            alpha=plan.alpha,
            min_group=plan.checks.min_group,
        )
        for key in keys
    ]


def _estimate(found: Rates, place: int, *, attribute: str | None, judged: bool) -> schema.Estimate:
    value = found.value[place]
    low, high = None, None
    if value is not None:
        limits = wilson(found.effective_successes[place], found.effective_trials[place], CONFIDENCE)
        low, high = float(limits[0]), float(limits[1])
    weighted = float(found.effective_trials[place]) != int(found.trials[place])
    return schema.Estimate(
        metric=found.metric,
        attribute=attribute,
        group=None if attribute is None else found.groups[place],
        value=value,
        low=low,
        high=high,
        confidence=CONFIDENCE,
        n=int(found.trials[place]),
        successes=None if weighted else int(found.successes[place]),
        rows=int(found.rows[place]),
        method="Wilson, weighted" if weighted else "Wilson",
        estimable=value is not None,
        judged=judged and value is not None,
        reason=found.reasons[place],
    )


def _comparison(
    found: Contrast, counts: Mapping[str, Counts], plan: Plan, words: Vocabulary, *, family: int
) -> schema.Comparison:
    """`family` is how many comparisons are judged together with this one; 0 if it is exploratory."""
    declared = family > 0
    table = counts[found.attribute]
    if found.verdict == "not_estimable":  # where no row at all can serve, that says more than what is missing
        found = replace(found, reason=overall(table, found.metric).reasons[0] or found.reason)
    by_group = rates(table, found.metric)
    values = {
        group: value
        for group, value in zip(by_group.groups, by_group.value, strict=True)
        if value is not None
    }
    planned = None
    if (
        found.verdict == "inconclusive"
    ):  # in a family of m, what is settled at alpha / m is settled whatever the rest
        planned = rows_needed(by_group, found, plan.alpha / max(family, 1))
    return schema.Comparison(
        metric=found.metric,
        attribute=found.attribute,
        kind=found.kind,
        groups=found.groups,
        value=found.value,
        low=found.low,
        high=found.high,
        confidence=found.confidence,
        method=found.method,
        tolerance=found.tolerance,
        declared=declared,
        verdict=found.verdict or "not_estimable",
        p_value=found.p_disparity_adjusted if declared else found.p_disparity,
        p_within=found.p_within_adjusted if declared else found.p_within,
        q_value=found.q_value,
        evidence=found.evidence and schema.Pair(**vars(found.evidence)),
        excluded_groups=tuple(
            schema.Excluded(group=item.group, n=item.trials, reason=item.reason) for item in found.excluded
        ),
        more_rows_needed=planned
        and schema.MoreRows(groups=planned.groups, rows=planned.rows, reason=more_rows(planned)),
        reason=found.reason,
        statement=statement(found, values, words, planned, declared=declared),
    )
