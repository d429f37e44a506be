"""Records for the tests of reports: made by hand with the schema's classes, small, one per situation.

`full` has everything; the others each lack or exaggerate something. The figures are invented but consistent:
rates are successes over n, intervals are Wilson's. The last three are made by real audits, one for each task.
"""

# ruff: noqa: E501
from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

import fairwitness
from fairwitness.audits.frameworks import with_controls
from fairwitness.audits.law.uniform_guidelines import four_fifths
from fairwitness.audits.media.explaining import MediaCase
from fairwitness.audits.media.kept import kept
from fairwitness.audits.record import Record, RecordContent, sha256
from fairwitness.audits.record.explanation_quality import ExplanationQuality, QualityMeasure
from fairwitness.audits.record.reasons import Certificate
from fairwitness.audits.record.schema import (
    AppliesFrom,
    AttributeFacts,
    CaseExplanation,
    CheckRun,
    ColumnEffect,
    ColumnFacts,
    Comparison,
    Confusion,
    Contribution,
    Control,
    EffectCurve,
    Energy,
    Estimate,
    Evidence,
    Excluded,
    Explanations,
    Finding,
    FoundGroup,
    FrameworkFacts,
    GapAttribution,
    GapColumn,
    GateResult,
    GlobalExplanation,
    Group,
    GroupCondition,
    ImpactRow,
    ImpactTable,
    Importance,
    LeftOutColumn,
    ModelFacts,
    MoreRows,
    Pair,
    Performance,
    PhaseEnergy,
    Provenance,
    Strip,
    Strips,
    SubgroupSearch,
    Subject,
    Summary,
    Verdict,
)
from fairwitness.audits.statements import make_statements
from fairwitness.explainers import explain_images, explain_text
from fairwitness.explainers.media import Effort

OUTCOME = {
    "disparity": "fail",
    "within": "pass",
    "inconclusive": "inconclusive",
    "not_estimable": "not_estimable",
}
HOSTILE = (
    "<script>alert('x')</script> & <b>bold</b>",
    "Ω" * 200,
    "👩‍👩‍👧‍👦 family",
    "مجموعة عربية طويلة",
    '#read("/etc/passwd") $x^2$ *b* @cite',
    "漢字かな交じり文",
    "line\nbreak\u202eevil",
)


def wilson(k: int, n: int) -> tuple[float, float]:
    z, p = 1.959963984540054, k / n
    mid, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (mid - half) / (1 + z * z / n)), min(1.0, (mid + half) / (1 + z * z / n))


def estimate(
    metric: str, attribute: str | None, group: str | None, k: int, n: int, **over: object
) -> Estimate:
    low, high = wilson(k, n) if n else (None, None)
    values: dict[str, object] = {
        "metric": metric,
        "attribute": attribute,
        "group": group,
        "value": k / n if n else None,
        "low": low,
        "high": high,
        "confidence": 0.95,
        "n": n,
        "successes": k if n else None,
        "rows": max(n, 1),
        "method": "wilson",
        "estimable": n > 0,
        "judged": n >= 30,
        "reason": None if n else "no positives among 14 rows",
    }
    return Estimate.model_validate(values | over)


def comparison(metric: str, attribute: str, verdict: Verdict, **over: object) -> Comparison:
    none = verdict == "not_estimable"
    values: dict[str, object] = {
        "metric": metric,
        "attribute": attribute,
        "kind": "difference",
        "groups": None if none else ("A", "B"),
        "value": None if none else 0.21,
        "low": None if none else 0.17,
        "high": None if none else 0.26,
        "confidence": 0.95,
        "method": "mover-clopper-pearson",
        "tolerance": 0.1,
        "declared": True,
        "verdict": verdict,
        "p_value": None if none else 0.0004,
        "p_within": None if none else 1.0,
        "q_value": None,
        "reason": "only one group has 30 rows or more" if none else None,
        "statement": f"A statement about {metric} by {attribute}.",
    }
    return Comparison.model_validate(values | over)


