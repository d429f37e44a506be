"""Whether two versions can be compared: what both mean by their labels, groups and thresholds must be one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairwitness.audits.plan.load import make_plan
from fairwitness.audits.plan.model import UNKNOWN, Gate, Plan, Roles, attribute_names
from fairwitness.audits.plan.part import Kind
from fairwitness.audits.rates import METRICS, metric_named
from fairwitness.audits.record import Record
from fairwitness.audits.subject import Subject
from fairwitness.audits.versions.change import Asked
from fairwitness.errors import ComparisonError, PlanError, nearest

_WISH = re.compile(r"^\s*(?P<metric>[a-z_0-9]+)(?::(?P<kind>[a-z]+))?(?:@(?P<attribute>[^<>=]+?))?\s*$")
Groups = tuple[tuple[str, ...], tuple[float, ...] | None]


@dataclass(frozen=True)
class Wish:
    """A gate that somebody wants compared; for all attributes if it names none."""

    metric: str = "selection_rate"
    kind: Kind = "difference"
    attributes: tuple[str, ...] | None = None


def wish_of(text: str) -> Wish:
    """A gate to compare from ``metric[:kind][@attribute]``.

    Raises
    ------
    PlanError
        The text cannot be read as one.

    Examples
    --------
    >>> wish_of("precision:ratio@sex")
    Wish(metric='precision', kind='ratio', attributes=('sex',))
    """
    match = _WISH.match(text)
    kind = (match and match["kind"]) or "difference"
    if match is None or kind not in ("difference", "ratio"):
        examples = "'selection_rate', 'precision:ratio' or 'accuracy:difference@sex'"
        raise PlanError(f"A gate to compare must read like {examples}. Got '{text}' instead.")
    attribute: str | None = match["attribute"]
    attributes = None if attribute is None else (attribute.strip(),)
    return Wish(match["metric"], "ratio" if kind == "ratio" else "difference", attributes)


@dataclass(frozen=True)
class Meaning:
    """What the figures of one version speak of."""

    positive: str
    negative: str
    favourable: str
    labelled: bool
    threshold: str
    attributes: Mapping[str, Groups]
    """Each attribute's known groups, sorted, and its edges if it is a number."""
    gates: tuple[Asked, ...]
    left_out: tuple[str, ...] = ()
    """Gates that are no gap of a rate between all groups, and so are not compared."""
    widened: tuple[str, ...] = ()
    """Gates held against one group or the rest, compared as gaps between all groups where a plan has no other."""


def meaning_of_subject(subject: Subject) -> Meaning:
    """What the figures of rows speak of.

    Raises
    ------
    ComparisonError
        They are not of decisions with two labels, or the rows are weighted or clustered.
    """
    _refuse_what_no_table_carries(subject.plan)
    labels = subject.labels
    attributes = {item.name: (_known(item.groups), item.edges) for item in subject.attributes}
    return Meaning(
        labels.positive,
        labels.negative,
        labels.favourable,
        subject.has_labels,
        _threshold(subject.plan.roles),
        attributes,
        *_declared(subject.plan),
    )


def meaning_of_record(record: Record) -> Meaning:
    """What the figures of a record speak of.

    Raises
    ------
    ComparisonError
        They are not of decisions with two labels, or the rows are weighted or clustered.
    """
    seen = record.subject
    plan = make_plan(record.plan, name="The plan of the record")
    _refuse_what_no_table_carries(plan)
    return Meaning(
        seen.positive,
        seen.negative,
        seen.favourable,
        seen.rows_unlabelled < seen.rows,
        _threshold(plan.roles),
        {item.name: (_known(group.name for group in item.groups), item.edges) for item in seen.attributes},
        *_declared(plan),
    )


