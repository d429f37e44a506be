"""A model whose labels are only 0, 1 and so on, under the names that the plan gives them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.plan.source import ModelSource
    from fairwitness.audits.subject.models.base import Estimator, LoadedModel


@dataclass(frozen=True)
class Renamed:
    """An estimator that answers with other names for the same labels."""

    estimator: Estimator
    names: dict[str, str]

    def predict(self, X: pd.DataFrame) -> npt.NDArray[np.object_]:
        """The new name of each row's label."""
        return self._named(self.estimator.predict(X))

    def predict_proba(self, X: pd.DataFrame) -> npt.ArrayLike:
        """As the model gives them."""
        return cast(npt.ArrayLike, self.estimator.predict_proba(X))  # type: ignore[attr-defined]  # made of a model that has it

    def answer(self, X: pd.DataFrame) -> tuple[npt.NDArray[np.object_], npt.ArrayLike]:
        """Both, from one pass if the model can."""
        if not hasattr(self.estimator, "answer"):
            return self.predict(X), self.predict_proba(X)
        labels, probabilities = self.estimator.answer(X)
        return self._named(labels), probabilities

    def close(self) -> None:
        """Let go of what the model holds."""
        if hasattr(self.estimator, "close"):
            self.estimator.close()

    def _named(self, labels: npt.ArrayLike) -> npt.NDArray[np.object_]:
        given = np.asarray(labels).ravel().tolist()
        return np.array([self.names.get(label_text(label), label) for label in given], dtype=object)


def with_classes(model: LoadedModel, source: ModelSource) -> LoadedModel:
    """The model with the labels that the plan names, where its own are bare numbers.

    Raises
    ------
    ModelError
        The plan names other labels than the model has, or another number of them.
    """
    if source.classes is None or model.classes is None:
        return model
    named = tuple(label_text(label) for label in source.classes)
    if named == model.classes:
        return model
    if len(named) != len(model.classes) or not all(label.lstrip("-").isdigit() for label in model.classes):
        model.close()
        raise ModelError(
            f"The `classes` of '{source.name}' must name its {len(model.classes)} labels {list(model.classes)} in "
            f"their order. Got {list(named)} instead."
        )
    renamed = Renamed(model.estimator, dict(zip(model.classes, named, strict=True)))
    return replace(model, estimator=renamed, stated=replace(model.signature, classes=named))
