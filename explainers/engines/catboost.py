"""CatBoost in this process: its library explains its trees, over the columns a person knows.

Source: CatBoost's documentation of `get_feature_importance` with the type ShapValues. Without a background they are the
path-dependent values; with `reference_data` the interventional ones (Lundberg et al. 2020), equal to every coalition's.
Of trees that are not symmetric neither adds up to the model's sum, in version 1.2.10, and a background may take all
memory there is: such models are asked like any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ValidationError

from fairwitness.explainers.base import FloatArray, Scale
from fairwitness.explainers.inputs import versions
from fairwitness.explainers.pipelines import Data, unwrap

if TYPE_CHECKING:
    from catboost import Pool

FAMILY = "CatBoost trees"
ENGINE = "catboost.get_feature_importance"
SYMMETRIC = "SymmetricTree"
MOST_DEPTH = 8
"""Of trees compared with a background: time goes by the square of the leaves."""
EXPONENTS = frozenset(("Poisson", "Tweedie", "LogLinQuantile"))
LABELS = frozenset(("Logloss", "CrossEntropy", "Focal", "MultiClass", "MultiClassOneVsAll"))
NUMBERS = frozenset(("RMSE", "MAE", "Quantile", "MAPE", "Huber", "Expectile", "Lq", "LogCosh"))


class CatBoostModel(Protocol):
    """What is used of a fitted CatBoost model."""

    classes_: npt.NDArray[np.generic]

    def get_feature_importance(
        self, data: Pool, *, type: str, reference_data: Pool | None = None
    ) -> npt.ArrayLike:
        """Shape (rows, columns + 1), or (rows, labels, columns + 1)."""
        ...

    def predict(self, data: object, *, prediction_type: str) -> npt.ArrayLike:
        """Shape (rows,), or (rows, labels)."""
        ...

    def get_metadata(self) -> Mapping[str, str]:
        """What was written beside the trees."""
        ...

    def get_cat_feature_indices(self) -> list[int]:
        """Places of the columns of categories."""
        ...

    def get_text_feature_indices(self) -> list[int]:
        """Places of the columns of free text."""
        ...

    def get_embedding_feature_indices(self) -> list[int]:
        """Places of the columns of vectors."""
        ...


class _Loss(BaseModel):
    type: str = ""


class _Learner(BaseModel):
    grow_policy: str = ""
    depth: int = MOST_DEPTH + 1


class Trained(BaseModel):
    """How a model was trained, as its file has it; as little as may be where it does not say."""

    loss_function: _Loss = _Loss()
    tree_learner_options: _Learner = _Learner()

    @property
    def loss(self) -> str:
        """The loss, without its parameters."""
        return self.loss_function.type

    @property
    def adds_up(self) -> bool:
        """Whether the library's values add up to its sum."""
        return self.tree_learner_options.grow_policy == SYMMETRIC

    @property
    def against_rows(self) -> bool:
        """Whether the library may compare with given rows: it wants a target of these, and much time of deep trees."""
        return self.loss in LABELS | NUMBERS | EXPONENTS and self.tree_learner_options.depth <= MOST_DEPTH

    @classmethod
    def of(cls, params: str) -> Trained:
        """From the text that CatBoost keeps as `params`."""
        try:
            return cls.model_validate(json.loads(params))
        except (ValueError, RecursionError, ValidationError):
            return cls()


@dataclass(frozen=True, eq=False)
class InProcess:
    """A CatBoost model, and the steps before it, as `OwnValues`.

    Parameters
    ----------
    model
        The model.
    transform
        What is done to a raw frame before the model reads it.
    players
        Shape (columns of the model,): the place of the raw column that each is made of, each of another.
    place, sign
        Of the output, and whether it is turned round.
    scale
        What is shared out.
    """

    model: CatBoostModel
    transform: Callable[[Data], Data]
    players: npt.NDArray[np.int32]
    place: int
    sign: float
    scale: Scale
    family: ClassVar[str] = FAMILY
    engine: ClassVar[str] = ENGINE

    @cached_property
    def trained(self) -> Trained:
        """How the model was trained."""
        return Trained.of(dict(self.model.get_metadata().items()).get("params", ""))

    @property
    def versions(self) -> Mapping[str, str]:
        """See `OwnValues`."""
        return versions(("catboost",))

    @property
    def against_rows(self) -> bool:
        """See `OwnValues`."""
        return self.trained.against_rows

    def answer(self, frame: pd.DataFrame) -> FloatArray:
        """See `OwnValues`."""
        raw = np.asarray(self.model.predict(self.transform(frame), prediction_type="RawFormulaVal"))
        return self._output(raw.reshape(len(frame), -1).astype(np.float64))

    def values(self, X: pd.DataFrame, background: pd.DataFrame | None) -> FloatArray:
        """See `OwnValues`."""
        against = None if background is None else self._pool(background)
        given = self.model.get_feature_importance(self._pool(X), type="ShapValues", reference_data=against)
        own = self._output(np.asarray(given, dtype=np.float64).reshape(len(X), -1, len(self.players) + 1))
        found = np.zeros((len(X), X.shape[1] + 1))
        found[:, self.players], found[:, -1] = own[:, :-1], own[:, -1]
        return found

    def _output(self, found: FloatArray) -> FloatArray:
        chosen: FloatArray = self.sign * found[:, self.place]
        return chosen

    def _pool(self, frame: pd.DataFrame) -> Pool:
        """The rows as CatBoost wants them: with a target, which the values do not depend on."""
        from catboost import Pool

        rows = self.transform(frame)
        loss = self.trained.loss
        kind = "Class" if loss in LABELS else "Exponent" if loss in EXPONENTS else "RawFormulaVal"
        target = np.asarray(self.model.predict(rows, prediction_type=kind))
        return Pool(
            rows,
            label=target.reshape(len(frame), -1)[:, 0],
            cat_features=self.model.get_cat_feature_indices(),
        )


def read_catboost(model: object, columns: tuple[str, ...], positive: str | None) -> InProcess | None:
    """A CatBoost model in this process, alone or at the end of a pipeline, for the label explained; None for any other.

    None too where several of its columns are made of one raw column: a value of that column is not the sum of theirs.
    """
    unwrapped = unwrap(model, columns)
    if unwrapped is None or type(unwrapped.estimator).__module__.partition(".")[0] != "catboost":
        return None
    fitted: CatBoostModel = unwrapped.estimator  # type: ignore[assignment]  # the library has no types
    if not hasattr(fitted, "get_feature_importance") or len(set(unwrapped.players)) < len(unwrapped.players):
        return None
    if fitted.get_text_feature_indices() or fitted.get_embedding_feature_indices():
        return None
    labels = [str(label) for label in np.ravel(np.asarray(getattr(fitted, "classes_", ())))]
    output = output_of(labels, positive)
    if output is None:
        return None
    found = InProcess(
        fitted, unwrapped.transform, unwrapped.players, *output, "margin" if labels else "score"
    )
    return found if found.trained.adds_up else None


def output_of(labels: list[str], positive: str | None) -> tuple[int, float] | None:
    """The place of a label's output and its sign; of two labels there is one output, which speaks of the second."""
    if not labels:
        return 0, 1.0
    if positive is not None and positive not in labels:
        return None
    place = len(labels) - 1 if positive is None else labels.index(positive)
    if len(labels) == 2:
        return 0, 1.0 if place else -1.0
    return place, 1.0