def gate(c: Comparison, number: int) -> GateResult:
    return GateResult(
        id=f"gate-{number}",
        metric=c.metric,
        attribute=c.attribute,
        kind=c.kind,
        limit=c.tolerance,
        outcome=OUTCOME[c.verdict],
        verdict=c.verdict,
        reason=c.statement,
    )


def race_estimates() -> tuple[Estimate, ...]:
    a = "race"
    table = {
        "selection_rate": {
            "African-American": (1523, 3696),
            "Caucasian": (1600, 2454),
            "Hispanic": (437, 637),
            "Asian": (24, 32),
            "Native American": (6, 18),
            "unknown": (3, 9),
        },
        "false_positive_rate": {
            "African-American": (805, 1795),
            "Caucasian": (349, 1488),
            "Hispanic": (96, 405),
            "Asian": (3, 23),
            "Native American": (4, 8),
            "unknown": (0, 0),
        },
    }
    return tuple(
        estimate(
            metric,
            a,
            group,
            k,
            n,
            judged=n >= 30 and group != "unknown",
            **({"reason": "fewer than 30 trials"} if 0 < n < 30 else {}),
        )
        for metric, groups in table.items()
        for group, (k, n) in groups.items()
    )


def cross_estimates() -> tuple[Estimate, ...]:
    cells = {
        ("African-American", "Female"): (300, 651),
        ("African-American", "Male"): (1223, 3045),
        ("Caucasian", "Female"): (389, 567),
        ("Caucasian", "Male"): (1211, 1887),
        ("Asian", "Female"): (0, 0),
        ("Asian", "Male"): (20, 27),
    }
    return tuple(
        estimate("selection_rate", "race & sex", f"{a} & {b}", k, n) for (a, b), (k, n) in cells.items()
    )


def compas_comparisons() -> tuple[Comparison, ...]:
    excluded = (
        Excluded(group="Native American", n=18, reason="fewer than 30 rows"),
        Excluded(group="unknown", n=9, reason="not known"),
    )
    return (
        comparison(
            "selection_rate",
            "race",
            "disparity",
            groups=("African-American", "Asian"),
            value=0.338,
            low=0.15,
            high=0.52,
            excluded_groups=excluded,
            evidence=Pair(groups=("African-American", "Caucasian"), value=0.24, low=0.21, high=0.27),
            statement="41.2% of African-American and 75.0% of Asian people were given a favourable decision: a gap of 33.8 points, over the limit of 10.",
        ),
        comparison(
            "false_positive_rate",
            "race",
            "disparity",
            groups=("African-American", "Caucasian"),
            value=0.214,
            low=0.175,
            high=0.252,
            statement="Among people who were not re-arrested, 44.8% of African-American and 23.5% of Caucasian people were flagged: over the limit of 10 points.",
        ),
        comparison(
            "selection_rate",
            "sex",
            "within",
            groups=("Male", "Female"),
            value=0.02,
            low=-0.01,
            high=0.06,
            p_within=0.0001,
            statement="Women and men were given a favourable decision about equally often: 55.0% and 53.0%.",
        ),
        comparison(
            "true_positive_rate",
            "race",
            "inconclusive",
            groups=("Hispanic", "Asian"),
            value=0.09,
            low=-0.12,
            high=0.30,
            p_value=0.4,
            p_within=0.6,
            more_rows_needed=MoreRows(groups=("Asian",), rows=2200, reason="power 0.8 at the observed rates"),
            statement="The Asian cases are too few to settle whether the gap is over 10 points. About 2,200 more would.",
        ),
        comparison(
            "precision",
            "language",
            "not_estimable",
            statement="Precision by language cannot be computed: only one group has 30 rows or more.",
        ),
        comparison(
            "accuracy",
            "race",
            "inconclusive",
            declared=False,
            groups=("Caucasian", "Asian"),
            value=0.11,
            low=-0.05,
            high=0.25,
            p_value=0.03,
            p_within=0.5,
            q_value=0.12,
            statement="67.0% of the decisions about Caucasian and 78.1% of those about Asian people were right.",
        ),
    )


