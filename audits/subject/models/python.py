"""A model object from Python: only the notebook has one, and it is the notebook's own."""

from __future__ import annotations

from fairwitness.audits.subject.models.base import Estimator, LoadedModel
from fairwitness.errors import ModelError


def from_object(model: object) -> LoadedModel:
    """Take a fitted estimator.

    Raises
    ------
    ModelError
        It cannot predict.
    """
    if not callable(getattr(model, "predict", None)):
        raise ModelError(
            f"The `model` must be a fitted estimator with `predict`. Got a {type(model).__name__} instead."
        )
    estimator: Estimator = model  # type: ignore[assignment]  # looked for above
    return LoadedModel(estimator, "python")
