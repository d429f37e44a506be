"""What the files of reports are called."""

from __future__ import annotations

from typing import Final

from fairwitness.reports.base import report_format

RECORD_FILE: Final = "record.json"
FILES: Final[dict[str, str]] = {
    "adverse_action": "adverse-action-drafts.pdf",
    "json": RECORD_FILE,
    "html": "report.html",
    "pdf": "report.pdf",
    "markdown": "report.md",
    "junit": "junit.xml",
    "ll144": "ll144-publication.csv",
    "model_card": "model-card.md",
    "datasheet": "datasheet.md",
    "cyclonedx": "bom.cdx.json",
    "xlsx": "figures.xlsx",
    "sarif": "report.sarif",
    "github_summary": "github-summary.md",
    "github_annotations": "github-annotations.txt",
    "pull_request": "pull-request.md",
    "gitlab": "gl-code-quality-report.json",
}
"""By format; under these names the hosts of code and registries look for theirs."""


def file_name(name: str) -> str:
    """The file that a report format is written to: one of its own, so that two never write over each other."""
    return FILES.get(name) or f"{name.replace('_', '-')}{report_format(name).suffix}"