def explanations(*, cases: bool = True) -> Explanations:
    steps = {
        "priors_count": ("7", 0.58),
        "age": ("23", 0.44),
        "c_charge_degree": ("F", 0.12),
        "juv_fel_count": ("0", -0.06),
        "race": ("African-American", 0.03),
    }
    shap = tuple(
        Contribution(column=c, label=c.replace("_", " "), shown=s, value=v, condition=None)
        for c, (s, v) in steps.items()
    )
    lime = tuple(
        Contribution(column=c, label=c.replace("_", " "), shown=s, value=v / 3, condition=f"{c} <= {s}")
        for c, (s, v) in steps.items()
    )
    sizes = {"priors_count": 0.41, "age": 0.37, "race": 0.12, "c_charge_degree": 0.09, "days": 0.0}
    return Explanations(
        importance=GlobalExplanation(
            method="shap",
            engine="tree path-dependent",
            scale="log-odds",
            rows=1000,
            background_rows=0,
            background_hash="",
            base_value=-0.2,
            base_value_definition="the mean output over the training rows",
            additivity_residual=1e-9,
            seed=0,
            n_samples=0,
            features=tuple(
                Importance(
                    column=c,
                    label=c.replace("_", " "),
                    value=v,
                    standard_error=v / 20 or None,
                    sensitive=c == "race",
                )
                for c, v in sizes.items()
            ),
            certificate=certificate(),
        ),
        cases=(
            CaseExplanation(
                id="a3f1" * 8, method="shap", output=0.91, base_value=-0.2, fidelity=None, contributions=shap
            ),
            CaseExplanation(
                id="a3f1" * 8, method="lime", output=0.71, base_value=0.4, fidelity=0.83, contributions=lime
            ),
        )
        if cases
        else (),
        statement="Priors count and age move the output most.",
        strips=strips(),
        effects=effects(),
        gaps=(
            gap(),
            gap(
                metric="mean_prediction",
                attribute="sex",
                groups=("Male", "Female"),
                statement="The gap by sex is 0.21.",
            ),
        ),
    )


def strips() -> Strips:
    """Contributions of two columns in five bins."""
    nothing = (0, 0, 0, 0, 0)
    return Strips(
        low=-0.5,
        high=0.5,
        rows=30,
        scale="log-odds",
        levels=("low", "middle", "high", "neither"),
        strips=(
            Strip(
                column="priors_count",
                label="priors count",
                counts=((8, 2, 0, 0, 0), (0, 2, 8, 0, 0), (0, 0, 1, 3, 6), nothing),
            ),
            Strip(
                column="c_charge_degree",
                label="charge degree",
                counts=(nothing, nothing, nothing, (0, 10, 5, 15, 0)),
            ),
        ),
    )


def effects() -> tuple[ColumnEffect, ...]:
    """Along a number with two groups, along two values, and along names."""
    common: dict[str, object] = {"kind": "accumulated_local_effects", "scale": "log-odds", "missing": 0}
    curves = (
        EffectCurve(group=None, rows=100, values=(-0.5, 0.0, 0.25, 0.5), errors=(0.05, 0.02, 0.03, 0.1)),
        EffectCurve(group="A", rows=40, values=(-0.6, 0.1, None, None), errors=(0.1, 0.05, None, None)),
        EffectCurve(group="B", rows=60, values=(-0.4, -0.1, 0.2, 0.7), errors=(0.1, 0.05, 0.1, 0.1)),
    )
    number = ColumnEffect(
        column="priors_count",
        label="priors count",
        points=(0, 1, 4, 20),
        names=(),
        order="rising",
        counts=(50, 30, 20),
        attribute="race",
        curves=curves,
        **common | {"missing": 3},
    )
    two = ColumnEffect(
        column="juvenile",
        label="juvenile",
        points=(0, 1),
        names=(),
        order="rising",
        counts=(100,),
        attribute=None,
        curves=(EffectCurve(group=None, rows=100, values=(-0.1, 0.3), errors=(0.01, 0.02)),),
        **common,
    )
    text = ColumnEffect(
        column="c_charge_degree",
        label="charge degree",
        points=(0, 1),
        names=("F", "M"),
        order="alike values side by side",
        counts=(70, 30),
        attribute=None,
        curves=(EffectCurve(group=None, rows=100, values=(0.03, -0.07), errors=(0.01, 0.02)),),
        **common,
    )
    return number, two, text


