"""Exact interventional Shapley values of trees against a whole background, beside shap with the same background."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.timing import timed
from benchmarks.tree_explanations import THREADS, synthetic
from fairwitness.explainers.trees.background import interventional
from fairwitness.explainers.trees.read import read_trees

TITLE = "Trees: exact Shapley values against a background"
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A kind of trees, how many rows are explained against how many, and how many times as fast is asked."""

    name: str
    fit: Callable[[Floats, Floats], object]
    rows: int
    background: int
    target: float


def run(fitted: int = 20_000) -> list[str]:
    """Lines: the table of seconds."""
    X, y = synthetic(fitted)
    return [
        f"All rows at once, {THREADS} threads here, warm, best of 3; shap (one thread) is told to keep the whole "
        "background, and is timed once. Difference: the largest from shap.",
        "",
        "| model | rows x background | fairwitness, s | shap, s | times as fast | target | difference |",
        "|---" * 7 + "|",
        *(_line(case, X, y) for case in CASES),
    ]


def _line(case: Case, X: Floats, y: Floats) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import shap
    model = case.fit(X, y)
    rows, background = X[: case.rows], X[-case.background :]
    trees = read_trees(model, tuple(f"x{place}" for place in range(X.shape[1])), None)
    assert trees is not None
    found, against = (trees.encode(pd.DataFrame(part)) for part in (rows, background))
    ours = partial(interventional, trees.ensemble, found, against, trees.players, threads=THREADS)
    values = ours()[0][:, :, 0]
    mine = min(timed(ours) for _ in range(3))
    explainer = shap.TreeExplainer(model, shap.maskers.Independent(background, max_samples=len(background)))
    told: list[Floats] = []
    theirs = timed(lambda: told.append(np.asarray(explainer.shap_values(rows, check_additivity=False))))
    other = told[0] if told[0].ndim == 2 else told[0][..., 1]
    return (
        f"| {case.name} | {case.rows:,} x {case.background:,} | {mine:.3f} | {theirs:.1f} | {theirs / mine:.0f} "
        f"| {case.target:g} | {np.abs(values - other).max():.0e} |"
    )


def _xgboost(X: Floats, y: Floats) -> object:
    from xgboost import XGBClassifier

    return XGBClassifier(n_estimators=100, max_depth=6, n_jobs=THREADS, random_state=0).fit(X, y)


def _lightgbm(X: Floats, y: Floats) -> object:
    from lightgbm import LGBMClassifier

    made = LGBMClassifier(n_estimators=100, max_depth=6, n_jobs=THREADS, random_state=0, verbose=-1)
    return made.fit(X, y)


def _forest(X: Floats, y: Floats) -> object:
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(200, max_depth=10, random_state=0, n_jobs=THREADS).fit(X, y)


CASES = (
    Case("XGBoost 100 x depth 6", _xgboost, 1000, 1000, 20),
    Case("LightGBM 100 x depth 6", _lightgbm, 1000, 1000, 20),
    Case("forest 200 x depth 10", _forest, 100, 100, 3.5),
)
