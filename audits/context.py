"""From rows, or from counts of them, to what the checks look at: every figure measured, every comparison judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fairwitness.audits import checks, comparisons, questions
from fairwitness.audits.at_hand import AtHand, facts_of, tables_of
from fairwitness.audits.checks import Context
from fairwitness.audits.measurements import Measurements
from fairwitness.audits.metrics import Metric, is_of
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.questions import Question
from fairwitness.audits.record import schema
from fairwitness.audits.subject import Subject
from fairwitness.audits.tabulate import rows_of
from fairwitness.audits.wording import Vocabulary


def context_of(subject: AtHand, more: Iterable[Metric] = ()) -> Context:
    """What the checks look at.

    Parameters
    ----------
    more
        Metrics of the caller's own.
    """
    plan = subject.plan
    words = Vocabulary.of(plan.words, subject.labels, plan.roles.target)
    own = {metric.name: metric for metric in more}
    loaded = subject if isinstance(subject, Subject) else None
    rows = None if loaded is None else rows_of(loaded)
    measured = Measurements(tables_of(subject), rows, plan.checks.resamples, plan.seed, own)
    return context_from(plan, facts_of(subject), measured, words, loaded)


def context_from(
    plan: Plan,
    known: schema.Subject,
    measured: Measurements,
    words: Vocabulary,
    subject: Subject | None = None,
) -> Context:
    """What the checks look at: every figure that they, or the gates, ask for, and every comparison judged."""
    wanted = asked(plan, measured)
    questions.check_references(
        wanted.declared, {one.name: tuple(g.name for g in one.groups) for one in known.attributes}
    )
    return Context(
        plan,
        known,
        measured,
        comparisons.estimates(measured, wanted.metrics, plan.checks),
        comparisons.compare(measured, plan, wanted.declared, wanted.exploratory, words),
        words,
        subject,
    )


@dataclass(frozen=True)
class Asked:
    """What an audit measures by group, and what it compares; the same at every threshold."""

    metrics: tuple[str, ...]
    declared: tuple[Question, ...]
    exploratory: tuple[Question, ...]


def asked(plan: Plan, measured: Measurements) -> Asked:
    """All that the checks, or the gates, ask for."""
    active = [check for code, check in checks.registered().items() if code not in plan.checks.ignore]
    several = next(iter(measured.tables.counts.values())).labels if plan.task == "multiclass" else ()
    declared = questions.declared(plan, several, measured.more.values())
    compared = _usable(plan, measured, (metric for check in active for metric in check.compares))
    wanted = _usable(plan, measured, (metric for check in active for metric in check.metrics))
    named = (
        [question.metric for question in declared]
        + [*plan.checks.metrics, *measured.more]
        + [name for metric in wanted for name in questions.of_labels(plan, metric.name, several)]
    )
    return Asked(
        tuple(dict.fromkeys(_in_parts(measured, named))),
        tuple(declared),
        tuple(questions.exploratory(plan, compared, several, declared)),
    )


def _usable(plan: Plan, measured: Measurements, names: Iterable[str]) -> list[Metric]:
    """The metrics of the plan's task that the audit has what they need for, without duplicates."""
    metrics = [measured.metric(name) for name in dict.fromkeys(names)]
    return [
        metric for metric in metrics if is_of(metric, plan.task) and measured.missing(metric.name) is None
    ]


def _in_parts(measured: Measurements, names: Iterable[str]) -> Iterator[str]:
    """Each metric, and for one that only joins others these."""
    for name in names:
        yield from measured.metric(name).parts or (name,)
