"""Where the entries of a review are kept, seen from here: something to add to, and to read in order."""

from __future__ import annotations

from typing import Protocol

from fairwitness.audits.review.entries import Entry


class Log(Protocol):
    """Entries in the order they were added. Nothing is ever taken out or changed."""

    def append(self, entry: Entry) -> None:
        """Add an entry at the end.

        Raises
        ------
        FairwitnessError
            It cannot be written.
        """

    def entries(self) -> tuple[Entry, ...]:
        """All entries, the first first.

        Raises
        ------
        FairwitnessError
            They cannot be read, or were changed.
        """
