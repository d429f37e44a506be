"""LightGBM models in its own text files."""

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
from fairwitness.audits.subject.models.lightgbm_file import LightGbmFile, read_lightgbm
from fairwitness.audits.subject.models.shown import ShownTrees
from fairwitness.audits.subject.models.signature import Signature
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.explainers.trees.read.bare import Bare

_NUMBERS = ("regression", "regression_l1", "huber", "fair", "poisson", "quantile", "mape", "gamma", "tweedie")
_OBJECTIVES: dict[str, Meaning] = {
    **dict.fromkeys(("binary", "multiclass", "multiclassova", "cross_entropy"), "probability"),
    **dict.fromkeys((*_NUMBERS, "cross_entropy_lambda"), "number"),
    **dict.fromkeys(("lambdarank", "rank_xendcg"), "rank"),
}
_FIRST = 4


class LightGbm:
    """A model in a file that LightGBM wrote."""

    name = "lightgbm"
    title = "LightGBM model"
    suffixes = (".txt", ".lgb")
    executes = False

    def recognises(self, path: Path) -> bool:
        """By its name; a .txt file must begin as one of LightGBM does, if it is there."""
        suffix = path.suffix.casefold()
        if suffix != ".txt" or not path.is_file():
            return suffix in self.suffixes
        with path.open("rb") as stream:
            return stream.read(_FIRST) == b"tree"

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load the file; see `ModelFormat.load`."""
        path = model_file(source, folder)
        try:
            found = read_lightgbm(path.read_bytes())
        except MalformedError as error:
            raise ModelError(
                f"'{source.name}' must be a whole LightGBM model. It is not: {error} Save it with "
                "`booster.save_model('model.txt')`."
            ) from error
        meaning = meaning_of(found.objective, _OBJECTIVES, source)
        module = library("lightgbm", "a LightGBM model", source.name)
        try:
            booster = module.Booster(model_str=found.text)
        except (module.basic.LightGBMError, ValueError, TypeError) as error:
            raise ModelError(
                f"'{source.name}' must be a model that lightgbm {module.__version__} reads. It is not: {reason(error)} "
                "It may be of a newer version; install that one."
            ) from error
        labels = range(max(found.classes, 2))
        model = answers(_ask(booster, found, ova=found.objective == "multiclassova"), source, meaning, labels)
        stated = Signature(
            "LightGBM model",
            None if found.columns is None else inputs_of(found.columns, refuses_others=False),
            found.width,
            tuple(map(label_text, labels)) if meaning != "number" else None,
            has_scores=hasattr(model, "predict_proba"),
        )
        trees = ShownTrees(
            partial(_trees, booster), stated.classes or (), found.columns, found.width, refuses_others=False
        )
        return LoadedModel(model, self.name, file_sha256(path), stated, readable=trees)


def _trees(booster: Booster, labels: Sequence[str], positive: str | None) -> Bare | None:
    from fairwitness.explainers.trees.read.lightgbm import read_lightgbm as read_trees

    return read_trees(booster, positive, labels)


def _ask(booster: Booster, found: LightGbmFile, *, ova: bool) -> Callable[[pd.DataFrame], Floats]:
    def ask(X: pd.DataFrame) -> Floats:
        rows = encoded(X, found.columns, found.width, refuses_others=False)
        try:
            told = np.asarray(booster.predict(rows, num_threads=THREADS), dtype=np.float64)
        except ValueError as error:
            raise ModelError(f"The model stopped with: {reason(error)}") from error
        return told / told.sum(axis=1, keepdims=True) if ova else told

    return ask
