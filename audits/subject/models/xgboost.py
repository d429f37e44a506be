"""XGBoost models in its own files, .json and .ubj."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.base import LoadedModel, model_file
from fairwitness.audits.subject.models.boosters import (
    THREADS,
    Booster,
    Floats,
    MalformedError,
    Meaning,
    answers,
    encoded,
    inputs_of,
    library,
    meaning_of,
    reason,
)
from fairwitness.audits.subject.models.shown import ShownTrees
from fairwitness.audits.subject.models.signature import Signature
from fairwitness.audits.subject.models.xgboost_file import XGBoostFile, read_xgboost
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.explainers.trees.read.bare import Bare

_OBJECTIVES: dict[str, Meaning] = {
    **dict.fromkeys(("binary:logistic", "multi:softprob"), "probability"),
    **dict.fromkeys(("binary:logitraw", "multi:softmax"), "logit"),
    "binary:hinge": "label",
    **dict.fromkeys(
        (f"reg:{name}" for name in ("squarederror", "squaredlogerror", "pseudohubererror")), "number"
    ),
    **dict.fromkeys((f"reg:{name}" for name in ("absoluteerror", "gamma", "tweedie", "linear")), "number"),
    **dict.fromkeys(("reg:logistic", "reg:quantileerror", "reg:expectileerror", "count:poisson"), "number"),
    **dict.fromkeys(("rank:pairwise", "rank:ndcg", "rank:map"), "rank"),
    **dict.fromkeys(("survival:cox", "survival:aft"), "time"),
}
_OLD = (".model", ".deprecated")
_FIX = "Save it with `booster.save_model('model.json')`."


class XGBoost:
    """A model in a file that XGBoost wrote."""

    name = "xgboost"
    title = "XGBoost model"
    suffixes = (".json", ".ubj")
    executes = False

    def recognises(self, path: Path) -> bool:
        """By its name; a .json file must begin as one of XGBoost does, if it is there."""
        suffix = path.suffix.casefold()
        if suffix != ".json" or not path.is_file():
            return suffix in (*self.suffixes, *_OLD)
        with path.open("rb") as stream:
            return b'"learner"' in stream.read(4096)

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load the file; see `ModelFormat.load`."""
        path = model_file(source, folder)
        found = _read(path.read_bytes(), source.name)
        meaning = meaning_of(found.objective, _OBJECTIVES, source)
        module = library("xgboost", "an XGBoost model", source.name)
        try:
            booster = module.Booster({"nthread": THREADS})
            booster.load_model(bytearray(found.text, "utf-8"))
        except (module.core.XGBoostError, ValueError, TypeError) as error:
            raise ModelError(
                f"'{source.name}' must be a model that xgboost {module.__version__} reads. It is not: {reason(error)} "
                "It may be of a newer version; install that one."
            ) from error
        labels = range(max(found.classes, 2))
        margin = found.objective in ("multi:softmax", "binary:logitraw")
        model = answers(_ask(booster, module.DMatrix, found, margin=margin), source, meaning, labels)
        stated = Signature(
            "XGBoost model",
            None if found.columns is None else inputs_of(found.columns, refuses_others=True),
            found.width,
            tuple(map(label_text, labels)) if meaning != "number" else None,
            has_scores=hasattr(model, "predict_proba"),
            versions={"xgboost": found.version},
            runs_with={"xgboost": module.__version__},
        )
        trees = ShownTrees(
            partial(_trees, booster if found.best_iteration is None else booster[: found.best_iteration + 1]),
            stated.classes or (),
            found.columns,
            found.width,
            refuses_others=True,
        )
        return LoadedModel(model, self.name, file_sha256(path), stated, readable=trees)


def _trees(booster: Booster, labels: Sequence[str], positive: str | None) -> Bare | None:
    from fairwitness.explainers.trees.read.xgboost import read_xgboost as read_trees

    return read_trees(booster, positive, labels)


def _read(data: bytes, file: str) -> XGBoostFile:
    if file.casefold().endswith(_OLD) and data[:1] != b"{":
        raise ModelError(
            f"'{file}' must be an XGBoost model in .json or .ubj. It is in the old binary form, which newer versions "
            f"do not read: load it with the xgboost that wrote it. {_FIX}"
        )
    try:
        return read_xgboost(data)
    except MalformedError as error:
        raise ModelError(f"'{file}' must be a whole XGBoost model. It is not: {error} {_FIX}") from error


def _ask(
    booster: Booster, make: Callable[..., object], found: XGBoostFile, *, margin: bool
) -> Callable[[pd.DataFrame], Floats]:
    kinds = None
    if found.columns is not None and any(column.coded for column in found.columns):
        kinds = ["c" if column.coded else "float" for column in found.columns]
    rounds = (0, 0) if found.best_iteration is None else (0, found.best_iteration + 1)

    def ask(X: pd.DataFrame) -> Floats:
        rows = encoded(X, found.columns, found.width, refuses_others=True)
        data = make(
            rows, missing=np.nan, nthread=THREADS, feature_types=kinds, enable_categorical=kinds is not None
        )
        how: dict[str, object] = {
            "iteration_range": rounds,
            "output_margin": margin,
            "validate_features": False,
        }
        try:
            return np.asarray(booster.predict(data, **how), dtype=np.float64)
        except ValueError as error:  # as the library's own error is
            raise ModelError(f"The model stopped with: {reason(error)}") from error

    return ask
