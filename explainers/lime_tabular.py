"""LIME: a small linear model around each row, over conditions that a person can read.

Sources: Ribeiro, Singh and Guestrin, "Why Should I Trust You?", KDD 2016; the `lime` package. On what its
weights mean for tables: Garreau and von Luxburg, arXiv 2008.11092.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import pandas as pd

from fairwitness.explainers.base import Explanation, FloatArray, Options, Predict
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.inputs import as_frame, checked, matched, on_codes, provenance

SAMPLES = 5_000
_MISSING_RULE = "a condition of its own, drawn as often as the background has it; nothing is imputed"


@dataclass(frozen=True)
class LimeTabular:
    """Weights of a local linear surrogate, one for each column: that of the condition the row meets.

    Number columns are cut at the background's quartiles, others are met by equality. Perturbed rows draw each
    column by itself from the background, so they hold only values that occur, but perhaps combinations that
    do not. `fidelity` is the R2 of the surrogate on them; where it is low, the weights say little about the
    model. A condition that no background row meets is made known by adding the explained row to the
    background once. The base value is the surrogate's intercept, its answer where no condition is met.
    """

    name: ClassVar[str] = "lime"

    def explain(
        self, predict: Predict, X: pd.DataFrame, background: pd.DataFrame, options: Options
    ) -> Explanation:
        """Explain the answers of `predict` to the rows of `X`.

        Raises
        ------
        ExplanationError
            The frames do not fit, or the model answers badly.
        """
        X = as_frame(X, name="X")
        background = matched(X, as_frame(background, name="background"))
        ask, codec = checked(predict), ColumnCodec(background, X)
        samples = SAMPLES if options.n_samples is None else options.n_samples
        surrogates = _Surrogates(codec, codec.encode(background), options.seed)
        fits = [surrogates.fit(row, on_codes(ask, codec), samples) for row in codec.encode(X)]
        return Explanation(
            values=np.array([fit.weights for fit in fits]),
            base_values=np.array([fit.intercept for fit in fits]),
            outputs=ask(X),
            columns=codec.columns,
            fidelity=np.array([fit.r2 for fit in fits]),
            conditions=tuple(fit.conditions for fit in fits),
            meta={
                "method": self.name,
                "engine": "lime.lime_tabular.LimeTabularExplainer",
                "base_value_definition": "intercept of the local surrogate",
                "missing": _MISSING_RULE,
                "perturbation": "background values drawn within quartiles, each column by itself",
                "n_samples": samples,
                **provenance(background, options, ("lime", "numpy", "pandas", "scikit-learn")),
            },
        )


@dataclass(frozen=True)
class _Fit:
    weights: FloatArray
    intercept: float
    r2: float
    conditions: tuple[str, ...]


class _Fitted(Protocol):
    """What is used of lime's own explanation."""

    intercept: dict[int, float]
    local_exp: dict[int, list[tuple[int, float]]]
    score: float


class _Lime(Protocol):
    """What is used of lime's explainer."""

    feature_values: dict[int, list[float]]
    discretizer: _Bins

    def explain_instance(
        self,
        row: FloatArray,
        predict: Callable[[FloatArray], FloatArray],
        *,
        num_features: int,
        num_samples: int,
    ) -> _Fitted: ...


class _Bins(Protocol):
    names: dict[int, list[str]]

    def discretize(self, data: FloatArray) -> FloatArray: ...


class _Surrogates:
    """Fits one surrogate a row, every time from the same seed."""

    def __init__(self, codec: ColumnCodec, background: FloatArray, seed: int) -> None:
        self._codec = codec
        self._background = background
        self._seed = seed
        self._random = np.random.RandomState(seed)
        self._usual = self._explainer(background)

    def fit(self, row: FloatArray, ask: Callable[[FloatArray], FloatArray], samples: int) -> _Fit:
        lime = self._usual
        coded = lime.discretizer.discretize(row)
        if any(code not in lime.feature_values[place] for place, code in enumerate(coded)):
            lime = self._explainer(np.vstack([self._background, row]))
        self._random.seed(self._seed)

        def both_classes(matrix: FloatArray) -> FloatArray:
            positive = ask(matrix)
            return np.column_stack([1 - positive, positive])

        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found = lime.explain_instance(row, both_classes, num_features=len(row), num_samples=samples)
        weights = np.zeros(len(row))
        for place, weight in found.local_exp[1]:
            weights[place] = weight
        r2 = min(max(float(found.score), 0.0), 1.0)  # a fit with intercept leaves [0, 1] only by rounding
        return _Fit(weights, float(found.intercept[1]), r2, self._conditions(lime, coded))

    def _conditions(self, lime: _Lime, coded: FloatArray) -> tuple[str, ...]:
        names = {**self._codec.category_names, **lime.discretizer.names}
        return tuple(
            f"{column}={names[place][int(code)]}"
            if place in self._codec.category_names
            else names[place][int(code)]
            for place, (column, code) in enumerate(zip(self._codec.columns, coded, strict=True))
        )

    def _explainer(self, background: FloatArray) -> _Lime:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter(
                "ignore"
            )  # of lime's dependencies, and of numpy about columns that are all missing
            from lime.lime_tabular import LimeTabularExplainer

            from fairwitness.explainers._lime_bins import QuartileBins, quartiles

            numbers = [place for place in range(background.shape[1]) if place not in self._codec.categorical]
            edges = {place: quartiles(self._background[:, place]) for place in numbers}
            made: _Lime = LimeTabularExplainer(
                background,
                mode="classification",
                feature_names=list(self._codec.columns),
                categorical_features=list(self._codec.categorical),
                categorical_names=dict(self._codec.category_names),
                feature_selection="none",
                discretize_continuous=True,
                discretizer=QuartileBins(background, self._codec.columns, self._random, edges),
                random_state=self._random,
            )
        return made
