"""Whether a record can be the baseline of an audit: both must hold the same people to the same limits."""

from __future__ import annotations

from collections.abc import Iterator

from fairwitness.audits.plan.load import make_plan
from fairwitness.audits.plan.model import UNKNOWN, Plan, attribute_names
from fairwitness.audits.record import Record
from fairwitness.audits.wording import listed
from fairwitness.errors import ComparisonError

_RENEW = "Make a new baseline: run `fairwitness audit` without `--baseline`, and keep the record it writes."
Limit = tuple[str, str, str, float]


def refuse_other_plan(baseline: Record, plan: Plan) -> None:
    """Refuse the record of a plan that asks something else, before any data are read.

    Where the rows and the decisions come from may differ: that is what is compared. A limit may be added, and none
    may be loosened or dropped, for that would hide a failure.

    Raises
    ------
    ComparisonError
        They differ; the message names the first difference.
    """
    old = make_plan(baseline.plan, name="The plan of the baseline")
    for (what, then), (_, now) in zip(_asked(old), _asked(plan), strict=True):
        if then != now:
            raise ComparisonError(
                f"A baseline must be the record of the same plan. Its {what} is {then}, and the plan's is {now}. "
                f"{_RENEW}"
            )
    kept = set(_limits(plan))
    for limit in _limits(old):
        if limit not in kept:
            metric, kind, attribute, number = limit
            raise ComparisonError(
                f"A plan must keep every limit of its baseline. The baseline holds {metric} ({kind}) by {attribute} to "
                f"{number:g}, and the plan does not. {_RENEW}"
            )


def refuse_other_groups(baseline: Record, record: Record) -> None:
    """Refuse a record whose labels or groups are others, once those of the audit are known.

    Raises
    ------
    ComparisonError
        They differ; the message names the first difference and what to do.
    """
    then, now = baseline.subject, record.subject
    for what, one, other in (
        ("positive label", then.positive, now.positive),
        ("other label", then.negative, now.negative),
        ("favourable decision", then.favourable, now.favourable),
    ):
        if one != other:
            raise ComparisonError(
                f"A baseline must have the same {what}. It has '{one}', and the audit '{other}'."
            )
    later = {attribute.name: attribute for attribute in now.attributes}
    for before in then.attributes:
        after = later[before.name]
        if before.edges != after.edges:
            raise ComparisonError(
                f"A baseline must have the same bins of '{before.name}'. It was cut at {_edges(before.edges)}, and the "
                f"audit at {_edges(after.edges)}; state `bins` in the plan, and make a new baseline."
            )
        groups, others = (
            sorted(group.name for group in side.groups if group.name != UNKNOWN) for side in (before, after)
        )
        if groups != others:
            raise ComparisonError(
                f"A baseline must have the same groups of '{before.name}'. It has {listed(groups)}, and the audit "
                f"{listed(others)}; state `categories` in the plan, or make a new baseline."
            )


def _asked(plan: Plan) -> Iterator[tuple[str, str]]:
    """All but its limits that the verdicts of a plan rest on, by name, as text."""
    roles = plan.roles
    yield "`task`", plan.task
    yield "`where`", listed([str(condition) for condition in plan.where])
    yield "`target`", f"{roles.target or 'none'}"
    yield "list of attributes", listed(sorted(attribute_names(roles)), most=50)
    for attribute in sorted(roles.sensitive, key=lambda one: one.name):
        yield f"way of reading '{attribute.name}'", str(attribute.model_dump(exclude_defaults=True))
    for name in ("weight", "cluster"):
        yield f"`{name}`", f"{getattr(roles, name) or 'none'}"
    yield "`strata`", listed(roles.strata)
    yield "`alpha`", f"{plan.alpha:g}"
    yield "`checks.min_group`", str(plan.checks.min_group)


def _limits(plan: Plan) -> list[Limit]:
    names = attribute_names(plan.roles)
    found: list[Limit] = []
    for gate in plan.gates:
        against = "" if gate.against == "others" else f", against {gate.reference or gate.against}"
        found += [
            (gate.metric, f"{gate.kind}{against}", name, gate.limit) for name in gate.attributes or names
        ]
    for limit in plan.explain.limits:
        found += [(limit.metric, limit.kind, name, limit.limit) for name in limit.attributes or names]
    return found


def _edges(edges: tuple[float, ...] | None) -> str:
    return listed([f"{edge:g}" for edge in edges or ()], most=50)
