"""GitHub annotations of an audit beside its baseline: what was known is a notice, and no error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fairwitness.audits.baseline.document import GateStanding, Judgement
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import GateResult
from fairwitness.reports.ci.annotations import MOST, command, place
from fairwitness.reports.format import plural
from fairwitness.reports.plan_file import PlanFile

_COMMANDS: Final = ("error", "warning", "notice")


def since_baseline(found: Judgement, record: Record, plan: PlanFile | None) -> bytes:
    """One workflow command for each limit that does not simply hold, on its line of the plan; as UTF-8.

    What is worse or fails newly is an error, what is newly open a warning, what is known or mended a notice.
    """
    file = plan or PlanFile()
    pairs = [pair for pair in zip(found.gates, record.gates, strict=True) if pair[0].standing != "holds"]
    lines = [line for level in _COMMANDS for line in _of(level, pairs, file)]
    lines.append(command("notice", {"title": "Since the baseline"}, found.lead))
    return ("\n".join(lines) + "\n").encode()


def level(gate: GateStanding) -> str:
    """The workflow command of one limit."""
    if gate.standing == "worse" or (gate.standing == "new" and gate.outcome == "fail"):
        return "error"
    return "warning" if gate.standing == "new" else "notice"


def _of(name: str, pairs: Sequence[tuple[GateStanding, GateResult]], plan: PlanFile) -> list[str]:
    """The commands of one level; GitHub shows ten of a step, so the tenth speaks for the rest."""
    found = [pair for pair in pairs if level(pair[0]) == name]
    kept, rest = (found, []) if len(found) <= MOST else (found[: MOST - 1], found[MOST - 1 :])
    lines = [
        command(name, place(gate, f"{one.standing.capitalize()} since the baseline", plan), one.statement)
        for one, gate in kept
    ]
    if rest:
        lines.append(command(name, {"file": plan.path, "title": "And more"}, plural(len(rest), "more limit")))
    return lines
