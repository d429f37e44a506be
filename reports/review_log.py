"""Where reviews are kept: in the trail of the project, among its other events, hashed over the lines before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from fairwitness.audits.record import Record
from fairwitness.audits.review.entries import Entry, read_entry
from fairwitness.audits.review.log import Log
from fairwitness.audits.review.state import Review, review_of
from fairwitness.reports.evidence.chain import append, load_chain

FILE: Final = "trail.jsonl"
_KIND: Final = "review."


@dataclass(frozen=True)
class TrailLog:
    """The entries of reviews in a trail. What else is in it is let be."""

    path: Path

    def append(self, entry: Entry) -> None:
        """Add an entry; raises as `reports.evidence.chain.append` does."""
        append(self.path, [entry.model_dump(mode="json", exclude_none=True)], at=entry.at)

    def entries(self) -> tuple[Entry, ...]:
        """All entries, none where there is no trail yet; raises as `reports.evidence.chain.load_chain` does."""
        if not self.path.exists():
            return ()
        return tuple(
            read_entry(one.event, where=f"Line {one.number:,} of '{self.path.name}'")
            for one in load_chain(self.path).entries
            if str(one.event.get("kind")).startswith(_KIND)
        )


def review_file(record: Path) -> Path:
    """The trail that keeps the review of a record: the one beside it, else the project's, in the working folder.

    Where there is neither, it is begun beside the record.
    """
    beside = (record if record.is_dir() else record.parent) / FILE
    project = Path(FILE)
    return project if project.exists() and not beside.exists() else beside


def open_log(path: Path) -> Log:
    """The entries kept in a trail, which need not be there yet."""
    return TrailLog(path)


def load_review(record: Record, path: Path, on: date) -> Review:
    """The review of a record as of a day, from the trail that keeps it.

    Raises
    ------
    AlteredError, EvidenceError
        The trail is broken, or cannot be read.
    ReviewError
        An entry in it is none.
    """
    return review_of(record, open_log(path).entries(), on)
