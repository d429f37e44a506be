"""An audit beside its baseline in Markdown, and its files. Text from data never becomes markup."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fairwitness.audits.baseline.document import FILE, GateStanding, Judgement, Standing
from fairwitness.audits.record import Record
from fairwitness.audits.whole import write_whole
from fairwitness.reports.ci.since_baseline import since_baseline
from fairwitness.reports.markdown import escape
from fairwitness.reports.plan_file import PlanFile
from fairwitness.reports.tokens import OUTCOME_WORDS

MARKDOWN_FILE: Final = "baseline.md"
ANNOTATIONS_FILE: Final = "baseline-annotations.txt"
STANDING_WORDS: Final[dict[Standing, str]] = {
    "worse": "Worse",
    "new": "New",
    "known": "Known, not shown to be worse",
    "mended": "Mended",
    "holds": "Holds",
}


def write_baseline(
    found: Judgement, record: Record, folder: Path, plan: PlanFile | None = None
) -> list[Path]:
    """Write ``baseline.json``, ``baseline.md`` and ``baseline-annotations.txt`` into a folder: all or none.

    Parameters
    ----------
    record
        The audit's.
    plan
        The file for annotations to point at.

    Raises
    ------
    ReportError
        The folder cannot be written.
    """
    return write_whole(
        {
            folder / FILE: found.to_json().encode(),
            folder / MARKDOWN_FILE: baseline_markdown(found),
            folder / ANNOTATIONS_FILE: since_baseline(found, record, plan),
        }
    )


def baseline_markdown(found: Judgement) -> bytes:
    """Lead, one row per limit, how it was judged, notes; as UTF-8."""
    blocks = [
        "## Since the baseline",
        escape(found.lead),
        _limits(found.gates),
        "Only what is worse or new decides whether the job fails. The verdicts of the record stay as they are.",
        _method(found),
        "\n".join(f"- {escape(note)}" for note in found.notes),
        f"Record `{found.record_sha256}`, baseline `{found.baseline_sha256}`",
    ]
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()


def _limits(gates: tuple[GateStanding, ...]) -> str:
    head = ["| Since the baseline | Then | Now | What became of it |", "|---|---|---|---|"]
    body = [
        f"| **{STANDING_WORDS[one.standing]}** | {OUTCOME_WORDS[one.before] if one.before else 'No such limit'} "
        f"| {OUTCOME_WORDS[one.outcome]} | {escape(one.statement)} |"
        for one in gates
    ]
    return "\n".join([*head, *body])


def _method(found: Judgement) -> str:
    if found.form == "paired":
        return f"The rows are the same, decided twice; worse is beyond chance at {found.alpha:g} over all limits."
    return (
        "The baseline's decisions are not at hand, so its counts are compared as those of other people; worse is "
        f"beyond chance at {found.alpha:g} over all limits."
    )
