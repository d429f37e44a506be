"""Trees of scikit-learn: single trees, forests, gradient boosting and histogram gradient boosting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers.base import Scale
from fairwitness.explainers.trees.ensemble import LEAF, NUMBER, Floats, TreeEnsemble
from fairwitness.explainers.trees.read.parts import Part, joined, placed

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator
    from sklearn.tree._tree import Tree

WORDS = 4
"""A set of categories in histogram gradient boosting has 256 bits."""


def read_scikit(estimator: BaseEstimator) -> TreeEnsemble | None:
    """The trees of a fitted estimator, or None where it is of another kind or its answer is not a sum of trees.

    Parameters
    ----------
    estimator
        A fitted estimator, not a pipeline. Only scikit-learn's own classes are read: one that extends them may
        answer in another way.

    Returns
    -------
    TreeEnsemble or None
        With all outputs: probabilities of all classes, or the margins as the estimator keeps them.
    """
    kind = type(estimator)
    reader = _READERS.get(kind.__name__) if kind.__module__.startswith("sklearn.") else None
    return None if reader is None else reader(estimator)


def prepare_scikit(estimator: BaseEstimator, X: pd.DataFrame | npt.ArrayLike) -> Floats:
    """The matrix that the trees compare, shape (rows, columns), with the columns in the order of `X`.

    Trees, forests and gradient boosting round to 32 bits. Histogram gradient boosting gives categories codes; one
    that it was not fitted on counts as missing.
    """
    if not type(estimator).__name__.startswith("HistGradientBoosting"):
        with np.errstate(over="ignore"):
            return np.asarray(X, dtype=np.float32).astype(np.float64)
    coded = np.asarray(estimator._preprocess_X(X, reset=False), dtype=np.float64)
    matrix = np.empty_like(coded)
    matrix[:, _columns(estimator)] = coded
    return matrix


def scale_scikit(estimator: BaseEstimator) -> Scale:
    """What the sum of the trees is."""
    loss = getattr(estimator, "loss", None)
    if not hasattr(estimator, "classes_"):
        return "margin" if loss in ("poisson", "gamma") else "score"
    return "probability" if loss is None else "margin"


def _tree(estimator: BaseEstimator) -> TreeEnsemble | None:
    return _averaged([estimator.tree_], estimator)


def _forest(estimator: BaseEstimator) -> TreeEnsemble | None:
    return _averaged([one.tree_ for one in estimator.estimators_], estimator)


def _averaged(trees: list[Tree], estimator: BaseEstimator) -> TreeEnsemble | None:
    """Classes of one target, or numbers of several; several targets with classes are not one sum."""
    classes = hasattr(estimator, "classes_")
    if classes and estimator.n_outputs_ > 1:
        return None
    parts = [
        _part(tree, (tree.value[:, 0, :] if classes else tree.value[:, :, 0]) / len(trees)) for tree in trees
    ]
    return joined(parts, np.zeros(parts[0].value.shape[1]), estimator.n_features_in_)


def _boosting(estimator: BaseEstimator) -> TreeEnsemble | None:
    """Trees for each class, on top of a first guess that must be the same for all rows."""
    init = estimator.init_
    if init != "zero" and getattr(init, "strategy", "stratified") in ("stratified", "uniform"):
        return None
    width = estimator.n_features_in_
    base = np.asarray(estimator._raw_predict_init(np.zeros((1, width), dtype=np.float32)), dtype=np.float64)[
        0
    ]
    parts = [
        _part(one.tree_, placed(estimator.learning_rate * one.tree_.value[:, 0, 0], place, len(base)))
        for stage in estimator.estimators_
        for place, one in enumerate(stage)
    ]
    return joined(parts, base, width)


def _histograms(estimator: BaseEstimator) -> TreeEnsemble | None:
    base = np.asarray(estimator._baseline_prediction, dtype=np.float64).reshape(-1)
    columns = _columns(estimator)
    parts = []
    for stage in estimator._predictors:
        for place, one in enumerate(stage):
            nodes, inner = one.nodes, one.nodes["is_leaf"] == 0
            sets = one.raw_left_cat_bitsets.astype(np.uint64)
            coded = inner & (nodes["is_categorical"] != 0)
            parts.append(
                Part(
                    left=np.where(inner, nodes["left"].astype(np.int64), LEAF),
                    right=np.where(inner, nodes["right"].astype(np.int64), LEAF),
                    feature=np.where(inner, columns[np.where(inner, nodes["feature_idx"], 0)], LEAF),
                    threshold=nodes["num_threshold"],
                    missing_left=nodes["missing_go_to_left"] != 0,
                    category_start=np.where(coded, WORDS * nodes["bitset_idx"].astype(np.int64), NUMBER),
                    category_words=np.where(coded, WORDS, 0),
                    categories=(sets[:, 0::2] | sets[:, 1::2] << np.uint64(32)).ravel(),
                    cover=nodes["count"].astype(np.float64),
                    value=placed(np.where(inner, 0.0, nodes["value"]), place, len(base)),
                )
            )
    return joined(parts, base, estimator.n_features_in_)


def _columns(estimator: BaseEstimator) -> npt.NDArray[np.int64]:
    """Which column of the data each column of histogram gradient boosting is: it puts categories first."""
    coded = estimator.is_categorical_
    if coded is None:
        return np.arange(estimator.n_features_in_)
    return np.concatenate([np.flatnonzero(coded), np.flatnonzero(~coded)])


def _part(tree: Tree, value: Floats) -> Part:
    inner = tree.children_left >= 0
    return Part(
        left=tree.children_left,
        right=tree.children_right,
        feature=np.where(inner, tree.feature, LEAF),
        threshold=tree.threshold,
        missing_left=tree.missing_go_to_left != 0,
        category_start=np.full(len(inner), NUMBER),
        category_words=np.zeros(len(inner), dtype=np.int64),
        categories=np.zeros(0, dtype=np.uint64),
        cover=tree.weighted_n_node_samples,
        value=np.where(inner[:, None], 0.0, value),
    )


_READERS: dict[str, Callable[[BaseEstimator], TreeEnsemble | None]] = {
    "DecisionTreeClassifier": _tree,
    "DecisionTreeRegressor": _tree,
    "ExtraTreeClassifier": _tree,
    "ExtraTreeRegressor": _tree,
    "RandomForestClassifier": _forest,
    "RandomForestRegressor": _forest,
    "ExtraTreesClassifier": _forest,
    "ExtraTreesRegressor": _forest,
    "GradientBoostingClassifier": _boosting,
    "GradientBoostingRegressor": _boosting,
    "HistGradientBoostingClassifier": _histograms,
    "HistGradientBoostingRegressor": _histograms,
}
