"""The blocks that paper is built of: plain mappings, each with a `kind` that the template knows.

There are heading, prose, small, list, table, figure, methods and glossary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fairwitness.reports.charts import Figure, Table
from fairwitness.reports.language import Quoted
from fairwitness.reports.media import MediaFigure

Block = dict[str, object]
JOINER: Final = " & "
"""What joins the names of an intersection."""
TEXT_WIDTH: Final = 459.0
"""Points from margin to margin."""


Said = str | tuple[str, ...]
"""A text, or several that stand one after another."""


def shown(said: Said) -> object:
    """A text as the template takes it: its parts, where one is quoted from the record and so marked as English."""
    parts = (said,) if isinstance(said, str) else said
    if not any(isinstance(part, Quoted) for part in parts):
        return " ".join(part for part in parts if part)
    return [{"quoted": part} if isinstance(part, Quoted) else part for part in parts if part]


def prose(text: Said, note: Said = "") -> Block:
    """A paragraph, and what stands in the margin beside it."""
    return {"kind": "prose", "text": shown(text), "note": shown(note), "sticky": False}


def heading(text: str) -> Block:
    """The head of a part of a section."""
    return {"kind": "heading", "text": shown(text)}


def small(text: Said) -> Block:
    """A note in small type."""
    return {"kind": "small", "text": shown(text)}


def bullets(items: Sequence[str]) -> Block:
    """A list."""
    return {"kind": "list", "items": list(map(shown, items))}


def table(
    found: Table,
    widths: Sequence[float],
    cells: Mapping[tuple[int, int], Block] | None = None,
    *,
    longest: int = 420,
) -> Block:
    """A table; widths in millimetres, 0 for a share of the rest. ``cells`` replace texts by marked ones.

    Texts are cut after ``longest`` characters; the attached record has them in full.
    """
    marked = cells or {}
    rows = [
        [marked.get((i, j), shown(text)) for j, text in enumerate(row)] for i, row in enumerate(found.rows)
    ]
    right = [column in found.right for column in found.columns]
    return {
        "kind": "table",
        "caption": found.caption,
        "columns": list(found.columns),
        "right": right,
        "widths": list(widths),
        "rows": rows,
        "longest": longest,
    }


def figure(found: Figure, figures: list[Figure]) -> Block:
    """A chart; it is drawn later, together with all others."""
    figures.append(found)
    return _drawing(found, f"{found.key}.svg", TEXT_WIDTH)


def media(found: MediaFigure, drawings: dict[str, str], width: float) -> Block:
    """An explained text or picture, of a width in points; its drawing is there already."""
    file = f"media-{len(drawings) + 1}.svg"
    drawings[file] = found.svg
    return _drawing(found, file, width)


def _drawing(found: Figure | MediaFigure, file: str, width: float) -> Block:
    return {
        "kind": "figure",
        "file": file,
        "width": width,
        "alt": found.alt,
        "title": shown(found.title),
        "text": f"{found.subtitle} {found.source}",
    }
