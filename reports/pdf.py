"""The PDF report: one tagged file that claims PDF/UA-1 and PDF/A-3a, with the record attached.

Typst sets a fixed template from plain data; no text of a record is ever read as markup.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, ClassVar, Final

from fairwitness.audits.record import Record
from fairwitness.audits.record.canonical import canonical
from fairwitness.audits.review.state import Review
from fairwitness.audits.statements import FILE, dump_statements
from fairwitness.errors import ReportError
from fairwitness.reports.charts.static import svgs
from fairwitness.reports.paper import fonts
from fairwitness.reports.paper.layout import Paper, lay_out
from fairwitness.reports.paper.printable import printable

if TYPE_CHECKING:
    from typst import Fonts

FACES: Final = (
    "Source Serif Pro",
    "Source Sans Pro",
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "DejaVu Sans Mono",
    "New Computer Modern Math",
)
"""Families that a report may embed; the last two come with the engine."""


class PdfReport:
    """A record as a PDF for people who read one page, and for those who read all of them."""

    name: ClassVar[str] = "pdf"
    suffix: ClassVar[str] = ".pdf"
    title: ClassVar[str] = "PDF report"

    def render(self, record: Record) -> bytes:
        """The file; the same record gives the same bytes.

        Raises
        ------
        ReportError
            A font is missing, or the page cannot be set.
        """
        return _set(record, None)

    def render_reviewed(self, record: Record, review: Review) -> bytes:
        """The file with the review; raises as `render` does."""
        return _set(record, review)


def _set(record: Record, review: Review | None) -> bytes:
    paper = lay_out(_printed(record), review)
    given = {
        **sources(_template(), "paper.json", paper.content),
        "record.json": record.to_json().encode(),
        "plan.json": canonical(record.plan),
        **_logo(record),
        FILE: dump_statements(record.statements).encode(),
        **_drawings(paper),
    }
    return set_pages(given, seconds_of(record), f"The PDF of record {record.hash[:12]}")


def _logo(record: Record) -> dict[str, bytes]:
    """The logo in a drawing: what is handed to the engine in memory must be text."""
    png = record.provenance.logo
    if png is None:
        return {}
    # Of the header that every PNG begins with.
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    picture = (
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{b64encode(png).decode()}"/>'
    )
    frame = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return {"logo.svg": f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{picture}</svg>'.encode()}


def _printed(record: Record) -> Record:
    """The record with texts as paper can show them; the very same one if all can be shown."""
    plain = record.model_dump(mode="json", by_alias=True)
    plain["provenance"].pop("logo", None)
    shown = printable(plain)
    if shown == plain:
        return record
    found = Record.model_validate({**shown, "explanations": {**shown["explanations"], "items": ()}})
    kept = found.explanations.model_copy(update={"items": record.explanations.items})
    made = found.provenance.model_copy(update={"logo": record.provenance.logo})
    # The words of items have places, and a picture is no text: both are kept.
    whole = found.model_copy(update={"explanations": kept, "provenance": made})
    return whole.with_statements(record.statements)


def _drawings(paper: Paper) -> dict[str, bytes]:
    drawn = svgs([figure.vega for figure in paper.figures])
    ready = {file: svg.encode() for file, svg in paper.drawings.items()}
    return ready | {
        f"{figure.key}.svg": svg.encode() for figure, svg in zip(paper.figures, drawn, strict=True)
    }


def sources(template: bytes, data: str, content: Mapping[str, object]) -> dict[str, bytes]:
    """A template, and the file of plain values that it reads, each text as paper can show it."""
    values = json.dumps(printable(dict(content)), ensure_ascii=False, allow_nan=False)
    return {"main.typ": template, data: values.encode()}


def set_pages(given: dict[str, bytes], seconds: int, called: str) -> bytes:
    """Set `main.typ` of what is given as PDF/UA-1 and PDF/A-3a, stamped with a time, which messages call so.

    Raises
    ------
    ReportError
        The pages cannot be set.
    """
    import typst

    try:
        return typst.compile(  # type: ignore[call-overload, no-any-return]  # its stub leaves out mappings
            given,
            font_paths=_faces(),
            ignore_system_fonts=True,
            pdf_standards=["ua-1", "a-3a"],
            timestamp=seconds,
        )

    except typst.TypstError as error:
        raise ReportError(f"{called} cannot be set: {error}") from error


@cache
def _faces() -> Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.folder())])


def _template() -> bytes:
    return template("report.typ")


@cache
def template(name: str) -> bytes:
    """A template that comes with the package."""
    return files("fairwitness.reports").joinpath("templates", name).read_bytes()


def seconds_of(record: Record) -> int:
    """When the record was made, so that the file does not depend on when it is written."""
    try:
        made = datetime.fromisoformat(record.provenance.created)
    except ValueError:
        return 0
    return int((made if made.tzinfo else made.replace(tzinfo=UTC)).timestamp())
