"""Shapley values of a black box: error at the same number of model rows as shap's estimators."""

from __future__ import annotations

from collections.abc import Callable

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


def run(seeds: int = 4) -> list[str]:
    """Lines: median relative errors."""
    X, models = _models()
    rows, background = X[:ROWS], X[-BACKGROUND:]
    truths = {name: _exact(ask, rows, background) for name, ask in models.items()}
    return [
        f"{COLUMNS} columns, {BACKGROUND} rows of background, {len(models)} models x {ROWS} rows x {seeds} seeds; "
        "truth by every coalition. Median of |estimate - truth| / |truth|. shap's permutations have their "
        "background in ten blocks, each with a permutation of its own, which errs less than one for all.",
        "",
        "| coalitions a column | fairwitness | shap permutations | ratio | target |",
        "|---" * 5 + "|",
        *(_line(each, models, truths, rows, background, seeds) for each in (6, 10, 20, 60)),
    ]


def _line(  # noqa: PLR0917 - one row of a table
    each: int, models: dict[str, Ask], truths: dict[str, Floats], rows: Floats, background: Floats, seeds: int
) -> str:
    ours, theirs = [], []
    count = each * COLUMNS
    for name, ask in models.items():
        for seed in range(seeds):
            found = coalition_values(ask, rows, background, n_samples=count, seed=seed).values
            question = Question(
                lambda frame, ask=ask: ask(frame.to_numpy()),
                pd.DataFrame(rows),
                pd.DataFrame(background),
                Options(n_samples=max(count, 2 * COLUMNS + 1), seed=seed),
            )
            other = Permutations().shares(question).values
            size = np.linalg.norm(truths[name], axis=1)
            ours += (np.linalg.norm(found - truths[name], axis=1) / size).tolist()
            theirs += (np.linalg.norm(other - truths[name], axis=1) / size).tolist()
    mine, other_error = float(np.median(ours)), float(np.median(theirs))
    target = "0.045 and ratio 0.85" if each == 20 else "ratio 0.85"
    return f"| {each} | {mine:.4f} | {other_error:.4f} | {mine / other_error:.2f} | {target} |"


def _models() -> tuple[Floats, dict[str, Ask]]:
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
    fitted = {
        "boosted trees": GradientBoostingRegressor(max_depth=4, random_state=0),
        "network": MLPRegressor((32, 32), max_iter=400, random_state=0, early_stopping=True),
        "support vectors": SVR(),
    }
    return X, {name: model.fit(X, y).predict for name, model in fitted.items()}


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
