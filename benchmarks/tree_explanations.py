"""Exact path-dependent Shapley values of four kinds of trees: seconds beside shap and the boosters' own."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.timing import timed
from benchmarks.tree_peers import Stopped, at_most, in_chunks
from fairwitness.explainers.trees import TreeEnsemble
from fairwitness.explainers.trees.ensemble import Ints
from fairwitness.explainers.trees.path_dependent import VALUES, path_dependent
from fairwitness.explainers.trees.read import read_trees

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

TITLE = "Trees: exact path-dependent Shapley values"
ROWS = (10, 100, 1_000, 10_000)
THREADS = 2
COLUMNS = 12
SLOW = 10.0
"""Seconds from which on the other side is timed once."""
PATIENCE = 200.0
"""Seconds after which it is stopped."""
CHUNK = 100
"""Rows in one call of shap, which cannot be stopped inside one."""
RATIO, SLACK = 1.1, 0.020
"""The bar: this many times the other side, and seconds beyond."""
Floats = npt.NDArray[np.float64]
Read = Callable[[Floats], tuple[TreeEnsemble, Floats]]


@dataclass(frozen=True)
class Sides:
    """A fitted model: how its trees and their matrix are read, and what the other side says."""

    read: Read
    explain: Callable[[Floats], Floats]


@dataclass(frozen=True)
class Case:
    """A kind of trees, who explains it otherwise, and how many times as fast is asked."""

    name: str
    fit: Callable[[Floats, Floats], Sides]
    peer: str
    target: float


@dataclass(frozen=True)
class Effort:
    """How many rows are explained, how often, and how many the models are fitted on."""

    sizes: tuple[int, ...] = ROWS
    runs: int = 3
    fitted: int = 30_000


def synthetic(rows: int = 30_000) -> tuple[Floats, Floats]:
    """Seeded numbers with interactions, and two classes."""
    draw = np.random.default_rng(0)
    X = draw.normal(size=(rows, COLUMNS)).astype(np.float32).astype(np.float64)
    score = X[:, 0] * X[:, 1] + np.sin(3 * X[:, 2]) + X[:, 3] / 2 + draw.normal(size=rows)
    return X, (score > 0).astype(np.float64)


def adult() -> tuple[Floats, Floats] | None:
    """The Adult data of FAIRWITNESS_DATA with a whole number for each category; None where it is not there."""
    path = Path(os.environ.get("FAIRWITNESS_DATA", "/nowhere")) / "adult" / "adult.data"
    if not path.exists():
        return None
    frame = pd.read_csv(path, header=None, skipinitialspace=True)
    coded = frame.apply(lambda column: column if column.dtype.kind in "if" else pd.factorize(column)[0])
    return coded.iloc[:, :-1].to_numpy(dtype=np.float64), (frame.iloc[:, -1] == ">50K").to_numpy(
        dtype=np.float64
    )


def _forest(X: Floats, y: Floats) -> Sides:
    from sklearn.ensemble import RandomForestClassifier

    return _scikit(RandomForestClassifier(200, max_depth=10, random_state=0, n_jobs=THREADS).fit(X, y))


def _histograms(X: Floats, y: Floats) -> Sides:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(max_iter=200, early_stopping=False, random_state=0)
    return _scikit(model.fit(X, y))


def _scikit(model: BaseEstimator) -> Sides:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import shap
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    return Sides(read_as(model), partial(in_chunks, explainer, chunk=CHUNK))


def _xgboost(X: Floats, y: Floats) -> Sides:
    from xgboost import DMatrix, XGBClassifier

    model = XGBClassifier(n_estimators=200, max_depth=6, n_jobs=THREADS, random_state=0).fit(X, y)
    booster = model.get_booster()

    def explain(X: Floats) -> Floats:
        return np.asarray(booster.predict(DMatrix(X, nthread=THREADS), pred_contribs=True))[:, :-1]

    return Sides(read_as(model), explain)


def _lightgbm(X: Floats, y: Floats) -> Sides:
    from lightgbm import LGBMClassifier

    model = LGBMClassifier(n_estimators=200, n_jobs=THREADS, random_state=0, verbose=-1).fit(X, y)

    def explain(X: Floats) -> Floats:
        return np.asarray(model.booster_.predict(X, pred_contrib=True, num_threads=THREADS))[:, :-1]

    return Sides(read_as(model), explain)


def read_as(model: object) -> Read:
    """The trees of a fitted model, and the matrix that they compare."""

    def read(X: Floats) -> tuple[TreeEnsemble, Floats]:
        found = read_trees(model, tuple(f"x{place}" for place in range(X.shape[1])), None)
        assert found is not None
        return found.ensemble, found.encode(pd.DataFrame(X))

    return read


CASES = (
    Case("forest 200 x depth 10", _forest, "shap", 20),
    Case("HistGradientBoosting 200", _histograms, "shap", 10),
    Case("XGBoost 200 x depth 6", _xgboost, "xgboost-cpu", 6),
    Case("LightGBM 200 x 31 leaves", _lightgbm, "lightgbm", 5),
)


def run(effort: Effort | None = None, cases: tuple[Case, ...] = CASES) -> list[str]:
    """Lines: the table of seconds."""
    effort = effort or Effort()
    started = "in the cache of this machine" if VALUES.ready else f"compiled in {timed(VALUES.warm_up):.1f} s"
    data = {"synthetic": synthetic(effort.fitted)} | ({} if (found := adult()) is None else {"Adult": found})
    return [
        f"All rows at once, the layout of the trees included, {THREADS} threads on both sides (shap uses one), warm, "
        f"the least of {effort.runs} runs taken in turns; what takes {SLOW:.0f} s is timed once, and stopped "
        f"after {PATIENCE:.0f}. Our kernel was {started}. We may take {RATIO:g} times the other side and "
        f"{SLACK * 1000:.0f} ms. Difference: the largest from the other side, which keeps 32 bits in XGBoost.",
        "",
        "| data | model | rows | fairwitness, s | other side, s | other side | times as fast | target | bar "
        "| difference |",
        "|---" * 10 + "|",
        *(
            f"| {name} {line}"
            for name, (X, y) in data.items()
            for case in cases
            for line in lines(case, X[: effort.fitted], y[: effort.fitted], effort)
        ),
    ]


def lines(case: Case, X: Floats, y: Floats, effort: Effort) -> Iterator[str]:
    """A line of the table for each number of rows."""
    try:
        sides = case.fit(X, y)
    except ImportError as error:
        yield f"| {case.name} | not run: {error.name} is not installed | | | | | | | |"
        return
    for rows in effort.sizes:
        head = f"| {case.name} | {rows:,} |"
        ensemble, matrix = sides.read(X[:rows])
        players = np.arange(ensemble.columns, dtype=np.int32)
        ours = partial(_values, ensemble, matrix, players)
        mine, others, difference = _measured(ours, partial(sides.explain, X[:rows]), effort.runs)
        more, held = "> " if np.isnan(difference) else "", mine <= RATIO * others + SLACK
        yield (
            f"{head} {mine:.3f} | {more}{others:.3f} | {case.peer} {version(case.peer)} | {more}{others / mine:.1f} "
            f"| {case.target:.0f} | {'holds' if held else 'missed'} | {'-' if more else f'{difference:.0e}'} |"
        )


def _values(ensemble: TreeEnsemble, matrix: Floats, players: Ints) -> Floats:
    return path_dependent(ensemble, matrix, players, threads=THREADS).values[..., 0]


def _measured(
    ours: Callable[[], Floats], theirs: Callable[[], Floats], runs: int
) -> tuple[float, float, float]:
    """Seconds of both sides, and the largest difference between what they say; NaN if the other was stopped."""
    values = ours()  # loads the kernel
    told: list[Floats] = []
    mine, others, difference = np.inf, np.inf, np.nan
    for _ in range(runs):
        mine = min(mine, timed(ours))
        if SLOW <= others < np.inf:
            continue
        try:
            with at_most(PATIENCE):
                others = min(others, timed(lambda: told.append(theirs())))
        except Stopped:
            others = PATIENCE
        else:
            difference = float(np.abs(values - told[-1]).max())
    return mine, others, difference
