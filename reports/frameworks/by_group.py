"""What a record holds of the evidence about groups, for frameworks that name no categories of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from fairwitness.audits.metrics.names import plain_rate
from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.audits.record import RecordContent
from fairwitness.audits.record.schema import AttributeFacts, Comparison, Estimate
from fairwitness.reports.frameworks.categories import listed
from fairwitness.reports.frameworks.impact import METRIC, scored
from fairwitness.reports.frameworks.seen import Seen

_RIGHT = (("accuracy",), ("mean_absolute_error",), ("recall_macro",))
_ERRORS = (("true_positive_rate", "false_positive_rate"), ("mean_error",), ("mean_absolute_error",))
_CALIBRATION = (("expected_calibration_error",), ("mean_error",))


def selection_rates(content: RecordContent) -> Seen:
    """Favourable rates of every group, and where they are compared."""
    return _measured(content, ((METRIC,),), "favourable rate", _single(content))


def performance(content: RecordContent) -> Seen:
    """How often decisions are right in each group."""
    return _measured(content, _RIGHT, "measure of performance", _single(content))


def errors(content: RecordContent) -> Seen:
    """Errors of both kinds in each group."""
    return _measured(content, _ERRORS, "error rate", _single(content))


def calibration(content: RecordContent) -> Seen:
    """Scores against outcomes in each group."""
    return _measured(content, _CALIBRATION, "distance of scores from outcomes", _single(content))


def outcomes(content: RecordContent) -> Seen:
    """Base rates of each group."""
    return _measured(content, (("base_rate",), ("mean_outcome",)), "rate of outcomes", _single(content))


def intersections(content: RecordContent) -> Seen:
    """Favourable rates of crossed groups."""
    crossed = [one for one in content.subject.attributes if INTERSECTION in one.name]
    if not crossed:
        return Seen("none", "The plan crosses no attributes.")
    return _measured(content, ((METRIC,), ("mean_prediction",)), "rate", crossed)


def sizes(content: RecordContent) -> Seen:
    """Rows of each group; no population to hold them against."""
    names = [one.name for one in content.subject.attributes]
    if not names:
        return Seen("none", "No attribute was audited.")
    return Seen(
        "part",
        f"subject.attributes has the rows of each group by {listed(names)}. No reference population is compared.",
    )


def completeness(content: RecordContent) -> Seen:
    """People of unknown group, rows without an outcome, and the comparison of missing values."""
    ran = any(run.code == "DATA002" and run.outcome == "ran" for run in content.checks)
    unknown = [f"{_unknown(one):,} by '{one.name}'" for one in _single(content)]
    if not unknown:
        return Seen("none", "No attribute was audited.")
    text = (
        f"subject.attributes: rows of unknown group, {', '.join(unknown)}. "
        f"subject.rows_unlabelled: {content.subject.rows_unlabelled:,} without an outcome."
    )
    compared = "checks: DATA002 compared missing values between groups."
    return (
        Seen("full", f"{text} {compared}")
        if ran
        else Seen("part", f"{text} Missing values were not compared.")
    )


def scoring_rates(content: RecordContent) -> Seen:
    """Shares of each group above the median."""
    if not scored(content):
        return Seen("none", "The record has no scoring rates.")
    found = [
        f"impact[{i}] by '{one.attribute}'" for i, one in enumerate(content.impact) if one.basis == "scoring"
    ]
    return Seen("full", f"Scoring rates: {', '.join(found)}.")


def intervals(content: RecordContent) -> Seen:
    """The intervals of the gaps."""
    return _compared(content, lambda one: one.low is not None or one.high is not None, "an interval")


def tests(content: RecordContent) -> Seen:
    """The p-values of the gaps."""
    return _compared(content, lambda one: one.p_value is not None, "a p-value")


def thresholds(content: RecordContent) -> Seen:
    """Other thresholds, at which the limits would hold."""
    if not content.thresholds:
        return Seen("none", "No other thresholds were tried: that needs a score and a limit.")
    names = listed([one.attribute for one in content.thresholds])
    return Seen(
        "part", f"thresholds: where the declared limits would hold, by {names}. No other model was tried."
    )


def proxies(content: RecordContent) -> Seen:
    """How well single columns tell groups apart."""
    found = {
        gap.attribute for gap in content.explanations.gaps if any(one.auc is not None for one in gap.columns)
    }
    if not found:
        return Seen(
            "none", "The record does not say how well columns tell groups apart: no gap was explained."
        )
    missing = sorted({one.name for one in _single(content)} - found)
    text = f"explanations.gaps: how well each column tells two groups apart, by {listed(sorted(found))}."
    return Seen("part", f"{text} Not by {listed(missing)}.") if missing else Seen("full", text)


def _single(content: RecordContent) -> list[AttributeFacts]:
    return [one for one in content.subject.attributes if INTERSECTION not in one.name]


def _unknown(attribute: AttributeFacts) -> int:
    return sum(group.rows for group in attribute.groups if group.unknown)


def _measured(
    content: RecordContent, choices: Iterable[tuple[str, ...]], what: str, attributes: list[AttributeFacts]
) -> Seen:
    """How much of the first of some sets of metrics that was measured at all is there by these attributes."""
    for metrics in choices:
        by = {one.name: _of(content, metrics, one) for one in attributes}
        held = [name for name, found in by.items() if any(each.value is not None for each in found)]
        if not held:
            continue
        named = sorted({plain_rate(each.metric) for name in held for each in by[name]})
        text = [f"estimates: {', '.join(named)} by {listed(held)}."]
        places = [f"comparisons[{i}]" for i, one in _comparisons(content, metrics, held)]
        if places:
            text.append(f"Compared in {', '.join(places[:6])}{' and more' if len(places) > 6 else ''}.")
        gaps = list(_gaps(by, set(metrics), attributes))
        return Seen("part" if gaps else "full", " ".join([*text, *gaps]))
    return Seen("none", f"No {what} was measured by group.")


def _of(content: RecordContent, metrics: tuple[str, ...], attribute: AttributeFacts) -> list[Estimate]:
    known = {group.name for group in attribute.groups if not group.unknown}
    return [
        one
        for one in content.estimates
        if one.attribute == attribute.name and one.group in known and plain_rate(one.metric) in metrics
    ]


def _gaps(
    by: dict[str, list[Estimate]], metrics: set[str], attributes: list[AttributeFacts]
) -> Iterator[str]:
    """What is missing, in sentences."""
    for one in attributes:
        found = by[one.name]
        if missing := sorted(metrics - {plain_rate(each.metric) for each in found}):
            yield f"By '{one.name}' there is no {listed(missing)}."
        if absent := list(dict.fromkeys(each.group or "" for each in found if each.value is None)):
            named = listed(absent) if len(absent) <= 3 else f"{len(absent)} groups"
            yield f"No figure exists for {named} of '{one.name}'."


def _comparisons(
    content: RecordContent, metrics: tuple[str, ...], names: list[str]
) -> Iterator[tuple[int, Comparison]]:
    for place, one in enumerate(content.comparisons):
        if one.attribute in names and plain_rate(one.metric) in metrics:
            yield place, one


def _compared(content: RecordContent, has: Callable[[Comparison], bool], what: str) -> Seen:
    with_it = sum(map(has, content.comparisons))
    if not with_it:
        return Seen("none", f"No comparison has {what}.")
    text = f"comparisons: {with_it:,} of {len(content.comparisons):,} have {what}."
    return Seen("full" if with_it == len(content.comparisons) else "part", text)
