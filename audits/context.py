"""From rows, or from counts of them, to what the checks look at: every figure measured, every comparison judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairwitness.audits import checks, comparisons, questions
from fairwitness.audits.at_hand import AtHand, facts_of, tables_of
from fairwitness.audits.checks import Context
from fairwitness.audits.measurements import Measurements
from fairwitness.audits.metrics import Metric, is_of
from fairwitness.audits.plan.model import Plan
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
    active = [check for code, check in checks.registered().items() if code not in plan.checks.ignore]
    several = next(iter(measured.tables.counts.values())).labels if plan.task == "multiclass" else ()
    declared = questions.declared(plan, several, measured.more.values())
    questions.check_references(
        declared, {one.name: tuple(g.name for g in one.groups) for one in known.attributes}
    )
    compared = _usable(plan, measured, (metric for check in active for metric in check.compares))
    wanted = _usable(plan, measured, (metric for check in active for metric in check.metrics))
    named = (
        [question.metric for question in declared]
        + [*plan.checks.metrics, *measured.more]
        + [name for metric in wanted for name in questions.of_labels(plan, metric.name, several)]
    )
    return Context(
        plan,
        known,
        measured,
        comparisons.estimates(measured, dict.fromkeys(_in_parts(measured, named)), plan.checks),
        comparisons.compare(
            measured, plan, declared, questions.exploratory(plan, compared, several, declared), words
        ),
        words,
        subject,
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
