"""CatBoost models in its own files, .cbm and .json."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.source import ModelSource, Output
from fairwitness.audits.subject.columns import plain
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.base import Estimator, LoadedModel, model_file
from fairwitness.audits.subject.models.boosters import THREADS, Floats, Meaning, library, meaning_of, reason
from fairwitness.audits.subject.models.inputs import matrix
from fairwitness.audits.subject.models.outputs import Numbers
from fairwitness.audits.subject.models.signature import Input, Signature
from fairwitness.errors import ModelError, nearest

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = (
    "RMSE",
    "MAE",
    "Quantile",
    "LogLinQuantile",
    "MAPE",
    "Poisson",
    "Tweedie",
    "Huber",
    "Expectile",
    "Lq",
    "LogCosh",
)
_RANKS = (
    "YetiRank",
    "YetiRankPairwise",
    "PairLogit",
    "PairLogitPairwise",
    "QueryRMSE",
    "QuerySoftMax",
    "QueryCrossEntropy",
    "LambdaMart",
    "StochasticRank",
    "StochasticFilter",
)
_OBJECTIVES: dict[str, Meaning] = {
    **dict.fromkeys(("Logloss", "CrossEntropy", "MultiClass", "MultiClassOneVsAll", "Focal"), "probability"),
    **dict.fromkeys(_NUMBERS, "number"),
    **dict.fromkeys(_RANKS, "rank"),
    **dict.fromkeys(("Cox", "SurvivalAft"), "time"),
    **dict.fromkeys(
        ("MultiLogloss", "MultiCrossEntropy", "MultiRMSE", "RMSEWithUncertainty", "MultiQuantile"), "several"
    ),
}
_EXPONENTS = ("Poisson", "Tweedie", "LogLinQuantile")
_MAGIC = b"CBM1"
_VERSION = re.compile(r"release (\d+\.\d+(?:\.\d+)?)|tags/v(\d+\.\d+(?:\.\d+)?)")
_FIX = "Save it with `model.save_model('model.cbm')`."


class Model(Protocol):
    """The part of CatBoost's model that is used."""

    feature_names_: Sequence[str]

    def predict(self, data: object, *, prediction_type: str, thread_count: int) -> npt.ArrayLike:
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
    """A model in a file that CatBoost wrote."""

    name = "catboost"
    title = "CatBoost model"
    suffixes = (".cbm",)
    executes = False

    def recognises(self, path: Path) -> bool:
        """By its name; a .json file by what it begins with."""
        suffix = path.suffix.casefold()
        if suffix != ".json" or not path.is_file():
            return suffix in self.suffixes
        data = path.read_bytes()
        return b'"oblivious_trees"' in data or (b'"features_info"' in data and b'"model_info"' in data)

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load the file; see `ModelFormat.load`."""
        path = model_file(source, folder)
        data = path.read_bytes()
        kind = "json" if data[:1] == b"{" else "cbm"
        _check(data, kind, source.name)
        module = library("catboost", "a CatBoost model", source.name)
        made = module.CatBoost()
        try:
            if kind == "json":
                made.load_model(str(path), format=kind)  # it reads bytes as .cbm only
            else:
                made.load_model(blob=data)
        except (module.CatBoostError, ValueError, TypeError) as error:
            raise ModelError(
                f"'{source.name}' must be a whole CatBoost model. It is not: {reason(error)} {_FIX}"
            ) from error
        try:
            model, stated = _described(cast(Model, made), source, module.__version__)
        except ValueError as error:
            raise ModelError(
                f"'{source.name}' must be a whole CatBoost model. It is damaged. {_FIX}"
            ) from error
        return LoadedModel(model, self.name, file_sha256(path), stated)


@dataclass(frozen=True)
class Asked:
    """A CatBoost model, and what its columns are."""

    model: Model
    names: tuple[str, ...]
    named: bool
    texts: frozenset[int]
    """Places of the columns of categories and of free text."""

    def ask(self, X: pd.DataFrame, kind: str) -> npt.NDArray[np.generic]:
        """The predictions of one kind."""
        try:
            return np.asarray(self.model.predict(self._rows(X), prediction_type=kind, thread_count=THREADS))
        except (ValueError, TypeError) as error:  # as the library's own error is
            raise ModelError(f"The model stopped with: {reason(error)}") from error

    def _rows(self, X: pd.DataFrame) -> object:
        import pandas as pd

        given = [str(name) for name in X.columns]
        if not self.named and len(given) != len(self.names):
            raise ModelError(
                f"The model reads {len(self.names)} columns by their order. Got {len(given)} instead; name them under "
                "`roles.features`, in the order in which the model was trained."
            )
        wanted = self.names if self.named else given
        missing = next((name for name in wanted if name not in given), None)
        if missing is not None:
            raise ModelError(
                f"The model reads the column '{missing}', which is not there. {nearest(missing, given)}"
            )
        if not self.texts:
            return matrix(X, wanted)
        return pd.DataFrame(
            {
                self.names[place]: _texts(X[name], name) if place in self.texts else matrix(X, [name])[:, 0]
                for place, name in enumerate(wanted)
            }
        )


@dataclass(frozen=True)
class Classifier:
    """Labels and probabilities under the labels of the file."""

    asked: Asked
    labels: tuple[str | int | float, ...]

    @property
    def classes_(self) -> npt.NDArray[np.object_]:
        """The labels, under scikit-learn's name."""
        return np.array(self.labels, dtype=object)

    def predict(self, X: pd.DataFrame) -> npt.NDArray[np.generic]:
        """The label that the model gives each row, by its own threshold. Shape (rows,)."""
        found = self.asked.ask(X, "Class").reshape(-1)
        names = {label_text(label): label for label in self.labels}
        return np.array([names.get(label_text(value), value) for value in found], dtype=object)

    def predict_proba(self, X: pd.DataFrame) -> Floats:
        """Shape (rows, labels)."""
        return np.asarray(self.asked.ask(X, "Probability"), dtype=np.float64)


