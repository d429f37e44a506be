"""The first page of a record, in words: what was found, what to do, what was not tested."""

from __future__ import annotations

from collections.abc import Sequence

from fairwitness.audits.metrics import metric_named
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.record.schema import CheckRun, Comparison, Finding, GateResult, Summary, Verdict
from fairwitness.audits.wording import ended, listed

VERDICTS: tuple[Verdict, ...] = ("disparity", "within", "inconclusive", "not_estimable")
_MOST_TODO = 4


def summarise(
    plan: Plan,
    gates: Sequence[GateResult],
    comparisons: Sequence[Comparison],
    findings: Sequence[Finding],
    checks: Sequence[CheckRun],
) -> Summary:
    """Write the first page from what was seen."""
    tally: dict[Verdict, int] = {
        verdict: sum(gate.verdict == verdict for gate in gates) for verdict in VERDICTS
    }
    return Summary(
        lead=_lead(tally, gates),
        tally=tally,
        todo=_todo(findings, comparisons),
        untested=_untested(plan, checks),
        method=_method(plan, gates),
    )


def _lead(tally: dict[Verdict, int], gates: Sequence[GateResult]) -> str:
    total = len(gates)
    if not total:
        return "No limit was declared, so nothing was judged; what was measured stands below."
    if total == 1:
        return _LEAD_OF_ONE[gates[0].verdict] + " " + gates[0].reason
    parts = []
    if over := tally["disparity"]:
        reasons = sorted(
            (gate for gate in gates if gate.verdict == "disparity"), key=lambda gate: gate.outcome == "muted"
        )
        rates = reasons[0].reason.rpartition(". The ")[0] or reasons[0].reason
        parts.append(f"{_of(over, total)} {'is' if over == 1 else 'are'} exceeded. {ended(rates)}")
    if kept := tally["within"]:
        some = str(kept) if over else _of(kept, total)
        parts.append(f"{some} {'holds' if kept == 1 else 'hold'}{_wholly_kept(gates)}.")
    if unsettled := tally["inconclusive"]:
        parts.append(f"For {unsettled if parts else _of(unsettled, total).lower()} the data cannot tell.")
    if none := tally["not_estimable"]:
        parts.append(
            f"For {none if parts else _of(none, total).lower()} there is nothing to compute a figure from."
        )
    if muted := sum(gate.outcome == "muted" for gate in gates):
        parts.append(f"{muted} of them {'is' if muted == 1 else 'are'} muted by the plan.")
    return " ".join(parts)


def _wholly_kept(gates: Sequence[GateResult]) -> str:
    """The attributes none of whose limits ended otherwise, as the end of a clause."""
    others = {gate.attribute for gate in gates if gate.verdict != "within"}
    names = [name for name in dict.fromkeys(gate.attribute for gate in gates) if name not in others]
    return f", by {listed(names)}" if names else ""


_LEAD_OF_ONE: dict[Verdict, str] = {
    "disparity": "The one declared limit is exceeded.",
    "within": "The one declared limit holds.",
    "inconclusive": "For the one declared limit the data cannot tell.",
    "not_estimable": "For the one declared limit there is nothing to compute a figure from.",
}


def _of(count: int, total: int) -> str:
    return f"All {total} declared limits" if count == total else f"{count} of {total} declared limits"


def _todo(findings: Sequence[Finding], comparisons: Sequence[Comparison]) -> tuple[tuple[str, str], ...]:
    points: list[tuple[str, str]] = []
    for finding in sorted(findings, key=lambda found: ("high", "medium", "low").index(found.severity)):
        if finding.severity != "low" and finding.remedy not in {remedy for _, remedy in points}:
            points.append((finding.statement, finding.remedy))
    for comparison in comparisons:
        more = comparison.more_rows_needed
        if comparison.declared and more is not None:
            subject = f"{metric_named(comparison.metric).title} by {comparison.attribute}: not settled."
            points.append((subject, more.reason))
    left = len(points) - _MOST_TODO
    if left > 0:
        rest = f"{left} more {'point' if left == 1 else 'points'}."
        return (*points[:_MOST_TODO], (rest, "They stand with the limits and the findings."))
    return tuple(points)


def _untested(plan: Plan, checks: Sequence[CheckRun]) -> tuple[str, ...]:
    compared = listed([attribute.name for attribute in plan.roles.sensitive], most=10)
    skipped = [check.reason for check in checks if check.outcome == "not_applicable" and check.reason]
    ignored = [
        f"{check.code} was left out by the plan: {ended(check.reason or 'no reason was given')}"
        for check in checks
        if check.outcome == "ignored"
    ]
    return (
        *map(ended, plan.limitations),
        f"Attributes other than {compared}.",
        *dict.fromkeys(skipped),
        *ignored,
        "Robustness to changed inputs, and privacy.",
        "Whether the target measures what it should, and whether any use is lawful.",
    )


def _method(plan: Plan, gates: Sequence[GateResult]) -> str:
    chance = f"{100 * plan.alpha:g}%"
    if not gates:
        return "Nothing was declared: every comparison is a lead to follow, not a verdict."
    if len(gates) < 2:
        return f"The chance of a false alarm, and of a false all-clear, is at most {chance}."
    together = f"over all {len(gates)} limits together"
    return f"The chance of a false alarm, and of a false all-clear, is at most {chance} {together}."
