"""Shapley values of a black box: error at the same number of model rows as shap's estimators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers import explain
from fairwitness.explainers.base import Options
from fairwitness.explainers.coalitions import coalition_values
from fairwitness.explainers.coalitions.design import every_coalition
from fairwitness.explainers.coalitions.solve import exact_weights
from fairwitness.explainers.engines import Question
from fairwitness.explainers.engines.permutations import Permutations

TITLE = "A black box: Shapley values by sampled coalitions"
COLUMNS, BACKGROUND, ROWS = 14, 20, 5
WIDE = (20, 50, 100)
ERROR, RATIO = 0.045, 0.85
"""What is asked for: of the error at 20 coalitions a column, and of its ratio to shap's permutations."""
Floats = npt.NDArray[np.float64]
Ask = Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class Trial:
    """One model: how it is asked, the rows, and their true values."""

    ask: Ask
    rows: Floats
    background: Floats
    truth: Floats

    def off(self, values: Floats) -> list[float]:
        """The relative error of each row."""
        apart = np.linalg.norm(values - self.truth, axis=1) / np.linalg.norm(self.truth, axis=1)
        found: list[float] = apart.tolist()
        return found


Estimator = Callable[[Trial, int, int], Floats]


def run(seeds: int = 2) -> list[str]:
    """Lines: median relative errors."""
    X, models = _models()
    rows, background = X[:ROWS], X[-BACKGROUND:]
    trials = [Trial(ask, rows, background, _exact(ask, rows, background)) for ask in models]
    return [
        f"{BACKGROUND} rows of background, {ROWS} rows x {seeds} seeds; {COLUMNS} columns: {len(models)} models, truth "
        "by every coalition; more columns: gradient boosting, truth from its trees. Median of |estimate - truth| / "
        "|truth|, all at the same number of model rows. Blocks: shap's permutations with the background in ten blocks "
        "that each have one of their own, our second engine. Kernel: shap's KernelExplainer with `l1_reg=0`. Asked "
        f"for: at most {ERROR} at 20 a column, and at most {RATIO} times shap's permutations.",
        "",
        "| columns | coalitions a column | fairwitness | shap permutations | ratio | blocks | kernel |",
        "|---" * 7 + "|",
        *(_line(each, trials, seeds) for each in (6, 10, 20, 60)),
        *(_line(20, [_wide(columns)], seeds) for columns in WIDE),
    ]


def _line(each: int, trials: list[Trial], seeds: int) -> str:
    columns = trials[0].rows.shape[1]

    def error(estimator: Estimator) -> float:
        pairs = [(trial, seed) for trial in trials for seed in range(seeds)]
        found = [off for trial, seed in pairs for off in trial.off(estimator(trial, each * columns, seed))]
        return float(np.median(found))

    mine, other, blocks, kernel = (error(one) for one in (_ours, _permutations, _blocks, _kernel))
    return f"| {columns} | {each} | {mine:.4f} | {other:.4f} | {mine / other:.2f} | {blocks:.4f} | {kernel:.4f} |"


def _ours(trial: Trial, count: int, seed: int) -> Floats:
    return coalition_values(trial.ask, trial.rows, trial.background, n_samples=count, seed=seed).values


def _permutations(trial: Trial, count: int, seed: int) -> Floats:
    import shap

    masker = shap.maskers.Independent(trial.background, max_samples=len(trial.background))
    explainer = shap.PermutationExplainer(trial.ask, masker, seed=seed)
    least = 2 * trial.rows.shape[1] + 1
    found: Floats = explainer(trial.rows, max_evals=max(count, least), silent=True).values
    return found


def _blocks(trial: Trial, count: int, seed: int) -> Floats:
    frames = pd.DataFrame(trial.rows), pd.DataFrame(trial.background)
    options = Options(n_samples=max(count, 2 * trial.rows.shape[1] + 1), seed=seed)
    return Permutations().shares(Question(lambda frame: trial.ask(frame.to_numpy()), *frames, options)).values


def _kernel(trial: Trial, count: int, seed: int) -> Floats:
    import shap

    np.random.seed(seed)
    explainer = shap.KernelExplainer(trial.ask, trial.background)
    found: Floats = explainer.shap_values(trial.rows, nsamples=count, l1_reg=0, silent=True)
    return found


def _wide(columns: int) -> Trial:
    """Trees over that many columns, whose exact values can be read off."""
    from sklearn.ensemble import GradientBoostingRegressor

    X, y = _data(columns)
    model = GradientBoostingRegressor(max_depth=4, n_estimators=200, random_state=0).fit(X, y)
    rows, background = X[:ROWS], X[-BACKGROUND:]
    truth = explain(model, rows, background=background, check_rows=0)
    assert truth.meta["engine"] == "fairwitness.trees.interventional"
    return Trial(model.predict, rows, background, truth.values)


def _data(columns: int) -> tuple[Floats, Floats]:
    draw = np.random.default_rng(0)
    X = draw.normal(size=(1500, columns))
    y = (
        X[:, 0] * X[:, 1]
        + np.sin(2 * X[:, 2])
        + X[:, 3:8].sum(axis=1) / 2
        + np.abs(X[:, 8])
        + X[:, 9:] @ draw.normal(size=columns - 9) / 4
        + draw.normal(size=1500) / 5
    )
    return X, y


def _models() -> tuple[Floats, list[Ask]]:
    from sklearn.ensemble import GradientBoostingRegressor
    from sklearn.neural_network import MLPRegressor
    from sklearn.svm import SVR

    X, y = _data(COLUMNS)
    fitted = (
        GradientBoostingRegressor(max_depth=4, random_state=0),
        MLPRegressor(hidden_layer_sizes=(32, 32), max_iter=400, random_state=0, early_stopping=True),
        SVR(),
    )
    return X, [model.fit(X, y).predict for model in fitted]


def _exact(ask: Ask, rows: Floats, background: Floats) -> Floats:
    told = every_coalition(COLUMNS)
    weights = exact_weights(COLUMNS)
    found = []
    for row in rows:
        worth = np.empty(len(told))
        for start in range(0, len(told), 2048):
            part = told[start : start + 2048]
            mixed = np.where(part[:, None, :], row, background).reshape(-1, COLUMNS)
            worth[start : start + 2048] = ask(mixed).reshape(len(part), -1).mean(axis=1)
        found.append(weights @ worth)
    return np.array(found)
