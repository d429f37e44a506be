"""GitHub annotations: workflow commands that put a note on the plan's line.

Print the file in a step of a workflow (``cat github-annotations.txt``). GitHub shows ten errors and ten warnings of a
step, so the tenth speaks for the rest. See "Workflow commands for GitHub Actions" in GitHub's documentation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import GateResult
from fairwitness.reports.ci.raised import LEVELS, Level, headline, raised, sentence
from fairwitness.reports.format import listed, plural
from fairwitness.reports.gates import GateRow
from fairwitness.reports.plain import plain
from fairwitness.reports.plan_file import PlanFile

MOST: Final = 10
_COMMANDS: Final[dict[Level, str]] = {"error": "error", "warning": "warning", "note": "notice"}
_LONGEST: Final = 4_000
"""Characters of a message, so that a name of any length leaves room for the next."""


class GitHubAnnotations:
    """One command for each limit that does not hold, and a notice with the record."""

    name: ClassVar[str] = "github_annotations"
    suffix: ClassVar[str] = ".txt"
    title: ClassVar[str] = "GitHub annotations"

    def render(self, record: Record) -> bytes:
        """The commands as UTF-8, one a line, pointing at the file that a plan is usually called."""
        return self.render_at(record, PlanFile())

    def render_at(self, record: Record, plan: PlanFile) -> bytes:
        """The same, pointing at the lines of a plan."""
        rows = raised(record)
        lines = [line for level in _COMMANDS for line in _of(level, rows, plan)]
        about = f"{record.summary.lead} Record {record.hash}."
        lines.append(command("notice", {"title": f"Fairwitness: {record.title}"}, about))
        return ("\n".join(lines) + "\n").encode()


def _of(level: Level, rows: Sequence[GateRow], plan: PlanFile) -> list[str]:
    found = [row for row in rows if LEVELS[row.gate.outcome] == level]
    kept, rest = (found, []) if len(found) <= MOST else (found[: MOST - 1], found[MOST - 1 :])
    lines = [command(_COMMANDS[level], place(row.gate, headline(row), plan), sentence(row)) for row in kept]
    if rest:
        said = f"{plural(len(rest), 'more limit')}: {listed([headline(row) for row in rest])}."
        lines.append(command(_COMMANDS[level], {"file": plan.path, "title": "And more"}, said))
    return lines


def place(gate: GateResult, title: str, plan: PlanFile) -> dict[str, str]:
    """The properties that put a command on the line that declares a limit."""
    line = plan.line_of(gate)
    return {"file": plan.path, **({} if line is None else {"line": str(line)}), "title": title}


def command(name: str, properties: dict[str, str], message: str) -> str:
    """One workflow command; GitHub shows the message on the file and line of the properties."""
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    """A message as the runner unescapes it; on one line, so that no text begins a command of its own."""
    shown = plain(text)
    shown = shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