def refuse_different(a: Meaning, b: Meaning, *, gates: bool) -> None:
    """Refuse two versions whose figures do not speak of the same, and name the difference.

    Parameters
    ----------
    gates
        Whether the gates of the plans are the ones to be compared, and so must be the same.

    Raises
    ------
    ComparisonError
        They differ; the message says in what, and what to do.
    """
    for what, one, two in (
        ("positive label", a.positive, b.positive),
        ("other label", a.negative, b.negative),
        ("favourable decision", a.favourable, b.favourable),
        ("outcome", _labelled(a), _labelled(b)),
        ("attributes", _listed(a.attributes), _listed(b.attributes)),
    ):
        if one != two:
            raise _different(what, one, two)
    if a.threshold != b.threshold and a.threshold and b.threshold:
        raise _different("meaning of the threshold", a.threshold, b.threshold)
    for name, (groups, edges) in a.attributes.items():
        others, other_edges = b.attributes[name]
        if edges != other_edges:
            raise _different(
                f"bins of '{name}'",
                _listed(map(str, edges or ())),
                _listed(map(str, other_edges or ())),
                remedy="State `bins` in both plans.",
            )
        if groups != others:
            raise _different(f"groups of '{name}'", _listed(groups), _listed(others))
    if gates and set(a.gates) != set(b.gates):
        for when, side in (("earlier", a), ("later", b)):
            if not side.gates:
                raise ComparisonError(
                    f"A comparison needs a limit on a rate. The {when} plan has none, but {_listed(side.left_out)}; "
                    "name one to compare (`--gate`), such as 'selection_rate'."
                )
        one, two = (_listed(sorted(gate.id for gate in side.gates)) for side in (a, b))
        raise _different("gates", one, two, remedy="Name the gates to compare (`--gate`).")


def asked_of(wishes: Iterable[Wish], known: Iterable[str]) -> tuple[Asked, ...]:
    """The gates to compare, one for each attribute; what is wished twice is compared once.

    Raises
    ------
    UnknownNameError
        There is no metric of that name.
    PlanError
        There is no attribute of that name.
    """
    names = list(known)
    found = []
    for wish in wishes:
        metric = metric_named(wish.metric).name
        for attribute in wish.attributes or names:
            if attribute not in names:
                raise PlanError(
                    f"The attribute of a gate must be one that is compared. Got '{attribute}' instead. "
                    f"{nearest(attribute, names)}".rstrip()
                )
            found.append(Asked(metric, wish.kind, attribute))
    return tuple(dict.fromkeys(found))


def _declared(plan: Plan) -> tuple[tuple[Asked, ...], tuple[str, ...], tuple[str, ...]]:
    """What the plan's gates ask for, the names of those left out, and of those compared as another gap than theirs.

    A gate held against one group or the rest is no gap between all groups. Of a plan that has no other, the gap between
    all groups is compared, which answers whether the groups moved apart.
    """
    rates = [gate for gate in plan.gates if gate.metric in METRICS]
    compared = [gate for gate in rates if gate.against == "others"] or rates
    left_out = tuple(_named(gate) for gate in plan.gates if gate not in compared)
    widened = tuple(_named(gate) for gate in compared if gate.against != "others")
    wishes = [Wish(gate.metric, gate.kind, gate.attributes) for gate in compared]
    return asked_of(wishes, attribute_names(plan.roles)), left_out, widened


def _named(gate: Gate) -> str:
    return f"{gate.metric}.{gate.kind}"


def _refuse_what_no_table_carries(plan: Plan) -> None:
    """Refuse decisions that are not one of two labels, and rows that weigh or depend on each other."""
    if plan.task != "binary":
        raise ComparisonError(
            f"Versions are compared on decisions with two labels. Got the task '{plan.task}' instead; audit "
            "both versions by one plan, and read the two reports side by side."
        )
    for role, column in (("weight", plan.roles.weight), ("cluster", plan.roles.cluster)):
        if column is not None:
            raise ComparisonError(
                "Versions are compared on rows that count alike and are independent. "
                f"Got the column '{column}' as `{role}`; leave that role out."
            )


def _threshold(roles: Roles) -> str:
    if roles.threshold is None or roles.prediction is not None:
        return ""
    probability = roles.score_is_probability or roles.score is None
    return "a probability" if probability else "a score"


def _known(groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(group for group in groups if group != UNKNOWN))


def _labelled(side: Meaning) -> str:
    return "labelled rows" if side.labelled else "no labels"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _different(what: str, one: str, two: str, *, remedy: str = "") -> ComparisonError:
    said = f"Two versions can be compared only with the same {what}. Before: '{one}'; now: '{two}'."
    return ComparisonError(f"{said} {remedy}".rstrip())
