"""Declared limits held against a record, and the exit code they amount to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import IntEnum

from fairwitness.audits.metrics.names import without_label
from fairwitness.audits.plan.model import Gate, Plan, attribute_names
from fairwitness.audits.plan.waiver import said
from fairwitness.audits.record.schema import Comparison, GateResult, Outcome, Verdict

OUTCOMES: dict[Verdict, Outcome] = {
    "disparity": "fail",
    "within": "pass",
    "inconclusive": "inconclusive",
    "not_estimable": "not_estimable",
}


class ExitCode(IntEnum):
    """What a command's exit code says."""

    PASSED = 0
    FAILED = 1
    COULD_NOT_JUDGE = 2
    INCONCLUSIVE = 3


def hold(plan: Plan, comparisons: Sequence[Comparison], on: date) -> tuple[GateResult, ...]:
    """One result for each gate, label (where one of several is decided) and attribute, in the plan's order.

    Parameters
    ----------
    on
        The day of the audit: a waiver that has ended by then mutes nothing.
    """
    declared = [found for found in comparisons if found.declared]
    return tuple(
        GateResult(
            id=gate_id(found),
            metric=found.metric,
            attribute=found.attribute,
            kind=gate.kind,
            limit=gate.limit,
            outcome="muted" if gate.waiver and gate.waiver.mutes(on) else OUTCOMES[found.verdict],
            verdict=found.verdict,
            reason=said(gate.waiver, on, found.statement),
            against=found.against,
            reference=found.reference,
        )
        for gate in plan.gates
        for found in _of(gate, attribute_names(plan.roles), declared)
    )


def _of(gate: Gate, attributes: Sequence[str], declared: Sequence[Comparison]) -> list[Comparison]:
    """What was found for one gate, attributes in their order."""
    wanted = gate.attributes or attributes
    found = [one for one in declared if is_of(gate, one) and one.attribute in wanted]
    return sorted(found, key=lambda one: wanted.index(one.attribute))


def is_of(gate: Gate, one: Comparison | GateResult) -> bool:
    """Whether what was found, or the result of a limit, is of this gate; of an attribute it names, if it names any."""
    limit = one.tolerance if isinstance(one, Comparison) else one.limit
    return (
        gate.metric in (one.metric, without_label(one.metric))
        and (one.kind, limit, one.against) == (gate.kind, gate.limit, gate.against)
        and gate.reference in (None, one.reference)
        and (gate.attributes is None or one.attribute in gate.attributes)
    )


def gate_id(found: Comparison) -> str:
    """What a gate is called: what it compares with is said where it is not every other group."""
    against = {"others": "", "rest": ".rest", "reference": f".reference={found.reference}"}[found.against]
    return f"{found.metric}.{found.kind}.{found.attribute}{against}"


def exit_code(gates: Iterable[GateResult], inconclusive: int = ExitCode.INCONCLUSIVE) -> int:
    """The exit code of an audit; the worse wins in the order 1, 3, 0 (2: the audit could not be made).

    `inconclusive` is what a plan maps an inconclusive or not estimable gate to: 3, 1 or 0. An audit without any gate
    judged nothing, and is no pass either.
    """
    outcomes = {gate.outcome for gate in gates} or {"inconclusive"}
    codes = {ExitCode.FAILED} if "fail" in outcomes else set()
    if outcomes & {"inconclusive", "not_estimable"}:
        codes.add(ExitCode(inconclusive))
    return next((code for code in (ExitCode.FAILED, ExitCode.INCONCLUSIVE) if code in codes), ExitCode.PASSED)
