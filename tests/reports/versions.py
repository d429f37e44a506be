"""Comparisons of two versions made by hand, for the tests of what shows them."""

from __future__ import annotations

from fairwitness.audits.versions.document import GapChange, Side, VersionComparison


def gap_change(metric: str = "selection_rate", **over: object) -> GapChange:
    """A gap of 8 points that grew to 20."""
    return GapChange.model_validate(
        {
            "id": f"{metric}.difference.sex",
            "metric": metric,
            "attribute": "sex",
            "kind": "difference",
            "groups_before": ("f", "m"),
            "groups_after": ("f", "m"),
            "before": 0.08,
            "after": 0.2,
            "change": 0.12,
            "low": 0.05,
            "high": 0.19,
            "confidence": 0.025,
            "method": "MOVER",
            "tolerance": None,
            "p_worse": 0.001,
            "p_better": 1.0,
            "p_not_worse": None,
            "outcome": "worse",
            "statement": "The gap between f and m grew from 8.0 to 20.0 points.",
            **over,
        }
    )


def comparison_of(*gates: GapChange, **over: object) -> VersionComparison:
    """A document with these gaps."""
    side = Side(
        decisions="column 'a'",
        threshold=None,
        rows=100,
        rows_unlabelled=0,
        source="a.csv",
        data_sha256="0" * 64,
    )
    return VersionComparison.model_validate(
        {
            "schema": "fairwitness/comparison/1",
            "form": "paired",
            "alpha": 0.05,
            "tolerance": None,
            "min_group": 30,
            "seed": 0,
            "positive": "1",
            "negative": "0",
            "favourable": "1",
            "a": side,
            "b": side,
            "gates": gates,
            "groups": (),
            "lead": "One gap got worse.",
            "notes": (),
            "created": "2026-11-27T12:00:00+00:00",
            "version": "0",
            "hash": "0" * 64,
            **over,
        }
    )
