"""One comment for a pull or merge request: what does not hold, what to do, and no more.

It begins with a mark that nobody sees. A job that looks for it among its own comments and writes over the one that has
it leaves one comment, however often it runs.
"""

from __future__ import annotations

from typing import ClassVar, Final

from fairwitness.audits.record import Record
from fairwitness.reports.ci.fit import fit
from fairwitness.reports.ci.raised import raised
from fairwitness.reports.markdown import document, escape, gate_table, signed_off, tally, todo, untested

MARK: Final = "<!-- fairwitness -->"
MOST: Final = 60_000
"""Bytes: a comment on GitHub has at most 65,536 characters, one on GitLab more."""


class PullRequestComment:
    """Title, lead, the limits that do not hold, what to do, what was not tested, hash."""

    name: ClassVar[str] = "pull_request"
    suffix: ClassVar[str] = ".md"
    title: ClassVar[str] = "Pull request comment"

    def render(self, record: Record) -> bytes:
        """The comment as UTF-8."""
        found = [
            MARK,
            f"## {escape(record.title)}",
            escape(record.summary.lead),
            tally(record),
            _limits(record),
            todo(record),
            untested(record),
        ]
        return document(fit([one for one in found if one], MOST, signed_off(record)))


def _limits(record: Record) -> str:
    rows = raised(record)
    if rows or not record.gates:
        return gate_table(rows)
    return "Every declared limit is kept." if len(record.gates) > 1 else "The declared limit is kept."
