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


class AppliesFrom(Part):
    """A day from which a requirement applies, and to whom or to what."""

    date: str
    """``2027-12-02``; a month or a year alone where no day is known."""
    to: str = Field("", exclude_if=lambda text: not text)
    """Whom or what it applies to from then, such as "systems of Annex III"; empty for all that are covered."""
    legacy: bool = Field(default=False, exclude_if=lambda legacy: not legacy)
    """Whether this is the later day of systems that were in use before."""
    confidence: Literal["confirmed", "memory"] = Field(
        "confirmed", exclude_if=lambda word: word == "confirmed"
    )


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
    applies_from: tuple[AppliesFrom, ...] | None = None
    clause: str = Field("", exclude_if=lambda text: not text)
    """Where in the framework's text it stands; this and the two below are left out of older records."""
    roles: tuple[str, ...] = Field((), exclude_if=lambda roles: not roles)
    """Who owes it, such as provider and deployer; empty where the framework does not tell roles apart."""
    not_shown: str = Field("", exclude_if=lambda text: not text)
    """What the evidence does not show, however much of it is held."""


class FrameworkFacts(Part):
    """Which text a framework's controls were read from, and its state on that day."""

    id: str
    title: str
    version: str
    jurisdiction: str
    status: str
    confidence_note: str | None
    sources: tuple[str, ...]
    not_shown: str = Field("", exclude_if=lambda text: not text)
    """What no evidence shows for any control of this framework."""
    sha256: str | None = Field(None, exclude_if=lambda digest: digest is None)
    """Of the file, where a person gave one; null for those that come with a package."""


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
