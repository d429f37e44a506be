"""The model card of a bill of materials: how well, for whom, and at what cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from fairwitness.audits.record import Record
from fairwitness.audits.record.circumstances import Energy, PhaseEnergy
from fairwitness.audits.record.schema import Estimate
from fairwitness.reports.gates import gate_rows
from fairwitness.reports.plain import plain
from fairwitness.reports.view import estimates, not_judged

JsonTree: TypeAlias = str | int | float | bool | Sequence["JsonTree"] | Mapping[str, "JsonTree"] | None

MODEL: Final = "model"
_TASKS: Final = {"binary": "classification", "multiclass": "classification", "regression": "regression"}


def model_card(record: Record) -> JsonTree:
    """What the record knows of the parts of a CycloneDX model card."""
    measured = estimates(record)
    subject = record.subject
    return {
        "modelParameters": {
            "task": _TASKS.get(str(record.plan.get("task", "binary")), "classification"),
            **({} if subject.model is None else {"modelArchitecture": plain(subject.model.type)}),
            "datasets": [{"ref": "data"}],
            "inputs": [{"format": plain(name)} for name in subject.features],
            "outputs": [{"format": plain(subject.prediction)}],
        },
        "quantitativeAnalysis": {
            "performanceMetrics": [_metric(one) for one in measured if one.value is not None]
        },
        "considerations": _considerations(record, measured),
        "properties": named(
            {
                "rows": str(subject.rows),
                "positive": subject.positive,
                "favourable": subject.favourable,
                "threshold": "" if subject.threshold is None else str(subject.threshold),
            }
        ),
    }


def named(values: Mapping[str, str]) -> list[JsonTree]:
    """Properties under our name; those without a value are left out."""
    return [{"name": f"fairwitness:{key}", "value": plain(value)} for key, value in values.items() if value]


def _metric(one: Estimate) -> JsonTree:
    """A figure with its slice and its interval, as the text that CycloneDX asks for."""
    ends = {"lowerBound": one.low, "upperBound": one.high}
    bounds: dict[str, JsonTree] = {key: _figure(end) for key, end in ends.items() if end is not None}
    return {
        "type": plain(one.metric),
        "value": _figure(one.value),
        **({} if one.group is None else {"slice": _slice(one)}),
        **({"confidenceInterval": bounds} if bounds else {}),
    }


def _slice(one: Estimate) -> str:
    return plain(f"{one.attribute} = {one.group}")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _considerations(record: Record, measured: Sequence[Estimate]) -> JsonTree:
    """Limits of what is known, what was found, and for whom. Users and use cases are for a person to state."""
    undefined = [
        plain(
            f"{one.metric}{f' of {_slice(one)}' if one.group else ''} is not estimable: {one.reason or 'no cases'}."
        )
        for one in measured
        if one.value is None
    ]
    left_out = [said for row in gate_rows(record) if (said := plain(not_judged(row)))]
    limitations = [plain(one) for one in (*record.summary.untested, *record.subject.notes)]
    return {
        "technicalLimitations": list(dict.fromkeys([*limitations, *left_out, *undefined])),
        "ethicalConsiderations": [
            {"name": plain(one.statement), "mitigationStrategy": plain(one.remedy)} for one in record.findings
        ],
        "fairnessAssessments": _assessments(record),
        "environmentalConsiderations": {
            "energyConsumptions": [
                _consumed(phase, record.energy) for phase in record.energy.phases if phase.kwh is not None
            ],
            "properties": named(
                {"energy": "Of the audit alone, not of training.", "note": record.energy.note}
            ),
        },
    }


def _assessments(record: Record) -> list[JsonTree]:
    """One for each limit that is not shown to hold: the group that is worst off, what was found, and any waiver."""
    return [
        {
            "groupAtRisk": plain(
                f"{row.gate.attribute} = {row.comparison.groups[0]}"
                if row.comparison is not None and row.comparison.groups is not None
                else row.gate.attribute
            ),
            "harms": plain(f"{row.word}: {row.comparison.statement if row.comparison else row.gate.reason}"),
            **({"mitigationStrategy": plain(row.gate.reason)} if row.gate.outcome == "muted" else {}),
        }
        for row in gate_rows(record)
        if row.gate.verdict != "within"
    ]


def _consumed(phase: PhaseEnergy, energy: Energy) -> JsonTree:
    """One phase of the audit. Who provided its energy is not known; the schema asks for a provider all the same."""
    used = {"value": phase.kwh, "unit": "kWh"}
    where = {"organization": {"address": {"country": plain(energy.country)}} if energy.country else {}}
    carbon = phase.kg_co2e
    tonnes: dict[str, JsonTree] = (
        {} if carbon is None else {"co2CostEquivalent": {"value": carbon / 1000, "unit": "tCO2eq"}}
    )
    return {
        "activity": "validation",
        "energyProviders": [{**where, "energySource": "unknown", "energyProvided": used}],
        "activityEnergyCost": used,
        **tonnes,
        "properties": named({"phase": phase.name, "method": phase.method, "reason": phase.reason or ""}),
    }
