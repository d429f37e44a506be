"""Records that real audits make, one for each task."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from tests.reports.records.facts import energy

import fairwitness
from fairwitness.audits.record import Record


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