def gap(**over: object) -> GapAttribution:
    """Shares of five columns that add up to 21 points."""
    shares = {"priors_count": 0.15, "age": 0.05, "race": 0.03, "c_charge_degree": -0.02, "days": 0.0}
    values: dict[str, object] = {
        "metric": "selection_rate",
        "attribute": "race",
        "groups": ("Caucasian", "African-American"),
        "rows": (100, 100),
        "of_rows": (2454, 3696),
        "means": (0.65, 0.44),
        "value": 0.21,
        "low": 0.1,
        "high": 0.32,
        "whole": 0.24,
        "residual": 0.0,
        "confidence": 0.95,
        "resamples": 1000,
        "seed": 0,
        "engine": "fairwitness.coalitions",
        "background_rows": 50,
        "background_hash": "",
        "proxy_limit": 0.6,
        "proxy_rows": 3075,
        "columns": tuple(
            GapColumn(
                column=column,
                label=column.replace("_", " "),
                value=value,
                low=value - 0.03,
                high=value + 0.04,
                sensitive=column == "race",
                auc=None if column == "days" else 0.64 if column == "priors_count" else 0.52,
                auc_low=None if column == "days" else 0.5,
                auc_high=None if column == "days" else 0.7,
                proxy=column == "priors_count",
            )
            for column, value in shares.items()
        ),
        "statement": "The gap by race is 21 points; priors count (15 points) widens it most.",
        "notes": ("A column that the model ignores has a share of zero.",),
    }
    return GapAttribution.model_validate(values | over)


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


def performance() -> Performance:
    measures = (
        estimate("accuracy", None, None, 4720, 7214),
        estimate("true_positive_rate", None, None, 2035, 3251),
        estimate("precision", None, None, 0, 0),
    )
    confusion = Confusion(
        true_negatives=2681, false_positives=1282, false_negatives=1216, true_positives=2035, unlabelled=0
    )
    return Performance(
        measures=measures,
        confusion=confusion,
        baseline=0.549,
        statement="The decisions are right for 65 in 100; always saying no would be right for 55.",
    )


def record(comparisons: tuple[Comparison, ...], estimates: tuple[Estimate, ...], **over: object) -> Record:
    """A record of these parts; anything else by keyword."""
    gates = tuple(gate(c, i) for i, c in enumerate([c for c in comparisons if c.declared], 1))
    tally = {
        v: sum(g.verdict == v for g in gates)
        for v in ("disparity", "within", "inconclusive", "not_estimable")
    }
    names = {
        e.attribute: [x for x in estimates if x.attribute == e.attribute and x.metric == e.metric]
        for e in estimates
    }
    attributes = tuple(
        AttributeFacts(
            name=str(name),
            columns=tuple(str(name).split(" & ")),
            edges=None,
            groups=tuple(Group(name=str(e.group), rows=e.rows, unknown=e.group == "unknown") for e in found),
        )
        for name, found in names.items()
    )
    values: dict[str, object] = {
        "title": "Two-year re-arrest screening",
        "plan": {"title": "Two-year re-arrest screening", "alpha": 0.05, "checks": {"min_group": 30}},
        "checks": (
            CheckRun(code="FW101", title="Rates by group", outcome="ran"),
            CheckRun(
                code="FW301", title="Explanations", outcome="not_applicable", reason="there is no model"
            ),
        ),
        "estimates": estimates,
        "comparisons": comparisons,
        "performance": Performance(),
        "explanations": Explanations(),
        "findings": (),
        "gates": gates,
        "summary": Summary(
            lead="Two of five limits were exceeded, all between ethnic groups.",
            tally=tally,
            todo=(("Do not use the score alone", "until the disparities have an owner."),),
            untested=("Whether an arrest means an offence.",),
            method="Both errors happen at most 5 times in 100 over all limits together.",
        ),
        "energy": Energy(),
        "environment": {"python": "3.11", "fairwitness": "0.1.0"},
        "provenance": Provenance(
            plan_sha256="12" * 32,
            data_sha256="34" * 32,
            seed=0,
            created="2026-11-22T10:00:00+00:00",
            version="0.1.0",
        ),
    }
    given = over.pop("subject", {})
    assert isinstance(given, dict)
    values["subject"] = subject(**({"attributes": attributes} | given))
    content = RecordContent.model_validate(values | over)
    provenance = content.provenance.model_copy(update={"plan_sha256": sha256(content.plan)})
    return Record.of(content.model_copy(update={"provenance": provenance}))


