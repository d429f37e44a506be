"""Readers of trees, one for each library; each is imported only where a model of its library is there."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.pipelines import Unwrapped, unwrap
from fairwitness.explainers.trees.model import HasTrees, TreeModel
from fairwitness.explainers.trees.read.bare import Bare

__all__ = ["read_trees"]


def read_trees(model: object, columns: tuple[str, ...], positive: str | None) -> TreeModel | None:
    """The trees behind a fitted model, for the label explained.

    Parameters
    ----------
    model
        An estimator of scikit-learn, XGBoost or LightGBM, a pipeline that ends with one, a booster, or an object that
        shows its trees itself (`HasTrees`).
    columns
        Names of the raw columns.
    positive
        The label explained, as text; None for the last one, or the number.

    Returns
    -------
    TreeModel or None
        None for any other model, where several outputs cannot be told apart, and where a step of a pipeline mixes
        columns.
    """
    if isinstance(model, HasTrees):
        return model.as_trees(columns, positive)
    unwrapped = unwrap(model, columns)
    if unwrapped is None:
        return None
    bare = _bare(unwrapped.estimator, positive)
    if bare is None or bare.ensemble.columns != len(unwrapped.players):
        return None
    return TreeModel(bare.ensemble, _encoder(bare, unwrapped), unwrapped.players, bare.scale, bare.family)


def _encoder(bare: Bare, unwrapped: Unwrapped) -> Callable[[pd.DataFrame], FloatArray]:
    def encode(frame: pd.DataFrame) -> FloatArray:
        return bare.prepare(unwrapped.transform(frame))

    return encode


def _bare(estimator: object, positive: str | None) -> Bare | None:
    library = type(estimator).__module__.partition(".")[0]
    if library == "xgboost":
        from fairwitness.explainers.trees.read.xgboost import read_xgboost

        return read_xgboost(estimator, positive)
    if library == "lightgbm":
        from fairwitness.explainers.trees.read.lightgbm import read_lightgbm

        return read_lightgbm(estimator, positive)
    return _scikit(estimator, positive) if library == "sklearn" else None


def _scikit(estimator: object, positive: str | None) -> Bare | None:
    from fairwitness.explainers.trees.read.bare import of_label
    from fairwitness.explainers.trees.read.scikit import prepare_scikit, read_scikit, scale_scikit

    ensemble = read_scikit(estimator)
    if ensemble is None:
        return None
    chosen = of_label(ensemble, [str(label) for label in getattr(estimator, "classes_", ())], positive)
    if chosen is None:
        return None
    family = f"scikit-learn's {type(estimator).__name__}"
    return Bare(chosen, lambda data: prepare_scikit(estimator, data), scale_scikit(estimator), family)
