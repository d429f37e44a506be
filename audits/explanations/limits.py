"""Limits on how good explanations are, held against what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from fairwitness.audits.explanations.measures import MEASURES
from fairwitness.audits.gates import OUTCOMES
from fairwitness.audits.plan.explanation_limit import ExplanationLimit
from fairwitness.audits.plan.model import Plan, attribute_names
from fairwitness.audits.plan.waiver import said
from fairwitness.audits.record.explanation_quality import ExplanationQuality, QualityFigure
from fairwitness.audits.record.schema import GateResult, Verdict
from fairwitness.audits.stats.means import t_interval, welch_interval
from fairwitness.audits.wording import listed


@dataclass(frozen=True)
class Judged:
    """What is held against a limit: the worst of all groups, or pairs of groups, with its interval."""

    verdict: Verdict
    said: str
    value: float | None = None
    low: float | None = None
    high: float | None = None


def hold(
    plan: Plan, quality: ExplanationQuality | None, attributes: Sequence[str] = (), *, on: date
) -> tuple[GateResult, ...]:
    """One result for each limit and attribute, in the plan's order, as of the day of the audit.

    A limit on values holds for every group that has a figure. All intervals together miss with the plan's `alpha`:
    it is shared by the limits, and within one by the groups or pairs of groups (Bonferroni).
    """
    asked = [
        (limit, attribute)
        for limit in plan.explain.limits
        for attribute in limit.attributes or attributes or attribute_names(plan.roles)
    ]
    return tuple(
        _result(limit, attribute, _judge(limit, attribute, quality, plan.alpha / len(asked)), on)
        for limit, attribute in asked
    )


def _result(limit: ExplanationLimit, attribute: str, found: Judged, on: date) -> GateResult:
    title = MEASURES[limit.metric].title
    reason = f"{title}, by {attribute}: {found.said}"
    muted = limit.waiver is not None and limit.waiver.mutes(on)
    return GateResult(
        id=f"{limit.metric}.{limit.kind}.{attribute}",
        metric=limit.metric,
        attribute=attribute,
        kind=limit.kind,
        limit=limit.limit,
        outcome="muted" if muted else OUTCOMES[found.verdict],
        verdict=found.verdict,
        reason=said(limit.waiver, on, reason),
        value=found.value,
        low=found.low,
        high=found.high,
    )


def _judge(
    limit: ExplanationLimit, attribute: str, quality: ExplanationQuality | None, alpha: float
) -> Judged:
    if quality is None:
        return Judged("not_estimable", "the explanations were not put to the test.")
    measured = next((one for one in quality.measures if one.name == limit.metric), None)
    figures = () if measured is None else measured.figures
    own = [one for one in figures if one.attribute == attribute]
    known = [one for one in own if one.value is not None]
    if len(known) < (2 if limit.kind == "difference" else 1):
        why = next((f"{one.group} has {one.reason}" for one in own if one.reason), "there is no figure")
        return Judged("not_estimable", f"not estimable: {why}.")
    judged = (_gap if limit.kind == "difference" else _bound)(limit, known, alpha)
    left_out = [str(one.group) for one in own if one.value is None]
    if not left_out:
        return judged
    said = f"{judged.said} Too few rows of {listed(left_out)} were explained."
    return Judged(judged.verdict, said, judged.value, judged.low, judged.high)


def _bound(limit: ExplanationLimit, known: Sequence[QualityFigure], alpha: float) -> Judged:
    """Every group against a floor or a ceiling."""
    sign = 1.0 if limit.kind == "at_least" else -1.0
    found = []
    for one in known:
        mean, error, n = _numbers(one)
        low, high = t_interval(mean, error, n, alpha / len(known))
        found.append((mean, low, high, str(one.group)))
    worst = min(found, key=lambda each: sign * each[0])
    # What is good is turned upward: then a floor is all there is.
    ends = [(low, high) if sign > 0 else (-high, -low) for _, low, high, _ in found]
    floor = sign * limit.limit
    verdict: Verdict = "inconclusive"
    if any(high < floor for _, high in ends):
        verdict = "disparity"
    elif all(low >= floor for low, _ in ends):
        verdict = "within"
    mean, low, high, group = worst
    bound = "at least" if sign > 0 else "at most"
    said = (
        f"{mean:.3g} for {group}, the {'lowest' if sign > 0 else 'highest'} ({low:.3g} to {high:.3g}); {bound} "
        f"{limit.limit:g} is asked for."
    )
    return Judged(verdict, said, mean, low, high)


def _gap(limit: ExplanationLimit, known: Sequence[QualityFigure], alpha: float) -> Judged:
    """Every pair of groups against the largest difference that is tolerated."""
    pairs = list(combinations(known, 2))
    found = []
    for one, other in pairs:
        first, second = sorted((one, other), key=lambda figure: -_numbers(figure)[0])
        low, high = welch_interval(_numbers(first), _numbers(second), alpha / len(pairs))
        gap = _numbers(first)[0] - _numbers(second)[0]
        found.append((gap, max(low, 0.0), high, f"{first.group} and {second.group}"))
    gap, low, high, names = max(found, key=lambda each: each[0])
    verdict: Verdict = "inconclusive"
    if any(one[1] > limit.limit for one in found):
        verdict = "disparity"
    elif all(one[2] <= limit.limit for one in found):
        verdict = "within"
    said = f"{gap:.3g} between {names} ({low:.3g} to {high:.3g}); at most {limit.limit:g} is tolerated."
    return Judged(verdict, said, gap, low, high)


def _numbers(one: QualityFigure) -> tuple[float, float, int]:
    return one.value or 0.0, one.standard_error or 0.0, one.n