def certificate(**changes: object) -> Certificate:
    """How the explanation was made."""
    said = Certificate(
        engine="fairwitness.trees.interventional",
        reason="trees of which the sums can be read: exact, and nothing is asked",
        versions={"fairwitness": "0.1", "numba": "0.68"},
        scale="margin",
        positive="1",
        background_rows=1000,
        background_hash="0123456789abcdef",
        base_value_definition="mean output over the background",
        additivity_residual=0.0,
        largest_standard_error=None,
        n_samples=None,
        seed=0,
        second_engine="shap.TreeExplainer",
        second_engine_rows=3,
        second_engine_difference=2e-9,
        second_engine_standard_error=0.0,
        no_second_engine=None,
    )
    return said.model_copy(update=changes)


def full() -> Record:
    """Everything a record can hold."""
    facts, controls = frameworks()
    finding = Finding(
        code="FW201",
        title="A sensitive column is a feature",
        severity="high",
        statement="The model reads race.",
        evidence=("explanations.importance",),
        remedy="Ask why the model needs it.",
    )
    minor = Finding(
        code="FW110",
        title="Small groups",
        severity="low",
        statement="Two groups are too small to judge.",
        remedy="Collect more rows of them.",
    )
    return record(
        compas_comparisons(),
        race_estimates() + cross_estimates(),
        performance=performance(),
        explanations=explanations(),
        frameworks=facts,
        controls=controls,
        findings=(finding, minor),
        energy=energy(),
    )


def crossed() -> Record:
    """Selection rates of every crossed group, each with a figure."""
    names = ("Asian & f", "Asian & m", "White & f", "White & m")
    return record((), tuple(estimate("selection_rate", "race & sex", name, 40, 100) for name in names))


def tested() -> Record:
    """With explanations that were put to the test."""
    measure = QualityMeasure(name="fidelity", better="higher", scale="a share from 0 to 1", figures=())
    quality = ExplanationQuality(
        rows=50,
        confidence=0.95,
        seed=0,
        measures=(measure,),
        telltales=(),
        statement="They follow the model.",
    )
    whole = full()
    return whole.model_copy(
        update={"explanations": whole.explanations.model_copy(update={"quality": quality})}
    )


def found_group(metric: str, conditions: dict[str, str], **over: object) -> FoundGroup:
    name = " and ".join(f"{column} is {value}" for column, value in conditions.items())
    values: dict[str, object] = {
        "metric": metric,
        "name": name,
        "conditions": tuple(GroupCondition(column=c, value=v) for c, v in conditions.items()),
        "searched_n": 120,
        "searched_rate": 0.25,
        "searched_rest": 0.5,
        "n": 130,
        "rate": 0.3,
        "rest_n": 3470,
        "rest": 0.5,
        "gap": 0.2,
        "low": 0.11,
        "high": 0.28,
        "shrinkage": 0.05,
        "p_value": 0.0002,
        "p_adjusted": 0.0004,
        "confirmed": True,
        "reason": None,
        "statement": f"A statement about those where {name}.",
    }
    return FoundGroup.model_validate(values | over)


