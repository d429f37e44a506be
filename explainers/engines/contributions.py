"""CatBoost: its own library computes the values, from trees that nobody else reads.

Source: CatBoost's documentation of `get_feature_importance` with the type ShapValues.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers.base import FloatArray, Scale
from fairwitness.explainers.engines.base import Engine, Question, Shares

FAMILY = "CatBoost trees"


class CatBoostModel(Protocol):
    """What is used of a fitted CatBoost model."""

    classes_: npt.NDArray[np.generic]

    def get_feature_importance(self, data: object, *, type: str) -> npt.ArrayLike:
        """Shape (rows, columns + 1), or (rows, labels, columns + 1)."""
        ...

    def predict(self, data: object, *, prediction_type: str) -> npt.ArrayLike:
        """Shape (rows,), or (rows, labels)."""
        ...

    def get_cat_feature_indices(self) -> list[int]:
        """Places of the columns of categories."""
        ...


@dataclass(frozen=True, eq=False)
class Contributions:
    """The library's path-dependent values, shape (rows, columns)."""

    model: CatBoostModel
    place: int
    sign: float
    scale: Scale
    name: ClassVar[str] = "catboost.get_feature_importance"
    packages: ClassVar[tuple[str, ...]] = ("catboost", "numpy")

    def shares(self, question: Question) -> Shares:
        """See `Engine.shares`."""
        from catboost import Pool

        rows = Pool(question.X, cat_features=self.model.get_cat_feature_indices())
        found = np.asarray(self.model.get_feature_importance(rows, type="ShapValues"), dtype=np.float64)
        own = self.sign * (found[:, self.place] if found.ndim == 3 else found)
        return Shares(
            values=own[:, :-1],
            base=float(own[0, -1]),
            base_definition=f"mean of the leaves, weighted as {FAMILY} keep the training rows",
            outputs=self.answer(question.X),
            scale=self.scale,
            effort={"family": FAMILY},
        )

    def answer(self, frame: pd.DataFrame) -> FloatArray:
        """The model's own sum, shape (rows,)."""
        raw = np.asarray(self.model.predict(frame, prediction_type="RawFormulaVal"), dtype=np.float64)
        found: FloatArray = self.sign * (raw[:, self.place] if raw.ndim == 2 else raw)
        return found


@dataclass(frozen=True, eq=False)
class ReadCatBoost:
    """A CatBoost model, as a `Structure`."""

    own: Contributions
    family: str = FAMILY
    against_background: Engine | None = None

    @property
    def scale(self) -> Scale:
        """See `Structure`."""
        return self.own.scale

    @property
    def without_background(self) -> Engine | None:
        """See `Structure`."""
        return self.own

    def second(self, columns: int, *, background: bool) -> Engine | str:
        """There is none."""
        return "no other engine reads CatBoost's trees"

    def answer(self, frame: pd.DataFrame) -> FloatArray:
        """See `Structure`."""
        return self.own.answer(frame)


def read_catboost(model: object, positive: str | None) -> ReadCatBoost | None:
    """A CatBoost model in this process, for the label explained; None for any other."""
    if type(model).__module__.partition(".")[0] != "catboost" or not hasattr(model, "get_feature_importance"):
        return None
    if model.get_text_feature_indices() or model.get_embedding_feature_indices():  # type: ignore[attr-defined]
        return None
    fitted: CatBoostModel = model  # type: ignore[assignment]  # the library has no types
    labels = [str(label) for label in np.ravel(np.asarray(getattr(model, "classes_", ())))]
    if not labels:
        return ReadCatBoost(Contributions(fitted, 0, 1.0, "score"))
    if positive is not None and positive not in labels:
        return None
    place = len(labels) - 1 if positive is None else labels.index(positive)
    return ReadCatBoost(Contributions(fitted, place, 1.0 if place or len(labels) > 2 else -1.0, "margin"))
