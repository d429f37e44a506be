"""Figures made by hand: rates with Wilson's intervals, and comparisons of them as COMPAS has them."""

# ruff: noqa: E501
from __future__ import annotations

import math

from fairwitness.audits.record.schema import (
    Comparison,
    Confusion,
    Estimate,
    Excluded,
    GateResult,
    MoreRows,
    Pair,
    Performance,
    Verdict,
)

OUTCOME = {
    "disparity": "fail",
    "within": "pass",
    "inconclusive": "inconclusive",
    "not_estimable": "not_estimable",
}


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
    """One or two comparisons of every verdict, and one that no limit was declared for."""
    return (*_over_the_limit(), *_within_or_open(), *_undeclared())


def _over_the_limit() -> tuple[Comparison, ...]:
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
    )


def _within_or_open() -> tuple[Comparison, ...]:
    return (
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
    )


def _undeclared() -> tuple[Comparison, ...]:
    return (
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
