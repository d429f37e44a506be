"""The shape of a record, ``fairwitness/record/1``: all that an audit saw, frozen."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import ConfigDict, Field

from fairwitness.audits.plan.part import Kind
from fairwitness.audits.record.base import ColumnKind, Outcome, Part, Severity, Verdict
from fairwitness.audits.record.circumstances import (
    AttributeFacts,
    ColumnFacts,
    Energy,
    Group,
    ModelFacts,
    PhaseEnergy,
    Provenance,
    Subject,
    Summary,
)
from fairwitness.audits.record.classes import ClassTable
from fairwitness.audits.record.conditional import ConditionalTable, Reversal, StratumRate, StratumTest
from fairwitness.audits.record.effects import ColumnEffect, EffectCurve, Strip, Strips
from fairwitness.audits.record.figures import (
    Comparison,
    Confusion,
    Estimate,
    Excluded,
    MoreRows,
    Pair,
    Performance,
)
from fairwitness.audits.record.gap import GapAttribution, GapColumn
from fairwitness.audits.record.individual import GroupConsistency, IndividualFairness, Inequality
from fairwitness.audits.record.judgements import (
    AppliesFrom,
    CheckRun,
    Control,
    Evidence,
    Finding,
    FrameworkFacts,
    GateResult,
)
from fairwitness.audits.record.law import ImpactRow, ImpactTable
from fairwitness.audits.record.reasons import (
    CaseExplanation,
    Contribution,
    Explanations,
    GlobalExplanation,
    Importance,
)
from fairwitness.audits.record.scores import (
    GroupScores,
    ReliabilityBin,
    ScoreTable,
    ThresholdLimit,
    ThresholdTable,
)
from fairwitness.audits.record.subgroups import FoundGroup, GroupCondition, LeftOutColumn, SubgroupSearch

__all__ = [
    "SCHEMA",
    "AppliesFrom",
    "AttributeFacts",
    "CaseExplanation",
    "CheckRun",
    "ClassTable",
    "ColumnEffect",
    "ColumnFacts",
    "ColumnKind",
    "Comparison",
    "ConditionalTable",
    "Confusion",
    "Contribution",
    "Control",
    "EffectCurve",
    "Energy",
    "Estimate",
    "Evidence",
    "Excluded",
    "Explanations",
    "Finding",
    "FoundGroup",
    "FrameworkFacts",
    "GapAttribution",
    "GapColumn",
    "GateResult",
    "GlobalExplanation",
    "Group",
    "GroupCondition",
    "GroupConsistency",
    "GroupScores",
    "ImpactRow",
    "ImpactTable",
    "Importance",
    "IndividualFairness",
    "Inequality",
    "Kind",
    "LeftOutColumn",
    "ModelFacts",
    "MoreRows",
    "Outcome",
    "Pair",
    "Part",
    "Performance",
    "PhaseEnergy",
    "Provenance",
    "RecordContent",
    "ReliabilityBin",
    "Reversal",
    "ScoreTable",
    "Severity",
    "StratumRate",
    "StratumTest",
    "Strip",
    "Strips",
    "SubgroupSearch",
    "Subject",
    "Summary",
    "ThresholdLimit",
    "ThresholdTable",
    "Verdict",
]

SCHEMA: Final = "fairwitness/record/1"


class RecordContent(Part):
    """Everything in a record but its own hash."""

    schema_: Literal["fairwitness/record/1"] = Field(SCHEMA, alias="schema")
    title: str
    plan: dict[str, object]
    subject: Subject
    checks: tuple[CheckRun, ...]
    estimates: tuple[Estimate, ...]
    comparisons: tuple[Comparison, ...]
    impact: tuple[ImpactTable, ...] = Field((), exclude_if=lambda tables: not tables)
    """Impact ratios by attribute; not written where there are none, so that older records keep their hash."""
    scores: tuple[ScoreTable, ...] = Field((), exclude_if=lambda tables: not tables)
    thresholds: tuple[ThresholdTable, ...] = Field((), exclude_if=lambda tables: not tables)
    conditional: tuple[ConditionalTable, ...] = Field((), exclude_if=lambda tables: not tables)
    individual: IndividualFairness | None = Field(None, exclude_if=lambda found: found is None)
    classes: ClassTable | None = Field(None, exclude_if=lambda found: found is None)
    """Rows by outcome and decision where one of several labels is decided; else not written."""
    performance: Performance
    explanations: Explanations
    frameworks: tuple[FrameworkFacts, ...] = ()
    controls: tuple[Control, ...] = ()
    subgroups: SubgroupSearch | None = Field(None, exclude_if=lambda found: found is None)
    """Groups found by search; left out where nothing was searched, so that older records keep their hash."""
    findings: tuple[Finding, ...]
    gates: tuple[GateResult, ...]
    summary: Summary
    energy: Energy
    environment: dict[str, str]
    provenance: Provenance

    model_config = ConfigDict(populate_by_name=True)