def subgroups(*groups: FoundGroup, **over: object) -> SubgroupSearch:
    values: dict[str, object] = {
        "metrics": ("selection_rate",),
        "columns": ("age", "priors", "sex"),
        "left_out": (LeftOutColumn(column="name", reason="nearly every row has a value of its own"),),
        "columns_sha256": "56" * 32,
        "depth": 2,
        "min_rows": 50,
        "beam": 50,
        "looked_at": 84,
        "rows_searched": 3607,
        "rows_checked": 3607,
        "seed": 0,
        "confidence": 0.95,
        "method": "beam search, held-out half, mover-clopper-pearson, holm",
        "groups": groups,
        "statement": "Among 84 groups from 3 columns 2 stood out on one half of the rows, and 1 held on the other.",
    }
    return SubgroupSearch.model_validate(values | over)


def searched() -> Record:
    """With a search for undeclared groups: one held, one did not, one could not be checked, one has a hostile name."""
    none = dict.fromkeys(("rate", "gap", "low", "high", "shrinkage", "p_value", "p_adjusted"))
    nobody = "no case in the group on the half of the rows that was not searched"
    return record(
        compas_comparisons(),
        race_estimates(),
        subgroups=subgroups(
            found_group("selection_rate", {"age": "under 25", "sex": "female"}),
            found_group("selection_rate", {"priors": "unknown"}, low=-0.03, p_adjusted=0.4, confirmed=False),
            found_group("accuracy", {"sex": "x"}, n=0, confirmed=False, reason=nobody, **none),
            found_group("selection_rate", {HOSTILE[0]: HOSTILE[4]}),
            notes=("Every row counts once in the search: the weights are not used.",),
        ),
    )


def no_target() -> Record:
    """Predictions only: no labels, no model, selection rates alone."""
    return record(
        compas_comparisons()[:1],
        race_estimates()[:6],
        subject={"target": None, "model": None, "threshold": None},
    )


def ratio_gates() -> Record:
    """Gates on ratios, one of them without a value (best rate 0)."""
    rows = (
        comparison(
            "selection_rate",
            "race",
            "disparity",
            kind="ratio",
            tolerance=0.8,
            groups=("African-American", "Asian"),
            value=0.549,
            low=0.42,
            high=0.71,
        ),
        comparison(
            "false_positive_rate",
            "race",
            "inconclusive",
            kind="ratio",
            tolerance=0.8,
            groups=("Asian", "African-American"),
            value=0.78,
            low=0.6,
            high=None,
        ),
        comparison(
            "true_positive_rate",
            "sex",
            "inconclusive",
            kind="ratio",
            tolerance=0.8,
            groups=("Female", "Male"),
            value=None,
            low=0.0,
            high=1.0,
        ),
    )
    return record(rows, race_estimates())


def many_groups(n: int = 20, name: Callable[[int], str] = "Region {:02d} of the country".format) -> Record:
    """One attribute with many groups."""
    groups = tuple(
        estimate("selection_rate", "region", name(i), 40 + 3 * i % 97, 200 + 7 * i) for i in range(n)
    )
    gates = (
        comparison(
            "selection_rate",
            "region",
            "disparity",
            groups=(name(0), name(n - 1)),
            value=0.3,
            low=0.12,
            high=0.41,
        ),
    )
    return record(gates, groups)


def one_group() -> Record:
    """One group only: nothing to compare."""
    return record(
        (comparison("selection_rate", "sex", "not_estimable"),),
        (estimate("selection_rate", "sex", "Female", 30, 60),),
    )


def no_gates() -> Record:
    """No comparison was declared."""
    return record(tuple(c for c in compas_comparisons() if not c.declared), race_estimates())


