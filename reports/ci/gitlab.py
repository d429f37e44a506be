"""GitLab's code quality report: what does not hold, on the plan's line, in the widget of a merge request.

The format is GitLab's subset of Code Climate's, in "Code Quality report format" of GitLab's documentation.
"""

from __future__ import annotations

from typing import ClassVar, Final

from fairwitness.audits.baseline.document import Judgement
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Outcome
from fairwitness.reports.ci.raised import fingerprint, raised, sentence
from fairwitness.reports.gates import GateRow
from fairwitness.reports.json_text import json_bytes
from fairwitness.reports.plain import plain
from fairwitness.reports.plan_file import PlanFile

SEVERITIES: Final[dict[Outcome, str]] = {
    "fail": "major",
    "inconclusive": "minor",
    "not_estimable": "minor",
    "muted": "info",
}


class GitLabReport:
    """A list with one entry for each limit that does not hold."""

    name: ClassVar[str] = "gitlab"
    suffix: ClassVar[str] = ".json"
    title: ClassVar[str] = "GitLab code quality"

    def render(self, record: Record) -> bytes:
        """The JSON as UTF-8, pointing at the file that a plan is usually called."""
        return self.render_at(record, PlanFile())

    def render_at(self, record: Record, plan: PlanFile) -> bytes:
        """The same, pointing at the lines of a plan; at the first where the plan has none for a limit."""
        return _issues(record, plan, None)

    def render_since(self, record: Record, plan: PlanFile, since: Judgement) -> bytes:
        """The same, where what is known since the baseline is only told."""
        return _issues(record, plan, since)


def _issues(record: Record, plan: PlanFile, since: Judgement | None) -> bytes:
    return json_bytes([_issue(row, record, plan, since) for row in raised(record)])


def _issue(row: GateRow, record: Record, plan: PlanFile, since: Judgement | None) -> dict[str, object]:
    known = since is not None and since.standing(row.gate) == "known"
    return {
        "description": f"{'Known since the baseline. ' if known else ''}{sentence(row)} Record {record.hash}.",
        "check_name": plain(row.gate.metric),
        "fingerprint": fingerprint(row.gate),
        "severity": "info" if known else SEVERITIES[row.gate.outcome],
        "location": {"path": plan.path, "lines": {"begin": plan.line_of(row.gate) or 1}},
    }
