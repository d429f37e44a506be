"""LIME for tables: 200 rows x 5,000 perturbed rows beside the lime package, with the same models."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.timing import timed
from fairwitness.explainers import explain

if TYPE_CHECKING:
    from lime.lime_tabular import LimeTabularExplainer

TITLE = "LIME for tables"
SAMPLES = 5_000
TURNS, OURS = 3, 7
SEEDS, AGREEING = 30, 20
Floats = npt.NDArray[np.float64]


class Classifier(Protocol):
    """What is used of a fitted classifier."""

    def predict_proba(self, X: pd.DataFrame | Floats) -> Floats:
        """Shape (rows, classes)."""
        ...


@dataclass(frozen=True)
class Case:
    """A fitted model, its data in raw columns, and how many times as fast is asked."""

    name: str
    make: Callable[[], tuple[Classifier, pd.DataFrame]]
    target: int


def run(rows: int = 200) -> list[str]:
    """Lines: the table of seconds."""
    return [
        f"{rows} rows x {SAMPLES:,} perturbed rows, one process, the same models and background, no workers; the least "
        f"of {TURNS * OURS} runs of fairwitness and of {TURNS} of lime, taken in turns. Agreement: share of weights "
        f"within two standard errors of lime's mean over {SEEDS} other seeds, over {AGREEING} rows; R2: the difference "
        f"of the mean fit over those rows. {kernels()}",
        "",
        "| model | columns | fairwitness, s | lime, s | times as fast | target | agreement | R2 |",
        "|---" * 8 + "|",
        *(_line(case, rows) for case in CASES),
    ]


def kernels() -> str:
    """Which kernels numpy multiplied with, and on how many threads, in a sentence."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return ""
    found = {
        f"{one['internal_api']} {one.get('architecture', '')} on {one['num_threads']} threads"
        for one in threadpool_info()
        if one["user_api"] == "blas"
    }
    return f"Products by {' and '.join(sorted(found))}, for both."


def _line(case: Case, rows: int) -> str:
    model, X = case.make()
    background, few = X.iloc[:1000], X.iloc[-rows:]
    model.predict_proba(few)

    def ours() -> None:
        explain(model, few, background=background, method="lime", n_samples=SAMPLES)

    ours()  # imports
    mine, theirs = [], []
    for _ in range(TURNS):
        mine += [timed(ours) for _ in range(OURS)]
        theirs.append(timed(lambda: _lime(model, background, few, seed=0)))
    agreement, apart = _agreement(model, background, few.iloc[:AGREEING])
    least = min(mine)
    return (
        f"| {case.name} | {X.shape[1]} | {least:.3f} | {min(theirs):.1f} | {min(theirs) / least:.0f} | {case.target} "
        f"| {agreement:.1%} | {apart:.3f} |"
    )


def _agreement(model: Classifier, background: pd.DataFrame, few: pd.DataFrame) -> tuple[float, float]:
    own = explain(model, few, background=background, method="lime", n_samples=SAMPLES)
    weights, fits = zip(
        *(_lime(model, background, few, seed=seed) for seed in range(1, SEEDS + 1)), strict=True
    )
    mean, spread = np.mean(weights, axis=0), np.std(weights, axis=0, ddof=1)
    within = np.abs(own.values - mean) <= 2 * spread * np.sqrt(1 + 1 / len(weights))
    assert own.fidelity is not None
    return float(within.mean()), float(abs(own.fidelity.mean() - np.mean(fits)))


def _lime(
    model: Classifier, background: pd.DataFrame, few: pd.DataFrame, *, seed: int
) -> tuple[Floats, Floats]:
    """lime's weights by column, shape (rows, columns), and its fits."""
    coded = [pd.api.types.is_object_dtype(kind) or isinstance(kind, pd.StringDtype) for kind in few.dtypes]
    tables = {place: sorted(background.iloc[:, place].unique()) for place in np.flatnonzero(coded)}

    def encode(frame: pd.DataFrame) -> Floats:
        columns = [
            frame.iloc[:, place].map({value: code for code, value in enumerate(tables[place])})
            if place in tables
            else frame.iloc[:, place]
            for place in range(frame.shape[1])
        ]
        return np.column_stack(columns).astype(np.float64)

    def answer(matrix: Floats) -> Floats:
        frame = pd.DataFrame(matrix, columns=few.columns)
        for place, values in tables.items():
            frame[few.columns[place]] = np.array(values, dtype=object)[matrix[:, place].astype(int)]
        return model.predict_proba(frame)

    explainer = _explainer(encode(background), list(tables), seed)
    found = list(_each(explainer, encode(few), answer))
    return np.array([weights for weights, _ in found]), np.array([fit for _, fit in found])


def _each(
    explainer: LimeTabularExplainer, matrix: Floats, answer: Callable[[Floats], Floats]
) -> Iterator[tuple[Floats, float]]:
    width = matrix.shape[1]
    for row in matrix:
        found = explainer.explain_instance(row, answer, num_features=width, num_samples=SAMPLES)
        weights = np.zeros(width)
        for place, weight in found.local_exp[1]:
            weights[place] = weight
        yield weights, float(found.score)


def _explainer(background: Floats, coded: list[int], seed: int) -> LimeTabularExplainer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lime.lime_tabular import LimeTabularExplainer
    return LimeTabularExplainer(
        background, categorical_features=coded, feature_selection="none", random_state=seed
    )


def _numbers(rows: int = 3000) -> tuple[pd.DataFrame, Floats]:
    draw = np.random.default_rng(0)
    X = pd.DataFrame(draw.normal(size=(rows, 20)), columns=[f"x{place}" for place in range(20)])
    score = X["x0"] * X["x1"] + np.sin(2 * X["x2"]) + X["x3"] + draw.normal(size=rows) / 2
    return X, (score > 0).to_numpy(dtype=np.float64)


def _xgboost() -> tuple[Classifier, pd.DataFrame]:
    from xgboost import XGBClassifier

    X, y = _numbers()
    return XGBClassifier(n_estimators=100, max_depth=5, n_jobs=1).fit(X, y), X


def _forest() -> tuple[Classifier, pd.DataFrame]:
    from sklearn.ensemble import RandomForestClassifier

    X, y = _numbers()
    return RandomForestClassifier(200, max_depth=10, random_state=0, n_jobs=1).fit(X, y), X


def _network() -> tuple[Classifier, pd.DataFrame]:
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    X, y = _numbers()
    return make_pipeline(StandardScaler(), MLPClassifier((64, 32), random_state=0, early_stopping=True)).fit(
        X, y
    ), X


def _mixed() -> tuple[Classifier, pd.DataFrame]:
    from sklearn.compose import make_column_transformer
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    X, y = _numbers()
    draw = np.random.default_rng(1)
    names = {f"c{place}": draw.choice(list("abcdef"), len(X)) for place in range(6)}
    X = pd.concat([X.iloc[:, :6], pd.DataFrame(names)], axis=1)
    columns = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), list(names)),
        (StandardScaler(), [f"x{place}" for place in range(6)]),
    )
    return make_pipeline(columns, MLPClassifier((64, 32), random_state=0, early_stopping=True)).fit(X, y), X


CASES = (
    Case("XGBoost 100 x depth 5", _xgboost, 100),
    Case("forest 200 x depth 10", _forest, 100),
    Case("network 64-32", _network, 100),
    Case("one-hot + network, mixed columns", _mixed, 60),
)
