"""A draft of the technical documentation of Annex IV of the EU AI Act: Regulation (EU) 2024/1689, Art. 11(1)."""

from __future__ import annotations

from typing import ClassVar, Final

from fairwitness.audits.record import Record
from fairwitness.reports import format as fmt
from fairwitness.reports.frameworks.dossier import DRAFT, Dossier, Entry, dossier
from fairwitness.reports.frameworks.matrix import STATED_MEANS
from fairwitness.reports.pdf import seconds_of, set_pages, sources, template
from fairwitness.reports.tokens import LIGHT

FRAMEWORK: Final = "eu_ai_act_high_risk"


class AnnexIvDossier:
    """Annex IV point by point, with what the record shows, who stated what, and what is open."""

    name: ClassVar[str] = "annex_iv"
    suffix: ClassVar[str] = ".pdf"
    title: ClassVar[str] = "EU Annex IV dossier, draft (PDF)"

    def render(self, record: Record) -> bytes:
        """The file; the same record and statements give the same bytes.

        Raises
        ------
        ReportError
            The pages cannot be set.
        """
        content = _content(record, dossier(record, FRAMEWORK, "AIV-"))
        given = {
            **sources(template("dossier.typ"), "dossier.json", content),
            "record.json": record.to_json().encode(),
        }
        return set_pages(given, seconds_of(record), f"The Annex IV dossier of record {record.hash[:12]}")


def _content(record: Record, found: Dossier) -> dict[str, object]:
    facts = found.matrix.facts
    return {
        "title": "Technical documentation, Annex IV",
        "about": record.title,
        "by": record.provenance.organisation or "",
        "hash": record.hash,
        "date": fmt.date(record.provenance.created),
        "lead": found.lead,
        "draft": DRAFT,
        "text": f"{facts.title}: {facts.version}.",
        "days": found.matrix.usual,
        "not_shown": facts.not_shown,
        "note": facts.confidence_note or "",
        "means": STATED_MEANS,
        "ink": LIGHT.ink,
        "muted": LIGHT.muted,
        "rule": LIGHT.rule,
        "open": LIGHT.verdict("inconclusive"),
        "entries": [_entry(one) for one in found.entries],
    }


def _entry(one: Entry) -> dict[str, object]:
    return {
        "clause": one.row.clause,
        "title": one.row.control.title,
        "asks": one.row.asks,
        "found": list(one.found),
        "held": one.row.control.supports,
        "said": [[said.text, f"{said.title}. {said.source}."] for said in one.counted],
        "left": one.row.left,
        "not_shown": one.row.control.not_shown,
    }
