"""A draft of a record of the UK's Algorithmic Transparency Recording Standard (version 3.0), as JSON and as text.

The Hub takes records through its own form, whose numbering moves; fields are keyed by their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from fairwitness.audits.record import Record
from fairwitness.reports.frameworks.dossier import DRAFT, Dossier, Entry, dossier
from fairwitness.reports.frameworks.matrix import STATED_MEANS
from fairwitness.reports.json_text import json_bytes
from fairwitness.reports.markdown import document, escape
from fairwitness.reports.plain import plain, visible

FRAMEWORK: Final = "uk_atrs_ico"
_PREFIX: Final = "ATRS-"


class AtrsRecord:
    """The fields of both tiers as JSON, for a register or a form."""

    name: ClassVar[str] = "atrs"
    suffix: ClassVar[str] = ".json"
    title: ClassVar[str] = "UK ATRS record, draft (JSON)"

    def render(self, record: Record) -> bytes:
        """The file; the same record and statements give the same bytes."""
        found = dossier(record, FRAMEWORK, _PREFIX)
        return json_bytes(
            {
                "standard": found.matrix.facts.version,
                "draft": DRAFT,
                "record": record.hash,
                "open": found.open,
                "fields": {_key(one): _field(one) for one in found.entries},
            }
        )


class AtrsText:
    """The same as text that can be read and pasted."""

    name: ClassVar[str] = "atrs_text"
    suffix: ClassVar[str] = ".md"
    title: ClassVar[str] = "UK ATRS record, draft (text)"

    def render(self, record: Record) -> bytes:
        """The file as UTF-8; the same record and statements give the same bytes."""
        found = dossier(record, FRAMEWORK, _PREFIX)
        return document(_blocks(record, found))


def _blocks(record: Record, found: Dossier) -> Iterator[str]:
    yield f"# {escape(record.title)}: algorithmic transparency record"
    yield f"{found.lead} {DRAFT} {STATED_MEANS}"
    yield f"{escape(found.matrix.facts.version)}. Record `{record.hash}`."
    for one in found.entries:
        yield f"## {escape(one.row.control.title)}"
        yield f"Asked for: {escape(one.row.control.requirement)}"
        yield from (escape(text) for text in one.found)
        yield from (f"{escape(said.text)} ({escape(said.source)}.)" for said in one.counted)
        if one.row.left:
            yield f"**Open:** {escape(one.row.left)}"


def _key(one: Entry) -> str:
    """The name of a field, such as ``T2-human-review``."""
    return one.row.control.id.removeprefix(_PREFIX)


def _field(one: Entry) -> dict[str, object]:
    return {
        "title": one.row.control.title,
        "asks": one.row.control.requirement,
        "from_the_record": [plain(text) for text in one.found],
        "stated": [
            {"field": said.title, "text": visible(said.text), "by": plain(said.by), "date": said.day}
            for said in one.counted
        ],
        "open": one.row.left,
    }
