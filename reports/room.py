"""How much of a record one page shows, so that any record fits: step by step less, and what is left out is said."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

from fairwitness.reports.language import Words

MOST_BYTES: Final = 5_000_000
"""Of a page: what goes through a mail server and opens on a phone."""
MOST_FIGURES: Final = 100
"""Of a section, so that a record of many limits is drawn in time."""


@dataclass(frozen=True)
class Room:
    """What a page has room for.

    Attributes
    ----------
    rows
        Rows of a table, entries of a list.
    letters
        Characters of one text.
    figures
        Drawings of one section.
    """

    rows: int = sys.maxsize
    letters: int = sys.maxsize
    figures: int = MOST_FIGURES

    def cut(self, text: str) -> str:
        """A text of at most so many characters; an ellipsis shows that it goes on."""
        return text if len(text) <= self.letters else f"{text[: self.letters - 1]}…"

    def notice(self, words: Words) -> str:
        """What the page says of itself; nothing where all is on it."""
        if self.rows == sys.maxsize:
            return ""
        most = str(MOST_BYTES // 1_000_000)
        return words(
            "page.notice", most=most, rows=self.rows, letters=self.letters, figures=str(self.figures)
        )


ROOMS: Final = (
    Room(),
    Room(1_000, 2_000, 60),
    Room(300, 1_000, 30),
    Room(100, 500, 16),
    Room(30, 300, 8),
    Room(10, 200, 4),
)
"""From all there is to what fits, whatever the record."""
