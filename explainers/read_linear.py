"""scikit-learn's linear models, read as weighted sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairwitness.explainers.base import FloatArray, Scale

_MODULES = ("sklearn.linear_model.", "sklearn.svm._classes")
_LINKED = ("PoissonRegressor", "GammaRegressor", "TweedieRegressor")  # they answer with the inverse of a link


@dataclass(frozen=True, eq=False)
class Sum:
    """Coefficients of shape (columns,), an intercept, and what the sum is."""

    coefficients: FloatArray
    intercept: float
    scale: Scale


def read_sum(estimator: object, positive: str | None) -> Sum | None:
    """The weighted sum of a fitted linear estimator; None of anything else.

    Of a classifier of two labels, that of `positive`; of more, the label's own, which is a margin only before the
    labels are weighed against each other, and so is not given.
    """
    kind = type(estimator)
    coefficients = getattr(estimator, "coef_", None)
    if not kind.__module__.startswith(_MODULES) or coefficients is None:
        return None
    weights = np.atleast_2d(np.asarray(coefficients, dtype=np.float64))
    if len(weights) != 1:
        return None
    intercept = float(np.ravel(getattr(estimator, "intercept_", 0.0))[0])
    labels = getattr(estimator, "classes_", None)
    if labels is None:
        return Sum(weights[0], intercept, "margin" if kind.__name__ in _LINKED else "score")
    if len(labels) != 2:
        return None
    sign = -1.0 if positive is not None and str(labels[0]) == positive else 1.0
    return Sum(sign * weights[0], sign * intercept, "margin")
