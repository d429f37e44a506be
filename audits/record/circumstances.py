"""What was audited, at what cost, and what a second audit needs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fairwitness.audits.record.base import ColumnKind, Part, Verdict
from fairwitness.audits.record.binary import SmallPng


class PhaseEnergy(Part):
    """Energy of one phase of the audit."""

    name: str
    seconds: float
    kwh: float | None
    kg_co2e: float | None
    method: Literal["measured", "estimated"]
    reason: str | None = None


class Energy(Part):
    """Energy and carbon of the audit itself. Not part of the content hash."""

    phases: tuple[PhaseEnergy, ...] = ()
    kwh: float | None = None
    """Sum over the phases that have a figure."""
    budget_kwh: float | None = Field(None, exclude_if=lambda budget: budget is None)
    """What the plan allows (`energy.budget_wh`); whether it was kept stands in the note."""
    kg_co2e: float | None = None
    counted_share: float | None = None
    """Share of the phases' energy that comes from hardware counters."""
    country: str | None = None
    carbon_intensity_kg_per_kwh: float | None = None
    mean_power_watts: float | None = None
    tracker: str | None = None
    mode: str | None = None
    hardware: str | None = None
    note: str = ""


class Group(Part):
    """One group of an attribute, as found."""

    name: str
    rows: int
    unknown: bool


class AttributeFacts(Part):
    """One sensitive attribute or intersection, as read."""

    name: str
    columns: tuple[str, ...]
    edges: tuple[float, ...] | None
    groups: tuple[Group, ...]


class ColumnFacts(Part):
    """One column, as read."""

    name: str
    kind: ColumnKind
    missing: int
    distinct: int | None
    """Different values; null where an engine counted the rows and telling would have taken a pass of its own."""
    roles: tuple[str, ...]


class ModelFacts(Part):
    """The audited model."""

    format: str
    type: str
    sha256: str | None
    isolation: str | None = None
    """How well the model's process was shut in: sandbox, bubblewrap or process; null where no code of its own ran."""
    versions: dict[str, str] = Field(default_factory=dict)
    """What the model was made with: library and version."""


class Subject(Part):
    """What was audited: rows, columns, roles, model."""

    source: str
    """File name, or where else the rows came from."""
    source_kind: str
    synthetic: bool
    """Whether the rows were made up, as in the demo's fallback."""
    sha256: str | None
    rows_read: int
    rows: int
    """Rows after ``where``."""
    rows_unlabelled: int
    target: str | None
    prediction: str
    """Where the decisions came from, in words."""
    positive: str
    negative: str
    favourable: str
    threshold: float | None
    attributes: tuple[AttributeFacts, ...]
    features: tuple[str, ...]
    columns: tuple[ColumnFacts, ...]
    model: ModelFacts | None
    notes: tuple[str, ...]
    """What reading the data brought up and a reader must know."""


class Summary(Part):
    """The first page, in words."""

    lead: str
    tally: dict[Verdict, int]
    """Gates by verdict."""
    todo: tuple[tuple[str, str], ...]
    """What to do next: the point, and why."""
    untested: tuple[str, ...]
    method: str
    """How sure the verdicts are, in a sentence."""


class Provenance(Part):
    """What a second audit needs to come to the same hash."""

    plan_sha256: str
    data_sha256: str
    seed: int
    created: str
    """UTC time, ISO 8601."""
    version: str
    organisation: str | None = Field(None, exclude_if=lambda name: name is None)
    """Whose report it is, as the plan says (`report.organisation`)."""
    logo: SmallPng | None = Field(None, exclude_if=lambda picture: picture is None)
    """A PNG for the head of reports (`report.logo`)."""
    language: str | None = Field(None, exclude_if=lambda name: name is None)
    """The language of reports, where it is not English (`report.language`)."""
    texts: str | None = Field(None, max_length=1 << 20, exclude_if=lambda text: text is None)
    """The texts of that language, where the plan brings its own file."""
