"""Explanations made by hand: importance, cases, spread, effects, and shares of a gap."""

from __future__ import annotations

from fairwitness.audits.record.reasons import Certificate
from fairwitness.audits.record.schema import (
    CaseExplanation,
    ColumnEffect,
    Contribution,
    EffectCurve,
    Explanations,
    GapAttribution,
    GapColumn,
    GlobalExplanation,
    Importance,
    Strip,
    Strips,
)


def explanations(*, cases: bool = True) -> Explanations:
    return Explanations(
        importance=_importance(),
        cases=_cases() if cases else (),
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


def _importance() -> GlobalExplanation:
    sizes = {"priors_count": 0.41, "age": 0.37, "race": 0.12, "c_charge_degree": 0.09, "days": 0.0}
    return GlobalExplanation(
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
    )


def _cases() -> tuple[CaseExplanation, ...]:
    """One case by both methods."""
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
    return (
        CaseExplanation(
            id="a3f1" * 8, method="shap", output=0.91, base_value=-0.2, fidelity=None, contributions=shap
        ),
        CaseExplanation(
            id="a3f1" * 8, method="lime", output=0.71, base_value=0.4, fidelity=0.83, contributions=lime
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


_ALONG: dict[str, object] = {"kind": "accumulated_local_effects", "scale": "log-odds", "missing": 0}


def effects() -> tuple[ColumnEffect, ...]:
    """Along a number with two groups, along two values, and along names."""
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
        **_ALONG | {"missing": 3},
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
        **_ALONG,
    )
    return number, two, _along_names()


def _along_names() -> ColumnEffect:
    return ColumnEffect(
        column="c_charge_degree",
        label="charge degree",
        points=(0, 1),
        names=("F", "M"),
        order="alike values side by side",
        counts=(70, 30),
        attribute=None,
        curves=(EffectCurve(group=None, rows=100, values=(0.03, -0.07), errors=(0.01, 0.02)),),
        **_ALONG,
    )


def gap(**over: object) -> GapAttribution:
    """Shares of five columns that add up to 21 points."""
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
        "columns": _shares(),
        "statement": "The gap by race is 21 points; priors count (15 points) widens it most.",
        "notes": ("A column that the model ignores has a share of zero.",),
    }
    return GapAttribution.model_validate(values | over)


def _shares() -> tuple[GapColumn, ...]:
    shares = {"priors_count": 0.15, "age": 0.05, "race": 0.03, "c_charge_degree": -0.02, "days": 0.0}
    return tuple(
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
    )


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