def impact(attribute: str, counts: Mapping[str, tuple[int, int]], unknown: int = 0) -> ImpactTable:
    """The impact table of (applicants, selected) by group."""
    lines = four_fifths(counts)
    rows = tuple(
        ImpactRow(
            group=line.group,
            applicants=line.applicants,
            selected=line.selected,
            rate=None if line.rate is None else float(line.rate),
            impact_ratio=None if line.impact_ratio is None else float(line.impact_ratio),
            below_four_fifths=line.below,
            z=line.standard_deviations,
            fisher_p=line.fisher_p,
            reason=line.reason,
        )
        for line in lines
    )
    return ImpactTable(attribute=attribute, reference=lines[0].reference, rows=rows, unknown=unknown)


def hiring() -> Record:
    """Sex, race and the two crossed, with impact tables and the annex of LL144."""
    cells = {
        "sex": {"Female": (150, 60), "Male": (160, 80)},
        "race": {"Asian": (100, 40), "Black": (5, 3), "White": (205, 97)},
        "race & sex": {
            "Asian & Female": (40, 14), "Asian & Male": (60, 26), "Black & Female": (5, 3), "Black & Male": (0, 0),
            "White & Female": (105, 43), "White & Male": (100, 54),
        },
    }  # fmt: skip
    estimates = tuple(
        estimate("selection_rate", name, group, selected, people)
        for name, groups in cells.items()
        for group, (people, selected) in {**groups, "unknown": (7, 2)}.items()
    )
    gates = tuple(comparison("selection_rate", name, "inconclusive", kind="ratio") for name in cells)
    tables = tuple(impact(name, groups, unknown=7) for name, groups in cells.items())
    content = record(gates, estimates, impact=tables, title="Interviews")
    return Record.of(with_controls(content, ["nyc_ll144"]))


def hostile() -> Record:
    """Names that try to break out of the page, or have no glyph."""
    groups = tuple(
        estimate("selection_rate", "<i>attr</i> 😀", name, 60 + 10 * i, 200) for i, name in enumerate(HOSTILE)
    )
    gates = (
        comparison(
            "selection_rate",
            "<i>attr</i> 😀",
            "disparity",
            groups=(HOSTILE[0], HOSTILE[1]),
            statement=f"{HOSTILE[0]} and {HOSTILE[1]} differ.",
        ),
    )
    return record(gates, groups, title="<h1>&amp; $title$ 😀 " + "x" * 180)


def undefined() -> Record:
    """No figure anywhere."""
    return record(
        (comparison("precision", "race", "not_estimable"),),
        tuple(estimate("precision", "race", g, 0, 0) for g in ("A", "B")),
        performance=Performance(),
    )


@cache
def _people() -> pd.DataFrame:
    """400 seeded rows for every kind of decision."""
    draw = np.random.default_rng(5)
    n = 400
    frame = pd.DataFrame(
        {
            "sex": draw.choice(["women", "men"], n),
            "dept": draw.choice(["law", "art"], n),
            "y": draw.integers(0, 2, n),
            "animal": draw.choice(["cat", "dog", "a very long label of a fox"], n),
            "wage": draw.normal(-200, 900, n),
        }
    )
    frame["s"] = (0.3 * frame.y + 0.7 * draw.random(n)).round(3)
    frame["said"] = np.where(draw.random(n) < 0.7, frame.animal, "dog")
    frame["guess"] = frame.wage + draw.normal(0, 150, n) - 300 * (frame.sex == "women")
    return frame


def _audited(*columns: str, **more: object) -> Record:
    rows = _people()
    y, p = (rows[name] for name in columns)
    return _steady(fairwitness.audit(y, p, sensitive_features=rows[["sex"]], **more))


def _steady(record: Record) -> Record:
    """What was metered differs from run to run, and with it the tests that are collected."""
    return record.with_energy(energy())


