"""Every figure of every group, and every comparison, judged: the declared ones together, the others apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from fairwitness.audits.measurements import Measurements
from fairwitness.audits.metrics import Shown, Unit
from fairwitness.audits.plan.model import Checks, Plan
from fairwitness.audits.questions import Question
from fairwitness.audits.record import schema
from fairwitness.audits.stats.joint import joined
from fairwitness.audits.stats.planning import MoreRows, Part, rows_needed, rows_needed_jointly
from fairwitness.audits.stats.verdict import Contrast, Evidence, contrast, judge_exploratory, judge_family
from fairwitness.audits.units import gap
from fairwitness.audits.wording import Vocabulary, more_rows, shown_metric, shown_pair, shown_rest, statement

CONFIDENCE = 0.95


def estimates(measured: Measurements, metrics: Iterable[str], limits: Checks) -> tuple[schema.Estimate, ...]:
    """The figure of all rows together and of every group, for every metric that has one of its own."""
    found = []
    for metric in metrics:
        if measured.metric(metric).parts:
            continue
        found.append(_estimate(measured.overall(metric), 0, attribute=None, judged=True))
        for attribute in measured.tables.attributes:
            by_group = measured.by_group(metric, attribute)
            for place, group in enumerate(by_group.groups):
                judged = group != by_group.unknown and int(by_group.trials[place]) >= max(limits.min_group, 1)
                found.append(_estimate(by_group, place, attribute=attribute, judged=judged))
    return tuple(found)


def compare(
    measured: Measurements,
    plan: Plan,
    declared: Sequence[Question],
    exploratory: Sequence[Question],
    words: Vocabulary,
) -> tuple[schema.Comparison, ...]:
    """Judge what the gates declare as one family, and the rest as exploratory. Declared ones come first."""
    bench = Bench(measured, plan, words)
    return tuple(map(bench.comparison, bench.judged(declared, exploratory)))


@dataclass(frozen=True)
class Judged:
    """A question with its answer; ``family`` is how many are judged together with it, 0 if it is exploratory."""

    question: Question
    found: Contrast
    family: int


class Bench:
    """Where questions are put to the figures of one audit."""

    def __init__(self, measured: Measurements, plan: Plan, words: Vocabulary) -> None:
        self.measured, self.plan, self.words = measured, plan, words

    def judged(self, declared: Sequence[Question], exploratory: Sequence[Question]) -> list[Judged]:
        """Every question with its verdict, the declared ones first; see `compare`."""
        family = judge_family([self.contrast(question) for question in declared], self.plan.alpha)
        explored = [self.in_units(question) for question in exploratory]
        others = judge_exploratory([self.contrast(question) for question in explored], self.plan.alpha)
        return [
            *(Judged(question, found, len(family)) for question, found in zip(declared, family, strict=True)),
            *(Judged(question, found, 0) for question, found in zip(explored, others, strict=True)),
        ]

    def in_units(self, question: Question) -> Question:
        """The question with its limit in the metric's own unit: a share as it is, else so many standard deviations."""
        if self.measured.metric(question.metric).unit != "number":
            return question
        spread = self._standard_deviation(question.metric)
        return replace(question, limit=float(f"{question.limit * spread:.3g}"))

    def _standard_deviation(self, metric: str) -> float:
        """Of single rows, over everybody; 0 where there is no figure."""
        overall = self.measured.overall(metric)
        sample = overall.sample([0])
        variance = float(sample.variance[0]) * float(sample.trials[0])
        return sqrt(variance) if overall.value[0] is not None and variance < float("inf") else 0.0

    def contrast(self, question: Question) -> Contrast:
        """The gap that a question asks for, not judged yet."""
        parts = self.measured.metric(question.metric).parts
        if not parts:
            return self._contrast(question, self.plan.alpha)
        alpha = self.plan.alpha / len(parts)
        return joined(
            [self._contrast(replace(question, metric=part), alpha) for part in parts], question.metric
        )

    def comparison(self, judged: Judged) -> schema.Comparison:
        """What the record has of a question."""
        question, found, family = judged.question, judged.found, judged.family
        declared = family > 0
        joint = bool(self.measured.metric(question.metric).parts)
        if found.verdict == "not_estimable" and not joint:
            # Where no row at all can serve, that says more than what is missing.
            found = replace(found, reason=self.measured.overall(found.metric).reasons[0] or found.reason)
        planned = self._planned(question, found, family) if found.verdict == "inconclusive" else None
        named = shown_metric(found)
        known = self.measured.metric(named)
        values = {} if known.parts else self._values(replace(question, metric=named), found)
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
            evidence=found.evidence and _pair(found.evidence),
            excluded_groups=_excluded(found),
            more_rows_needed=planned
            and schema.MoreRows(groups=planned.groups, rows=planned.rows, reason=more_rows(planned)),
            reason=found.reason,
            statement=statement(found, values, self.words, planned, known, declared=declared)
            + self._cost(question, found),
            against=found.form,
            reference=found.reference,
            part=found.part,
        )

    def _cost(self, question: Question, found: Contrast) -> str:
        """What hidden cells cost: by how much wider the interval is than if their numbers were known."""
        hidden, of = self.measured.hidden.get(question.attribute, (0, 0))
        if not hidden or found.low is None or found.high is None:
            return ""
        plain = Bench(self.measured.as_shown(), self.plan, self.words).contrast(question)
        if plain.low is None or plain.high is None:
            return ""
        unit: Unit = "index" if question.kind == "ratio" else self.measured.metric(question.metric).unit
        before, after = gap(plain.high - plain.low, unit), gap(found.high - found.low, unit)
        return f" {hidden:,} of {of:,} cells are hidden: that widens the interval from {before} to {after}."

    def _contrast(self, question: Question, alpha: float) -> Contrast:
        return contrast(
            self.measured.by_group(question.metric, question.attribute),
            kind=question.kind,
            tolerance=question.limit,
            alpha=alpha,
            min_group=self.plan.checks.min_group,
            form=question.against,
            reference=question.reference,
            rest=self._rest(question),
        )

    def _rest(self, question: Question) -> Shown | None:
        if question.against != "rest":
            return None
        return self.measured.rest(question.metric, question.attribute)

    def _planned(self, question: Question, found: Contrast, family: int) -> MoreRows:
        """In a family of m, what is settled at alpha / m is settled whatever the rest."""
        alpha = self.plan.alpha / max(family, 1)
        names = self.measured.metric(question.metric).parts
        if not names:
            figures = self.measured.by_group(question.metric, question.attribute)
            return rows_needed(figures, found, alpha, rest=self._rest(question))
        parts = []
        for name in names:
            one = replace(question, metric=name)
            figures = self.measured.by_group(name, question.attribute)
            parts.append(Part(figures, self._contrast(one, self.plan.alpha / len(names)), self._rest(one)))
        return rows_needed_jointly(parts, found, alpha)

    def _values(self, question: Question, found: Contrast) -> dict[str, float]:
        """The figures of the groups, and of the rest where the pair that is shown has it."""
        shown = self.measured.by_group(question.metric, question.attribute)
        values = dict(zip(shown.groups, shown.value, strict=True))
        pair, place = shown_pair(found)[0], shown_rest(found)
        rest = self._rest(question)
        if rest is not None and place is not None:
            values[pair[place]] = rest.value[shown.groups.index(pair[1 - place])]
        return {group: one for group, one in values.items() if one is not None}


def _excluded(found: Contrast) -> tuple[schema.Excluded, ...]:
    return tuple(schema.Excluded(group=one.group, n=one.trials, reason=one.reason) for one in found.excluded)


def _pair(found: Evidence) -> schema.Pair:
    return schema.Pair(groups=found.groups, value=found.value, low=found.low, high=found.high)


def _estimate(found: Shown, place: int, *, attribute: str | None, judged: bool) -> schema.Estimate:
    limits = found.interval(place, CONFIDENCE)
    value = found.value[place]
    return schema.Estimate(
        metric=found.metric,
        attribute=attribute,
        group=None if attribute is None else found.groups[place],
        value=value,
        low=None if limits is None else limits[0],
        high=None if limits is None else limits[1],
        confidence=CONFIDENCE,
        n=int(found.trials[place]),
        successes=found.hits[place],
        rows=int(found.rows[place]),
        method=found.method,
        estimable=value is not None,
        judged=judged and value is not None,
        reason=found.reasons[place],
    )
