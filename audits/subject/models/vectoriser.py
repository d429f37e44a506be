"""Pipelines that begin with a vectoriser of scikit-learn: they read a list of texts, where others read a frame."""

from __future__ import annotations


def reads_texts(estimator: object) -> bool:
    """Whether its first step makes numbers of texts, as `TfidfVectorizer` does."""
    first = getattr(estimator, "best_estimator_", estimator)
    while steps := getattr(first, "steps", None):
        first = steps[0][1]
    return callable(getattr(first, "build_analyzer", None))
