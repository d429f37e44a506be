"""A log of reviews that is gone with the test."""

from __future__ import annotations

from dataclasses import dataclass, field

from fairwitness.audits.review.entries import Entry


@dataclass
class Memory:
    """Keeps entries in a list."""

    kept: list[Entry] = field(default_factory=list)

    def append(self, entry: Entry) -> None:
        self.kept.append(entry)

    def entries(self) -> tuple[Entry, ...]:
        return tuple(self.kept)
