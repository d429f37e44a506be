"""What a record says of its subject, its energy and the frameworks beside it."""

from __future__ import annotations

from typing import Literal

from fairwitness.audits.record.schema import (
    AppliesFrom,
    AttributeFacts,
    ColumnFacts,
    Control,
    Energy,
    Evidence,
    FrameworkFacts,
    Group,
    ModelFacts,
    PhaseEnergy,
    Subject,
)


def frameworks() -> tuple[tuple[FrameworkFacts, ...], tuple[Control, ...]]:
    facts = FrameworkFacts(
        id="eu_ai_act",
        title="EU AI Act",
        version="Regulation (EU) 2024/1689",
        jurisdiction="European Union",
        status="in force, applies in steps",
        confidence_note="Clauses marked so are from memory.",
        sources=("Official Journal L 2024/1689",),
    )
    rows: tuple[tuple[str, Literal["shown", "partly", "person", "not_applicable"]], ...] = (
        ("Art. 10(2)(f)", "shown"),
        ("Art. 11", "partly"),
        ("Art. 14", "person"),
        ("Art. 50", "not_applicable"),
    )
    controls = tuple(
        Control(
            framework="eu_ai_act",
            id=id_,
            title=f"Title of {id_}",
            requirement=f"What {id_} asks for, in a sentence.",
            status=status,
            evidence=(
                Evidence(
                    key="rates", title="Rates by group", held=status in ("shown", "partly"), where="estimates"
                ),
            ),
            supports=f"The evidence supports part of {id_}.",
            person="Who oversees the system." if status != "shown" else "",
            automation="partial",
            confidence="memory" if status == "person" else "confirmed",
            applies_from=(AppliesFrom(date="2026-08-02", to="systems put into use from then"),),
            clause=id_,
            roles=("provider",),
            not_shown="Whether the limit was a good one.",
        )
        for id_, status in rows
    )
    return (facts,), controls


def energy() -> Energy:
    return Energy(
        phases=(
            PhaseEnergy(name="read", seconds=0.8, kwh=2.1e-8, kg_co2e=None, method="measured"),
            PhaseEnergy(name="fairness", seconds=1.9, kwh=3.12e-7, kg_co2e=None, method="measured"),
            PhaseEnergy(
                name="report",
                seconds=0.5,
                kwh=1.9e-8,
                kg_co2e=None,
                method="estimated",
                reason="no power meter could be read",
            ),
            PhaseEnergy(
                name="write",
                seconds=0.01,
                kwh=None,
                kg_co2e=None,
                method="estimated",
                reason="too short to measure",
            ),
        ),
        tracker="codecarbon 3.0",
        mode="process",
        hardware="a processor with two cores",
        note="No country was given, so no carbon figure is.",
    )


def subject(**over: object) -> Subject:
    column = ColumnFacts(name="race", kind="text", missing=9, distinct=6, roles=("sensitive",))
    values: dict[str, object] = {
        "source": "compas.csv",
        "source_kind": "csv",
        "synthetic": False,
        "sha256": "ab" * 32,
        "rows_read": 7214,
        "rows": 7214,
        "rows_unlabelled": 0,
        "target": "two_year_recid",
        "prediction": "the column decile_score, at 5 or more",
        "positive": "re-arrested",
        "negative": "not re-arrested",
        "favourable": "not re-arrested",
        "threshold": 5.0,
        "attributes": (
            AttributeFacts(
                name="race",
                columns=("race",),
                edges=None,
                groups=(
                    Group(name="African-American", rows=3696, unknown=False),
                    Group(name="unknown", rows=9, unknown=True),
                ),
            ),
        ),
        "features": ("age", "priors_count"),
        "columns": (
            column,
            ColumnFacts(name="age", kind="number", missing=0, distinct=65, roles=("feature",)),
        ),
        "model": ModelFacts(format="skops", type="HistGradientBoostingClassifier", sha256="cd" * 32),
        "notes": ("9 rows have no race; they are shown as unknown.",),
    }
    return Subject.model_validate(values | over)