def _described(made: Model, source: ModelSource, version: str) -> tuple[Estimator, Signature]:
    said = dict(made.get_metadata().items())
    params = json.loads(said.get("params", "{}"))
    loss = str(params.get("loss_function", {}).get("type", ""))
    meaning = meaning_of(loss, _OBJECTIVES, source)
    names, texts = (
        tuple(map(str, made.feature_names_)),
        frozenset([*made.get_cat_feature_indices(), *made.get_text_feature_indices()]),
    )
    if made.get_embedding_feature_indices():
        raise ModelError(
            f"'{source.name}' must read columns of numbers or text. It reads vectors; audit a column of its "
            "predictions."
        )
    named = names != tuple(map(str, range(len(names))))
    asked = Asked(made, names, named, texts)
    inputs = tuple(Input(name, "text" if place in texts else "number") for place, name in enumerate(names))
    model, labels = _estimator(asked, meaning, loss, said)
    wrote = next((a or b for a, b in _VERSION.findall(said.get("catboost_version_info", ""))), None)
    stated = Signature(
        "CatBoost model",
        inputs if named else None,
        len(names),
        labels,
        has_scores=labels is not None,
        versions={} if wrote is None else {"catboost": wrote},
        runs_with={"catboost": version},
    )
    return model, stated


def _estimator(
    asked: Asked, meaning: Output, loss: str, said: Mapping[str, str]
) -> tuple[Estimator, tuple[str, ...] | None]:
    if meaning == "number":
        kind = "Exponent" if loss in _EXPONENTS else "RawFormulaVal"
        if _OBJECTIVES.get(loss) == "probability":
            return Numbers(lambda X: asked.ask(X, "Probability")[:, -1].astype(np.float64)), None
        return Numbers(lambda X: asked.ask(X, kind).astype(np.float64)), None
    names = json.loads(said.get("class_params", "{}")).get("class_names") or [0, 1]
    return Classifier(asked, tuple(names)), tuple(label_text(name) for name in names)


def _check(data: bytes, kind: str, file: str) -> None:
    """CatBoost reads past the end of some files, and takes others although their end is missing."""
    why = None
    if kind == "json":
        try:
            whole = json.loads(data)
            why = (
                None if isinstance(whole, dict) and "features_info" in whole else "it has no `features_info`."
            )
        except (ValueError, RecursionError):
            why = "it ends in the middle, or is something else."
    elif data[:4] != _MAGIC:
        why = "it does not begin as one."
    elif len(data) < 8 + int.from_bytes(data[4:8], "little"):
        why = "it ends in the middle."
    if why is not None:
        raise ModelError(f"'{file}' must be a whole CatBoost model. It is not: {why} {_FIX}")


def _texts(column: pd.Series, name: str) -> npt.NDArray[np.object_]:
    import pandas as pd

    codes, values = pd.factorize(plain(column))
    if (codes < 0).any():
        raise ModelError(
            f"The column '{name}' must hold a category in every row: CatBoost knows no missing one. It is missing in "
            f"{int((codes < 0).sum()):,} of {len(codes):,} rows; fill it with the text that stood for it in training."
        )
    return np.array(
        [value if isinstance(value, str) else label_text(value) for value in values], dtype=object
    )[codes]
