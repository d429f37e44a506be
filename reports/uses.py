"""What each report format is for, in a line, and for whom: the order in which people are offered them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fairwitness import _registry
from fairwitness.reports.base import report_format

Readers = Literal["To read", "To check and to keep", "For a rule or a regulator", "For a build"]
READERS: Final[tuple[Readers, ...]] = (
    "To read",
    "To check and to keep",
    "For a rule or a regulator",
    "For a build",
)


@dataclass(frozen=True)
class Use:
    """A format as somebody chooses it."""

    format: str
    title: str
    readers: Readers
    line: str


_USES: Final[dict[str, tuple[Readers, str]]] = {
    "pdf": (
        "To read",
        "For officers, boards and regulators: paged, to archive, with record and plan attached.",
    ),
    "html": ("To read", "For a browser: one file, offline, light and dark, to print."),
    "markdown": ("To read", "For wikis, notebooks and chats: the summary as text."),
    "json": ("To check and to keep", "The record itself, from which all others are written."),
    "xlsx": ("To check and to keep", "For analysts: every limit, comparison and estimate as a cell."),
    "model_card": (
        "To check and to keep",
        "For who publishes or picks a model: a card for the Hugging Face Hub.",
    ),
    "datasheet": (
        "To check and to keep",
        "For who owns the data: the seven parts of a datasheet, filled in where known.",
    ),
    "cyclonedx": (
        "To check and to keep",
        "For inventories of software and models: a CycloneDX 1.7 bill of materials.",
    ),
    "annex_iv": (
        "For a rule or a regulator",
        "For providers in the European Union: Annex IV of the AI Act, point by point.",
    ),
    "atrs": (
        "For a rule or a regulator",
        "For public bodies in the United Kingdom: the fields of the transparency recording standard.",
    ),
    "atrs_text": ("For a rule or a regulator", "The same, to read and paste."),
    "ll144": ("For a rule or a regulator", "For employers in New York City: the table to publish."),
    "adverse_action": (
        "For a rule or a regulator",
        "For lenders in the United States: a draft notice for each explained case decided against.",
    ),
    "junit": ("For a build", "For every build system: a test case for each limit."),
    "sarif": (
        "For a build",
        "For code scanning: an alert on the plan\u2019s line for each limit that does not hold.",
    ),
    "github_summary": ("For a build", "For GitHub Actions: the page of a step."),
    "github_annotations": ("For a build", "For GitHub Actions: a note on the plan\u2019s line."),
    "pull_request": ("For a build", "For reviewers of a change: one comment with what does not hold."),
    "gitlab": ("For a build", "For GitLab merge requests: the code quality widget."),
}
_OTHER: Final[tuple[Readers, str]] = ("To check and to keep", "Added to this installation by somebody else.")


def uses() -> tuple[Use, ...]:
    """Every format that is installed, by its readers; those of third parties after the built-in ones."""
    found = [
        Use(name, report_format(name).title, *_USES.get(name, _OTHER))
        for name in _registry.names("fairwitness.reports")
    ]
    order = list(_USES)
    return tuple(
        sorted(
            found,
            key=lambda use: (
                READERS.index(use.readers),
                order.index(use.format) if use.format in _USES else len(order),
                use.title,
            ),
        )
    )
