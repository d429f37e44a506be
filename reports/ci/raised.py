"""The limits that a build should point out, and how loudly: every one but those that hold."""

from __future__ import annotations

from typing import Final, Literal

from fairwitness.audits.record import Record, sha256
from fairwitness.audits.record.schema import GateResult, Outcome
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import OUTCOME_WORDS

Level = Literal["error", "warning", "note"]

LEVELS: Final[dict[Outcome, Level]] = {
    "fail": "error",
    "inconclusive": "warning",
    "not_estimable": "warning",
    "muted": "note",
}
"""An open verdict is a warning: an error would claim a disparity that was not shown, and silence that there is none."""
_ORDER: Final = tuple(LEVELS)


def raised(record: Record) -> tuple[GateRow, ...]:
    """The rows to point out: failures first, then what is open, then what the plan mutes and does not hold."""
    rows = (row for row in gate_rows(record) if row.gate.verdict != "within")
    return tuple(sorted(rows, key=lambda row: _ORDER.index(row.gate.outcome)))


def headline(row: GateRow) -> str:
    """The outcome and the question, such as ``Failed: Precision by race``."""
    return plain(f"{OUTCOME_WORDS[row.gate.outcome]}: {row.name}")


def sentence(row: GateRow) -> str:
    """What was found, with metric, interval and limit, on one line."""
    return plain(f"{row.gate.reason} {row.detail}")


def fingerprint(gate: GateResult) -> str:
    """The same from run to run for the same limit, whatever was found, as 64 hexadecimal digits."""
    return sha256([gate.id, gate.kind, gate.limit])
