"""Shapley values of a black box: error at the same number of model rows as shap's estimators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers.base import Options
from fairwitness.explainers.coalitions import coalition_values
from fairwitness.explainers.coalitions.design import every_coalition
from fairwitness.explainers.coalitions.solve import exact_weights
from fairwitness.explainers.engines import Question
from fairwitness.explainers.engines.permutations import Permutations

TITLE = "A black box: Shapley values by sampled coalitions"
COLUMNS, BACKGROUND, ROWS = 14, 20, 5
Floats = npt.NDArray[np.float64]
Ask = Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class Trial:
    """One model: how it is asked, the rows, and their values by every coalition."""

    ask: Ask
    rows: Floats
    background: Floats
    truth: Floats

    def off(self, values: Floats) -> list[float]:
        """The relative error of each row."""
        apart = np.linalg.norm(values - self.truth, axis=1) / np.linalg.norm(self.truth, axis=1)
        found: list[float] = apart.tolist()
        return found


def run(seeds: int = 4) -> list[str]:
    """Lines: median relative errors."""
    X, models = _models()
    rows, background = X[:ROWS], X[-BACKGROUND:]
    trials = [Trial(ask, rows, background, _exact(ask, rows, background)) for ask in models]
    return [
        f"{COLUMNS} columns, {BACKGROUND} rows of background, {len(models)} models x {ROWS} rows x {seeds} seeds; "
        "truth by every coalition. Median of |estimate - truth| / |truth|. shap's permutations have their "
        "background in ten blocks, each with a permutation of its own, which errs less than one for all.",
        "",
        "| coalitions a column | fairwitness | shap permutations | ratio | target |",
        "|---" * 5 + "|",
        *(_line(each, trials, seeds) for each in (6, 10, 20, 60)),
    ]


def _line(each: int, trials: list[Trial], seeds: int) -> str:
    pairs = [(trial, seed) for trial in trials for seed in range(seeds)]
    count = each * COLUMNS
    mine = float(np.median([off for trial, seed in pairs for off in trial.off(_ours(trial, count, seed))]))
    other = float(np.median([off for trial, seed in pairs for off in trial.off(_theirs(trial, count, seed))]))
    target = "0.045 and ratio 0.85" if each == 20 else "ratio 0.85"
    return f"| {each} | {mine:.4f} | {other:.4f} | {mine / other:.2f} | {target} |"


def _ours(trial: Trial, count: int, seed: int) -> Floats:
    return coalition_values(trial.ask, trial.rows, trial.background, n_samples=count, seed=seed).values


def _theirs(trial: Trial, count: int, seed: int) -> Floats:
    frames = pd.DataFrame(trial.rows), pd.DataFrame(trial.background)
    options = Options(n_samples=max(count, 2 * COLUMNS + 1), seed=seed)
    return Permutations().shares(Question(lambda frame: trial.ask(frame.to_numpy()), *frames, options)).values


def _models() -> tuple[Floats, list[Ask]]:
    from sklearn.ensemble import GradientBoostingRegressor
    from sklearn.neural_network import MLPRegressor
    from sklearn.svm import SVR

    draw = np.random.default_rng(0)
    X = draw.normal(size=(1500, COLUMNS))
    y = (
        X[:, 0] * X[:, 1]
        + np.sin(2 * X[:, 2])
        + X[:, 3:8].sum(axis=1) / 2
        + np.abs(X[:, 8])
        + draw.normal(size=1500) / 5
    )
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
