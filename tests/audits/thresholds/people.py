"""People with scores, and a plan that asks much of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.subject import Dataset, Subject, make_subject

GATES = [
    {"metric": "selection_rate", "limit": 0.1},
    {"metric": "selection_rate", "kind": "ratio", "limit": 0.8},
    {"metric": "true_positive_rate", "limit": 0.1, "against": "rest"},
    {"metric": "equalized_odds", "limit": 0.2, "attributes": ["sex"]},
    {"metric": "mean_score", "limit": 0.1, "attributes": ["sex"]},
]


def people(rows: int = 300, seed: int = 0, *, steps: int = 20) -> pd.DataFrame:
    """Scores in a few steps, so that many are equal; some groups, ages and outcomes are not known."""
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "sex": draw.choice(["f", "m", None], rows, p=[0.45, 0.5, 0.05]),
            "race": draw.choice(["a", "b", "c"], rows, p=[0.6, 0.35, 0.05]),
            "age": draw.integers(18, 80, rows).astype(float),
            "score": draw.integers(0, steps + 1, rows) / steps,
            "w": draw.choice([0.0, 0.3, 1.0, 2.7], rows),
            "office": draw.choice(["n", "s"], rows),
            "person": draw.integers(0, rows // 3 + 1, rows),
        }
    )
    frame["y"] = np.where(draw.random(rows) < 0.05, np.nan, draw.random(rows) < frame.score)
    return frame


def plan_of(threshold: float, roles: dict[str, object] | None = None, **more: object) -> Plan:
    base = {
        "target": "y",
        "score": "score",
        "threshold": threshold,
        "positive": 1,
        "favourable": 0,
        "sensitive": ["sex", {"name": "age", "bins": [40]}],
        "intersections": [["sex", "age"]],
    }
    found = {"gates": GATES, "checks": {"resamples": 200, "min_group": 8}, **more}
    return make_plan({**found, "roles": {**base, **(roles or {})}})


def subject_of(frame: pd.DataFrame, plan: Plan) -> Subject:
    return make_subject(plan, Dataset(frame, "people.csv", "csv", first_line=2))
