"""Part of a framework as a document to complete: what the record says, what people stated, and what is open.

The framework need not be one that the audit chose: its controls are held against the record when the document is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from fairwitness._registry import load
from fairwitness.audits.frameworks import Framework
from fairwitness.audits.record import Record
from fairwitness.reports import format as fmt
from fairwitness.reports import view
from fairwitness.reports.frameworks.matrix import Matrix, Row, Said, matrices

DRAFT: Final = (
    "This is a draft. It holds what an audit saw and what people stated; it is neither complete nor a declaration, and "
    "a named person answers for it."
)


@dataclass(frozen=True)
class Entry:
    """One point of the document."""

    row: Row
    found: tuple[str, ...]
    """What the record says to it, in sentences with figures."""

    @property
    def counted(self) -> tuple[Said, ...]:
        """The statements about this record, or about the system as such."""
        return tuple(one for one in self.row.said if not one.about_other)


@dataclass(frozen=True)
class Dossier:
    """The points of one framework whose ids begin alike."""

    matrix: Matrix
    entries: tuple[Entry, ...]

    @property
    def open(self) -> int:
        """How many points somebody must still state something about."""
        return sum(bool(one.row.left) for one in self.entries)

    @property
    def lead(self) -> str:
        """How far it is, in a sentence."""
        return f"{self.open} of {fmt.plural(len(self.entries), 'point')} still need a person's word."


def dossier(record: Record, framework: str, prefix: str) -> Dossier:
    """The points of a registered framework whose ids begin with a prefix, in its order."""
    text = cast(Framework, load("fairwitness.frameworks", framework))
    held = record.model_copy(
        update={"frameworks": (text.facts(),), "controls": text.controls(record)}
    ).with_statements(record.statements)
    (matrix,) = matrices(held)
    entries = tuple(
        Entry(row, _found(record, row)) for row in matrix.rows if row.control.id.startswith(prefix)
    )
    return Dossier(matrix, entries)


def _found(record: Record, row: Row) -> tuple[str, ...]:
    keys = [one.key for one in row.control.evidence]
    said = (speak(record) for key in keys for speak in _SAYS.get(key, ()))
    return tuple(dict.fromkeys(text for text in said if text))


def _versions(record: Record) -> str:
    model = record.subject.model
    made = f"Model: {model.type}, SHA-256 {model.sha256 or 'not known'}. " if model else ""
    with_ = ", ".join(f"{name} {version}" for name, version in record.environment.items())
    return f"{made}Audited with {with_}."


def _rows(record: Record) -> str:
    subject = record.subject
    kinds = fmt.listed(sorted({column.kind for column in subject.columns}))
    return (
        f"{fmt.plural(subject.rows, 'row')} of {subject.source}, "
        f"{fmt.plural(len(subject.columns), 'column')} with a role ({kinds})."
    )


def _groups(record: Record) -> str:
    return " ".join(
        f"{one.name}: {fmt.listed([f'{group.name} {fmt.count(group.rows)}' for group in one.groups])}."
        for one in record.subject.attributes
    )


def _missing(record: Record) -> str:
    lacking = [f"{one.name} {fmt.count(one.missing)}" for one in record.subject.columns if one.missing]
    return (
        f"Missing values: {fmt.listed(lacking)}."
        if lacking
        else "No value is missing in a column with a role."
    )


def _gates(record: Record) -> str:
    return " ".join(gate.reason for gate in record.gates) or "No limit was declared."


def _energy(record: Record) -> str:
    return (
        f"Energy of the audit, not of the system: {view.energy_total(record)}." if record.energy.kwh else ""
    )


def _untested(record: Record) -> str:
    return f"Not tested: {' '.join(record.summary.untested)}" if record.summary.untested else ""


_Says = Callable[[Record], str | None]
_SAYS: Final[Mapping[str, tuple[_Says, ...]]] = {
    "trail.versions": (_versions,),
    "data.profile": (_rows,),
    "data.provenance": (_rows,),
    "data.representation": (_groups,),
    "data.completeness": (_missing,),
    "data.quality_errors": (lambda record: " ".join(record.subject.notes),),
    "performance.overall": (lambda record: record.performance.statement,),
    "performance.by_group": (_gates,),
    "performance.thresholds": (_gates,),
    "fairness.selection_rate_ratio": (_gates,),
    "fairness.error_rate_gaps": (_gates,),
    "explain.global": (lambda record: record.explanations.statement,),
    "energy.compute": (_energy,),
    "doc.limitations": (_untested,),
}
"""By kind of evidence, what a document quotes of a record; the rest is only named as held or not."""
