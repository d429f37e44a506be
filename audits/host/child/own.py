"""Models whose library explains them: CatBoost, alone or as a pickle."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

_LABELS = ("Logloss", "CrossEntropy", "Focal", "MultiClass", "MultiClassOneVsAll")
_EXPONENTS = ("Poisson", "Tweedie", "LogLinQuantile")


class Rows(Protocol):
    """A frame, or an array of shape (rows, columns)."""

    def __len__(self) -> int:
        """How many."""
        ...

    def __getitem__(self, part: slice, /) -> Rows:
        """Some of them."""
        ...


class Own:
    """A fitted CatBoost model, asked for its sum and for the shares of its columns.

    `rows` makes what the model reads of a frame; `params` is how the model says that it was trained, as JSON.
    """

    def __init__(self, model: object, rows: Callable[[Rows], object]) -> None:
        self._model, self._rows = model, rows
        self.params = str(dict(model.get_metadata().items()).get("params", "{}"))  # type: ignore[attr-defined]  # a CatBoost model, which has no types

    def margins(self, X: Rows) -> npt.NDArray[np.float64]:
        """The sum before a link function, shape (rows, outputs)."""
        return self._told(X, "RawFormulaVal").astype("<f8")

    def contributions(self, X: Rows, background: Rows | None) -> npt.NDArray[np.float64]:
        """Shape (rows, outputs, columns + 1), the base value last: by the training rows, or against a background."""
        against = None if background is None else self._pool(background)
        found = self._model.get_feature_importance(  # type: ignore[attr-defined]  # a CatBoost model, which has no types
            self._pool(X), type="ShapValues", reference_data=against
        )
        shares = np.asarray(found, dtype="<f8")
        return shares[:, None] if shares.ndim == 2 else shares

    def _told(self, X: Rows, kind: str) -> npt.NDArray[np.generic]:
        found = np.asarray(self._model.predict(self._rows(X), prediction_type=kind))  # type: ignore[attr-defined]  # a CatBoost model, which has no types
        return found.reshape(len(X), -1)

    def _pool(self, X: Rows) -> object:
        """The rows with a target, which CatBoost asks for and the values do not depend on."""
        from catboost import Pool

        loss = str(json.loads(self.params).get("loss_function", {}).get("type", ""))
        kind = "Class" if loss in _LABELS else "Exponent" if loss in _EXPONENTS else "RawFormulaVal"
        places = self._model.get_cat_feature_indices()  # type: ignore[attr-defined]  # a CatBoost model, which has no types
        return Pool(self._rows(X), label=self._told(X, kind)[:, 0], cat_features=places)


def own_of(model: object) -> Own | None:
    """What a loaded model can say of itself; None for a library that does not explain, and for columns it cannot."""
    found = getattr(model, "own", None)
    if isinstance(found, Own):
        return found
    if type(model).__module__.partition(".")[0] != "catboost" or not hasattr(model, "get_feature_importance"):
        return None
    if model.get_text_feature_indices() or model.get_embedding_feature_indices():  # type: ignore[attr-defined]  # a CatBoost model, which has no types
        return None
    return Own(model, lambda X: X)
