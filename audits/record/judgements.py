"""What was held against what: controls of frameworks, findings, gates, and the checks that ran."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fairwitness.audits.plan.part import Bound, Form, Kind
from fairwitness.audits.record.base import Outcome, Part, Severity, Verdict


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
    kind: Kind | Bound
    limit: float
    outcome: Outcome
    verdict: Verdict
    reason: str
    against: Form = Field("others", exclude_if=lambda form: form == "others")
    reference: str | None = Field(None, exclude_if=lambda group: group is None)
    value: float | None = Field(None, exclude_if=lambda value: value is None)
    """Of a limit on explanations: the gap, or the mean of the group that is worst off."""
    low: float | None = Field(None, exclude_if=lambda value: value is None)
    high: float | None = Field(None, exclude_if=lambda value: value is None)


class CheckRun(Part):
    """Whether a check ran, and if not, why."""

    code: str
    title: str
    outcome: Literal["ran", "not_applicable", "ignored"]
    reason: str | None = None
