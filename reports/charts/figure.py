"""A figure: what was found as its title, the drawing, the same in words, and the same as a table."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.tokens import LIGHT, Theme

if TYPE_CHECKING:
    import altair

Json = dict[str, object]
MAX_ROWS: Final = 50
"""Rows one chart draws, so that it fits a page; the table has them all."""


@dataclass(frozen=True)
class Table:
    """The figures of a chart as text: the same numbers, formatted."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[str] = frozenset()
    """Columns of figures, which are set flush right."""


@dataclass(frozen=True)
class Figure:
    """One chart with everything that belongs to it. All text is plain: escape it where it is set."""

    key: str
    """Short name, unique within a record, fit for a file name."""
    title: str
    """What was found, in a sentence."""
    subtitle: str
    """What is drawn, and over whom."""
    alt: str
    """All figures in words."""
    vega: Json
    """Vega-Lite specification, as JSON values; drawn as it is for paper and for files."""
    table: Table
    source: str
    """Where the figures and intervals come from."""

    @cached_property
    def spec(self) -> altair.Chart | altair.LayerChart:
        """The specification as an Altair chart, for a page that takes one.

        Made on demand: importing Altair and building its objects takes longer than drawing five charts.
        """
        import altair

        kind = altair.LayerChart if "layer" in self.vega else altair.Chart
        return kind.from_dict(self.vega, validate=False)


@dataclass(frozen=True)
class Canvas:
    """What a chart is drawn on: colours, width and size of text, in pixels, and in which language.

    As it is without arguments it serves file and paper alike: scaled to the text block of the PDF (459 pt) its text is
    7.9 pt, and a chart that both show is drawn once.
    """

    theme: Theme = LIGHT
    width: float = 760
    text: float = 13
    words: Words = ENGLISH
    """What charts say of their own, and how figures are written."""

    @property
    def gap(self) -> float:
        """Space between two columns."""
        return self.text * 0.9

    @property
    def narrow(self) -> bool:
        """Whether intervals are drawn only, and written in the table alone, as on a phone."""
        return self.width < 42 * self.text

    def row(self, n: int) -> float:
        """Height of a row if there are ``n``: less where many rows must fit a page."""
        return max(1.4 * self.text, min(2.25 * self.text, 75 * self.text / max(n, 1)))


def slug(*parts: str) -> str:
    """A name fit for a file: letters, digits and hyphens, with a hash where something else had to go."""
    text = "-".join(parts)
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]
    kept = plain == text.lower().replace("_", "-")
    return plain if kept else f"{plain}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


def text_width(text: str, size: float) -> float:
    """About how wide a label is set; rather too wide than too narrow.

    A wide (East Asian) character is one em, others about half. A label with a character the sans face may lack falls
    back as a whole to a wider face.
    """
    wider = (
        1.35
        if any(
            ord(c) > 0x24F and not 0x2000 < ord(c) < 0x2070 and unicodedata.east_asian_width(c) not in "WF"
            for c in text
        )
        else 1.0
    )
    return sum(size * _advance(c, wider) for c in text)


def _advance(c: str, wider: float) -> float:
    if unicodedata.east_asian_width(c) in "WF" or ord(c) > 0xFFFF:
        return 1.1
    return wider * (0.58 if c.isupper() or c in "mw%@" else 0.5 if c.isdigit() else 0.49)


def short(name: str, width: float, size: float) -> str:
    """A label cut to its column; the table beside the chart has the name in full.

    Cut here, because Vega cuts between the halves of a surrogate pair. Control and direction characters are dropped.
    """
    name = "".join(
        " " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    used, kept = 0.0, ""
    if text_width(name, size) <= width:
        return name
    wider = text_width(name, 1) / max(sum(_advance(c, 1.0) for c in name), 1e-9)
    for c in name:
        used += size * _advance(c, wider)
        if used > width - size:
            break
        kept += c
    return kept.rstrip() + "…"


def short_pair(first: str, second: str, width: float, size: float) -> str:
    """Two names as one label; of one that is too long the first is cut, for rows often differ by the second alone."""
    whole = f"{first}, {second}"
    if text_width(whole, size) <= width:
        return short(whole, width, size)
    end = f", {short(second, width / 2, size)}"
    return short(first, width - text_width(end, size), size) + end