@cache
def media() -> Record:
    """A text that nobody can trust and one that paper has no letters for, and a picture, each by two methods."""
    texts = ["a good film <b>bad</b> | *x* #panic() \u202e end", "漢字 good かな 👩‍👩‍👧‍👦"]
    found = [
        [
            MediaCase("", text, "yes", explain_text(_has_good, [text], method=method, effort=_FEW)[0])
            for method in _BOTH
        ]
        for text in texts
    ]
    picture = (np.random.default_rng(1).random((16, 24, 3)) * 255).astype(np.uint8)
    found.append(
        [
            MediaCase(
                "",
                picture,
                None,
                explain_images(_bright, [picture], method=method, regions=9, effort=_FEW)[0],
            )
            for method in _BOTH
        ]
    )
    items = tuple(kept(cases, f"{place}d62a94f0b7c1e538") for place, cases in enumerate(found))
    said = "The model reads texts, 'review', and no other column."
    return Record.of(full().model_copy(update={"explanations": Explanations(items=items, statement=said)}))


_BOTH: tuple[Literal["lime"], Literal["shap"]] = ("lime", "shap")
_FEW = Effort(n_samples=60)


def _has_good(texts: list[str]) -> list[list[float]]:
    return [[0.1, 0.2 + 0.7 * ("good" in text)] for text in texts]


def _bright(pictures: np.ndarray) -> np.ndarray:
    return pictures[:, :8, :8].mean(axis=(1, 2, 3)) / 255


@cache
def several_labels() -> Record:
    """One of three labels is decided."""
    gates = [{"metric": "recall_macro", "limit": 0.2}, {"metric": "precision", "limit": 0.3}, {}]
    return _audited("animal", "said", task="multiclass", plan={"gates": gates})


@cache
def numbers() -> Record:
    """A number is decided, with negative figures."""
    gates = [{"metric": name, "limit": 100} for name in ("mean_error", "mean_prediction")]
    return _audited("wage", "guess", task="regression", plan={"task": "regression", "gates": gates})


@cache
def scored() -> Record:
    """A score with a threshold, strata, other forms of comparison and figures of a library."""
    rows = _people()
    gates: list[dict[str, object]] = [
        {"metric": "roc_auc_score", "limit": 0.2},
        {"metric": "equalized_odds", "limit": 0.3},
        {"metric": "mean_score", "limit": 0.1, "against": "rest"},
        {"metric": "conditional_selection_rate"},
        {"limit": 0.2},
        {"metric": "selection_rate", "against": "reference", "reference": "men"},
        {"metric": "f1_score", "limit": 0.3},
    ]
    return _steady(
        fairwitness.audit(
            rows.y,
            y_score=rows.s,
            threshold=0.5,
            sensitive_features=rows[["sex"]],
            strata=rows[["dept"]],
            plan={"gates": gates, "roles": {"score_is_probability": True}},
        )
    )


def stated() -> Record:
    """A whole framework, and statements beside the record: hostile, right to left, long, about another record."""
    from fairwitness.reports.frameworks import sg_ai_verify

    base = full()
    framed = base.model_copy(
        update={"frameworks": (sg_ai_verify.facts(),), "controls": sg_ai_verify.controls(base)}
    )
    said: dict[str, dict[str, object]] = {
        "roles": {"by": "Ana Pires", "role": "Owner", "date": "2026-11-20", "text": "Ana Pires owns it."},
        "security": {"by": "<b>Jörg</b>", "date": "2026-11-20", "text": "<script>alert(1)</script> [x](y)"},
        "consultation": {"by": "مريم", "date": "2026-11-20", "text": "سمعنا \u202eالمتأثرين"},
        "energy": {"by": "李", "date": "2026-11-20", "text": "能量 " * 3000},
        "independence": {"by": "Ana Pires", "date": "2026-11-20", "text": "No stake.", "record": "ab" * 6},
    }
    return Record.of(framed).with_statements(make_statements({"statements": said}))


VARIANTS: dict[str, Callable[[], Record]] = {
    f.__name__: f
    for f in (
        full,
        no_target,
        ratio_gates,
        many_groups,
        one_group,
        no_gates,
        hiring,
        hostile,
        undefined,
        searched,
        media,
        several_labels,
        numbers,
        scored,
        stated,
    )
}
