"""A datasheet of the audited rows, after Gebru et al., "Datasheets for datasets" (2021).

The seven parts are theirs, the questions in our words. What the record holds is filled in; the rest is for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from fairwitness.audits.record import Record
from fairwitness.reports.cards.blank import blanks, facts, people, section, sentences, shown
from fairwitness.reports.format import count
from fairwitness.reports.markdown import document, escape, signed_off

_ASKED: Mapping[str, tuple[str, ...]] = {
    "Motivation": (
        "For what purpose were the data collected?",
        "Who collected them, and for whom?",
        "Who paid for it?",
    ),
    "Composition": (
        "Do the rows cover everybody that they speak of, or are they a sample, and how was it drawn?",
        "What is missing from the data altogether?",
        "Can single people be found in them, alone or with other data?",
        "Is anything in them confidential, or hurtful to read?",
    ),
    "Collection": (
        "How was each value obtained, and who checked it?",
        "Over which time?",
        "Did the people know and agree, and can they withdraw?",
        "Was it reviewed, such as for data protection or by an ethics board?",
    ),
    "Cleaning and labelling": (
        "What was done to the data before this audit read them?",
        "Who gave the labels, by which rules?",
        "Are the raw data kept?",
    ),
    "Uses": (
        "What else have the data been used for?",
        "What should they not be used for?",
    ),
    "Distribution": (
        "Who gets the data, how, and under which licence?",
        "Do other people's rights or export rules apply?",
    ),
    "Maintenance": (
        "Who keeps the data, and how can that person be reached?",
        "How are errors corrected, and people deleted?",
        "How long are they kept?",
    ),
}


class Datasheet:
    """What the rows are, as they were read, with a blank for each question that no program can answer."""

    name: ClassVar[str] = "datasheet"
    suffix: ClassVar[str] = ".md"
    title: ClassVar[str] = "Datasheet of the data"

    def render(self, record: Record) -> bytes:
        """The sheet as UTF-8."""
        known = {
            "Composition": (
                _composition(record),
                _columns(record),
                people(record),
                sentences(record.subject.notes),
            ),
            "Cleaning and labelling": (_prepared(record),),
            "Uses": (_use(record),),
        }
        parts = [section(name, *known.get(name, ()), blanks(*asked)) for name, asked in _ASKED.items()]
        title = f"# Datasheet: {escape(record.subject.source)}"
        about = "Filled in from the record of an audit: what the program that read the rows knows of them."
        return document([title, about, *parts, signed_off(record)])


def _composition(record: Record) -> str:
    subject = record.subject
    return facts(
        (
            ("Audit", record.title),
            ("Read from", f"{subject.source} ({subject.source_kind})"),
            (
                "Made up",
                "yes, for a demonstration"
                if subject.synthetic
                else "no, as far as the program that read them knows",
            ),
            ("Rows read", count(subject.rows_read)),
            ("Rows audited", count(subject.rows)),
            ("Rows without a label", count(subject.rows_unlabelled) if subject.target else ""),
            ("Label", subject.target or "none: what really happened is not in the data"),
            ("SHA-256 of the file", subject.sha256 or ""),
            ("SHA-256 of the audited columns", record.provenance.data_sha256),
        )
    )


def _columns(record: Record) -> str:
    rows = [
        (
            one.name,
            one.kind,
            count(one.missing),
            "not counted" if one.distinct is None else count(one.distinct),
            ", ".join(one.roles),
        )
        for one in record.subject.columns
    ]
    columns = ("Column", "Holds", "Missing", "Different values", "Role")
    return shown("Columns that were read.", columns, rows, columns[2:4])


def _prepared(record: Record) -> str:
    """What the audit itself did to the rows."""
    where = record.plan.get("where")
    kept = (
        f"{count(record.subject.rows)} of {count(record.subject.rows_read)} rows meet the plan's conditions"
    )
    binned = [
        f"{one.name} was cut into groups at {', '.join(f'{edge:g}' for edge in one.edges)}."
        for one in record.subject.attributes
        if one.edges
    ]
    done = [*([f"{kept}."] if where else []), *binned]
    return sentences(done) or "The audit changed nothing in the rows that it read."


def _use(record: Record) -> str:
    subject = record.subject
    model = "" if subject.model is None else f"{subject.model.type} ({subject.model.format})"
    return facts((("Audited with them", subject.prediction), ("Model", model)))
