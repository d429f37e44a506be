"""What is compared: the limits that a plan declares, and what is looked at besides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairwitness.audits.metrics import Metric, for_task, is_of, metric_named
from fairwitness.audits.plan.model import Form, Gate, Plan, attribute_names
from fairwitness.audits.rates import METRICS as RATES
from fairwitness.audits.record import schema
from fairwitness.errors import PlanError, UnknownNameError

KINDS: tuple[schema.Kind, ...] = ("difference", "ratio")
_OF_THE_FAVOURABLE = ("selection_rate", "base_rate")


@dataclass(frozen=True)
class Question:
    """One comparison: a metric, how its gap is taken, between the groups of which attribute, against which limit."""

    metric: str
    kind: schema.Kind
    attribute: str
    limit: float
    against: Form = "others"
    reference: str | None = None


def declared(plan: Plan, labels: Sequence[str] = (), more: Iterable[Metric] = ()) -> list[Question]:
    """One question for each limit and attribute, in the plan's order; a limit declared twice is one.

    Parameters
    ----------
    labels
        Where one of several labels is decided: all of them. A rate that does not say which it is of is asked of each.
    more
        Metrics of the caller's own.

    Raises
    ------
    PlanError
        A gate's metric is not of this task, or its limit or reference cannot be.
    UnknownNameError
        A gate names a metric that there is not.
    """
    own = {metric.name: metric for metric in more}
    for name in plan.checks.metrics:
        _of_task(plan, own.get(name) or metric_named(name), "one of `checks.metrics`")
    found = [
        Question(name, gate.kind, attribute, gate.limit, gate.against, _reference(plan, gate, attribute))
        for gate in plan.gates
        for name in of_labels(plan, _checked(plan, gate, own), labels)
        for attribute in gate.attributes or attribute_names(plan.roles)
    ]
    return list(dict.fromkeys(found))


def exploratory(
    plan: Plan, metrics: Iterable[Metric], labels: Sequence[str], asked: Iterable[Question]
) -> list[Question]:
    """Both kinds of every metric that is a share, differences of others, for every attribute that no gate declares.

    The limit of a figure that is no share is in its standard deviations.
    """
    taken = {(question.metric, question.kind, question.attribute) for question in asked}
    limits = {"difference": plan.checks.tolerance, "ratio": plan.checks.ratio}
    return [
        Question(name, kind, attribute, limits[kind])
        for metric in metrics
        for name in of_labels(plan, metric.name, labels)
        for attribute in attribute_names(plan.roles)
        for kind in (KINDS if metric.unit == "share" else KINDS[:1])
        if (name, kind, attribute) not in taken
    ]


def of_labels(plan: Plan, name: str, labels: Sequence[str]) -> list[str]:
    """A metric's name, or that of each label where one of several is decided and the name does not say which."""
    if plan.task != "multiclass" or name not in RATES or name == "accuracy" or not labels:
        return [name]
    stated = plan.roles.favourable if plan.roles.favourable is not None else plan.roles.positive
    if name in _OF_THE_FAVOURABLE and stated is not None:
        return [f"{name}[{stated}]"]
    return [f"{name}[{label}]" for label in labels]


def _checked(plan: Plan, gate: Gate, own: dict[str, Metric]) -> str:
    metric = own.get(gate.metric) or metric_named(gate.metric)
    _of_task(plan, metric, "the metric of a gate")
    if gate.kind == "difference" and metric.bounded and gate.limit > 1:
        raise PlanError(
            f"The `limit` of a difference of '{gate.metric}' must be from 0 to 1. Got {gate.limit:g} instead; "
            "ten points are 0.1."
        )
    return metric.name


def _of_task(plan: Plan, metric: Metric, what: str) -> None:
    if is_of(metric, plan.task):
        return
    tasks = " or ".join(sorted(metric.tasks))
    raise PlanError(
        f"{what[0].upper()}{what[1:]} must be of `task: {plan.task}`. '{metric.name}' is of {tasks} decisions; there "
        f"are: {', '.join(for_task(plan.task))}."
    )


def _reference(plan: Plan, gate: Gate, attribute: str) -> str | None:
    if gate.against != "reference":
        return None
    own = next((one.reference for one in plan.roles.sensitive if one.name == attribute), None)
    if gate.reference is None and own is None:
        raise PlanError(
            f"A gate with `against: reference` must know the reference group of '{attribute}'. Got none; say "
            "`reference` at the gate or at the attribute."
        )
    return gate.reference or own


def check_references(questions: Iterable[Question], groups: dict[str, tuple[str, ...]]) -> None:
    """Refuse a reference group that is none of the attribute's.

    Raises
    ------
    UnknownNameError
        It is not; the message has the nearest one.
    """
    for question in questions:
        if question.reference is not None and question.reference not in groups[question.attribute]:
            raise UnknownNameError.among(
                question.reference, groups[question.attribute], what=f"group of '{question.attribute}'"
            )
