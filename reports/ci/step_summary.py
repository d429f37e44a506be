"""The summary of a step in GitHub Actions: ``cat github-summary.md >> "$GITHUB_STEP_SUMMARY"``.

GitHub refuses a summary of more than 1 MiB whole, so what does not fit is left out, and said.
"""

from __future__ import annotations

from typing import ClassVar, Final

from fairwitness.audits.record import Record
from fairwitness.reports.ci.fit import fit
from fairwitness.reports.markdown import blocks, document

MOST: Final = 1_000_000
"""Bytes; other steps of the job write into the same page."""


class GitHubSummary:
    """The Markdown summary in the room that GitHub gives."""

    name: ClassVar[str] = "github_summary"
    suffix: ClassVar[str] = ".md"
    title: ClassVar[str] = "GitHub step summary"

    def render(self, record: Record) -> bytes:
        """The summary as UTF-8."""
        *rest, last = blocks(record)
        return document(fit(rest, MOST, last))
