"""CatBoost's own files. They bring no code, but its parser reads past the end of a damaged one: so it runs in here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ..own import Own, Rows

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd


class Model(Protocol):
    """The part of CatBoost's model that is used."""

    feature_names_: Sequence[str]

    def predict(self, data: object, prediction_type: str) -> npt.ArrayLike:
        """Of the kind asked for, for every row."""
        ...

    def get_metadata(self) -> Mapping[str, str]:
        """What was written beside the trees."""
        ...

    def get_cat_feature_indices(self) -> Sequence[int]:
        """Places of the columns of categories."""
        ...

    def get_text_feature_indices(self) -> Sequence[int]:
        """Places of the columns of free text."""
        ...

    def get_embedding_feature_indices(self) -> Sequence[int]:
        """Places of the columns of vectors."""
        ...


class CatBoost:
    """A model of which the other side says what each objective predicts."""

    type_name = "CatBoost model"

    def __init__(self, model: Model, arguments: Mapping[str, object]) -> None:
        self._model = model
        said = dict(model.get_metadata().items())
        params = json.loads(said.get("params", "{}"))
        loss = str(params.get("loss_function", {}).get("type", ""))
        self._texts = [*model.get_cat_feature_indices(), *model.get_text_feature_indices()]
        if not model.get_text_feature_indices() and not model.get_embedding_feature_indices():
            self.own = Own(model, self._rows)
        self.more = {
            "loss": loss,
            "names": [str(name) for name in model.feature_names_],
            "texts": [int(place) for place in self._texts],
            "vectors": len(model.get_embedding_feature_indices()),
            "wrote": said.get("catboost_version_info", ""),
        }
        self._kind = _kind(loss, arguments)
        if self._kind == "Class":
            self.classes_ = np.array(
                json.loads(said.get("class_params", "{}")).get("class_names") or [0, 1], object
            )
            self.predict_proba = self._probabilities

    def predict(self, X: pd.DataFrame) -> npt.NDArray[np.generic]:
        """The label by the model's own threshold, or the number, shape (rows,)."""
        found = np.asarray(self._model.predict(self._rows(X), prediction_type=self._kind))
        return found[:, -1] if self._kind == "Probability" else found.reshape(-1)

    def _probabilities(self, X: pd.DataFrame) -> npt.ArrayLike:
        return self._model.predict(self._rows(X), prediction_type="Probability")

    def _rows(self, X: Rows) -> object:
        return X if self._texts else np.asarray(X, dtype=float)


def load(files: Sequence[str], arguments: Mapping[str, object]) -> object:
    """The model in the file."""
    import catboost

    made = catboost.CatBoost()
    made.load_model(files[0], format=str(arguments["format"]))
    return CatBoost(made, arguments)


def _kind(loss: str, arguments: Mapping[str, object]) -> str:
    """Which of CatBoost's kinds of prediction answers."""
    labelled = loss in _names(arguments, "labelled")
    if labelled and arguments.get("output") == "number":
        return "Probability"
    if labelled or loss not in _names(arguments, "numbers"):
        return "RawFormulaVal" if arguments.get("output") == "number" else "Class"
    return "Exponent" if loss in _names(arguments, "exponents") else "RawFormulaVal"


def _names(arguments: Mapping[str, object], name: str) -> Sequence[object]:
    found = arguments.get(name)
    return found if isinstance(found, list) else []
