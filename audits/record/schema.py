"""The shape of a record, ``fairwitness/record/1``: all that an audit saw, frozen."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = "fairwitness/record/1"

Kind = Literal["difference", "ratio"]
Verdict = Literal["disparity", "within", "inconclusive", "not_estimable"]
Outcome = Literal["pass", "fail", "inconclusive", "not_estimable", "muted"]
Severity = Literal["high", "medium", "low"]
ColumnKind = Literal["number", "text", "true or false", "date"]


class Part(BaseModel):
    """Base of all parts of a record: frozen, and no key that the schema does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Estimate(Part):
    """One rate of one group. ``attribute`` and ``group`` are null for all rows together."""

    metric: str
    attribute: str | None
    group: str | None
    value: float | None
    """Null where the rate does not exist; then ``reason`` says why."""
    low: float | None
    high: float | None
    confidence: float
    n: int
    """Trials: the rows the rate is a share of."""
    successes: int | None
    rows: int
    """Rows of the group."""
    method: str
    estimable: bool
    judged: bool
    """Whether the group is large enough, and known, to take part in verdicts."""
    reason: str | None = None


class Pair(Part):
    """Two groups and the gap between them: the first has the worse rate."""

    groups: tuple[str, str]
    value: float | None
    low: float
    high: float


class Excluded(Part):
    """A group that is shown and not judged."""

    group: str
    n: int
    reason: str


class MoreRows(Part):
    """What would settle an inconclusive verdict with power 0.8 at the observed rates."""

    groups: tuple[str, ...]
    rows: int | None
    """More rows of those groups together; null where no number would settle it."""
    reason: str


class Comparison(Part):
    """One metric compared between the groups of one attribute."""

    metric: str
    attribute: str
    kind: Literal["difference", "ratio"]
    groups: tuple[str, str] | None
    """The groups with the worst and the best rate among those judged."""
    value: float | None
    low: float | None
    high: float | None
    confidence: float
    method: str
    tolerance: float
    declared: bool
    """Whether a gate declares it; what no gate declares is exploratory."""
    verdict: Verdict
    p_value: float | None
    """Of the null that no gap is beyond the tolerance; Holm-adjusted over the gates if declared."""
    p_within: float | None
    """Of the null that some gap is beyond the tolerance; Holm-adjusted over the gates if declared."""
    q_value: float | None
    """Benjamini-Hochberg over everything exploratory; null if declared."""
    evidence: Pair | None = None
    """The pair of groups with the strongest evidence of a gap beyond the tolerance."""
    excluded_groups: tuple[Excluded, ...] = ()
    more_rows_needed: MoreRows | None = None
    reason: str | None = None
    statement: str
    """What was found, in a sentence."""


class Confusion(Part):
    """Rows by outcome and prediction."""

    true_negatives: int
    false_positives: int
    false_negatives: int
    true_positives: int
    unlabelled: int


class Performance(Part):
    """How often the decisions were right, over all rows."""

    measures: tuple[Estimate, ...] = ()
    confusion: Confusion | None = None
    baseline: float | None = None
    """Accuracy of always giving the more common label."""
    statement: str | None = None


class Importance(Part):
    """How far one column moves the model's output on average."""

    column: str
    label: str
    value: float
    standard_error: float | None
    sensitive: bool
    """Whether a sensitive attribute is read from this column."""


class Contribution(Part):
    """What one column adds to, or takes from, one case's output."""

    column: str
    label: str
    shown: str
    """The case's value, as text."""
    value: float
    condition: str | None = None


class CaseExplanation(Part):
    """One case, explained by one method. Kept only when asked for."""

    id: str
    """Keyed hash of the row's id."""
    method: str
    output: float
    base_value: float
    fidelity: float | None
    contributions: tuple[Contribution, ...]


class GlobalExplanation(Part):
    """What the model uses, over a sample of rows."""

    method: str
    engine: str
    scale: str
    rows: int
    background_rows: int
    background_hash: str
    base_value: float
    base_value_definition: str
    additivity_residual: float
    """Largest absolute difference between the output and base value plus contributions."""
    seed: int
    n_samples: int
    features: tuple[Importance, ...]


class Explanations(Part):
    """Why the model decides as it does."""

    importance: GlobalExplanation | None = None
    cases: tuple[CaseExplanation, ...] = ()
    statement: str | None = None


class Evidence(Part):
    """One kind of evidence that a control asks for, and whether the record holds it."""

    key: str
    title: str
    held: bool
    where: str
    """Where in the record it is, or why it is not there."""


class Control(Part):
    """One requirement of a framework, with what this record can show for it."""

    framework: str
    id: str
    title: str
    requirement: str
    status: Literal["shown", "partly", "person", "not_applicable"]
    evidence: tuple[Evidence, ...]
    supports: str
    """What the evidence supports, in a sentence. Never that something is compliant."""
    person: str
    """What a named person must state; empty where nothing is left."""
    automation: Literal["automatic", "partial", "manual"]
    confidence: Literal["confirmed", "memory"]
    applies_from: str | None = None


class FrameworkFacts(Part):
    """Which text a framework's controls were read from, and its state on that day."""

    id: str
    title: str
    version: str
    jurisdiction: str
    status: str
    confidence_note: str | None
    sources: tuple[str, ...]


class Finding(Part):
    """Something a person should look at."""

    code: str
    title: str
    severity: Severity
    statement: str
    evidence: tuple[str, ...] = ()
    """Places in the record, such as ``comparisons[3]``."""
    remedy: str


class GateResult(Part):
    """A declared limit, held against the record."""

    id: str
    metric: str
    attribute: str
    kind: Literal["difference", "ratio"]
    limit: float
    outcome: Outcome
    verdict: Verdict
    reason: str


class CheckRun(Part):
    """Whether a check ran, and if not, why."""

    code: str
    title: str
    outcome: Literal["ran", "not_applicable", "ignored"]
    reason: str | None = None


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
    distinct: int
    roles: tuple[str, ...]


class ModelFacts(Part):
    """The audited model."""

    format: str
    type: str
    sha256: str | None


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


class RecordContent(Part):
    """Everything in a record but its own hash."""

    schema_: Literal["fairwitness/record/1"] = Field(SCHEMA, alias="schema")
    title: str
    plan: dict[str, object]
    subject: Subject
    checks: tuple[CheckRun, ...]
    estimates: tuple[Estimate, ...]
    comparisons: tuple[Comparison, ...]
    performance: Performance
    explanations: Explanations
    frameworks: tuple[FrameworkFacts, ...] = ()
    controls: tuple[Control, ...] = ()
    findings: tuple[Finding, ...]
    gates: tuple[GateResult, ...]
    summary: Summary
    energy: Energy
    environment: dict[str, str]
    provenance: Provenance

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, populate_by_name=True)
