"""Trees of scikit-learn: single trees, forests, gradient boosting and histogram gradient boosting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers.base import Scale
from fairwitness.explainers.trees.ensemble import LEAF, NUMBER, Flags, Floats, Ints, TreeEnsemble

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator
    from sklearn.tree._tree import Tree

WORDS = 4
"""A set of categories in histogram gradient boosting has 256 bits."""


@dataclass(frozen=True, eq=False)
class _Part:
    """One tree, as `TreeEnsemble` has it; children and sets count from the tree's own beginning."""

    left: Ints
    right: Ints
    feature: Ints
    threshold: Floats
    missing_left: Flags
    category_start: Ints
    categories: npt.NDArray[np.uint64]
    cover: Floats
    value: Floats


def read_scikit(estimator: BaseEstimator, output: int | None = None) -> TreeEnsemble | None:
    """The trees of a fitted estimator, or None where it is of another kind or its answer is not a sum of trees.

    Parameters
    ----------
    estimator
        A fitted estimator, not a pipeline. Only scikit-learn's own classes are read: one that extends them may
        answer in another way.
    output
        The place of the explained label in `classes_`, or of the number for a regressor of several. None takes all
        outputs: probabilities of all classes, or the margins as the estimator keeps them.
    """
    kind = type(estimator)
    reader = _READERS.get(kind.__name__) if kind.__module__.startswith("sklearn.") else None
    ensemble = None if reader is None else reader(estimator)
    if ensemble is None or output is None:
        return ensemble
    if _is_margin_of_two(estimator):
        return ensemble if output == 1 else _negative(ensemble)
    return ensemble.output(output)


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


def _is_margin_of_two(estimator: BaseEstimator) -> bool:
    return scale_scikit(estimator) == "margin" and len(getattr(estimator, "classes_", ())) == 2


def _negative(ensemble: TreeEnsemble) -> TreeEnsemble:
    return replace(ensemble, value=-ensemble.value, base=-ensemble.base)


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
    return _joined(parts, np.zeros(parts[0].value.shape[1]), estimator.n_features_in_)


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
        _part(one.tree_, _placed(estimator.learning_rate * one.tree_.value[:, 0, 0], place, len(base)))
        for stage in estimator.estimators_
        for place, one in enumerate(stage)
    ]
    return _joined(parts, base, width)


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
                _Part(
                    left=np.where(inner, nodes["left"].astype(np.int64), LEAF),
                    right=np.where(inner, nodes["right"].astype(np.int64), LEAF),
                    feature=np.where(inner, columns[np.where(inner, nodes["feature_idx"], 0)], LEAF),
                    threshold=nodes["num_threshold"],
                    missing_left=nodes["missing_go_to_left"] != 0,
                    category_start=np.where(coded, WORDS * nodes["bitset_idx"].astype(np.int64), NUMBER),
                    categories=(sets[:, 0::2] | sets[:, 1::2] << np.uint64(32)).ravel(),
                    cover=nodes["count"].astype(np.float64),
                    value=_placed(np.where(inner, 0.0, nodes["value"]), place, len(base)),
                )
            )
    return _joined(parts, base, estimator.n_features_in_)


def _columns(estimator: BaseEstimator) -> npt.NDArray[np.int64]:
    """Which column of the data each column of histogram gradient boosting is: it puts categories first."""
    coded = estimator.is_categorical_
    if coded is None:
        return np.arange(estimator.n_features_in_)
    return np.concatenate([np.flatnonzero(coded), np.flatnonzero(~coded)])


def _part(tree: Tree, value: Floats) -> _Part:
    inner = tree.children_left >= 0
    return _Part(
        left=tree.children_left,
        right=tree.children_right,
        feature=np.where(inner, tree.feature, LEAF),
        threshold=tree.threshold,
        missing_left=tree.missing_go_to_left != 0,
        category_start=np.full(len(inner), NUMBER),
        categories=np.zeros(0, dtype=np.uint64),
        cover=tree.weighted_n_node_samples,
        value=np.where(inner[:, None], 0.0, value),
    )


def _placed(value: Floats, place: int, outputs: int) -> Floats:
    """The values of a tree that adds to one output of several."""
    placed = np.zeros((len(value), outputs))
    placed[:, place] = value
    return placed


def _joined(parts: list[_Part], base: Floats, columns: int) -> TreeEnsemble:
    """All trees in one ensemble."""
    sizes = [len(part.left) for part in parts]
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    words = np.concatenate([[0], np.cumsum([len(part.categories) for part in parts])[:-1]])
    starts = _moved([part.category_start for part in parts], words)
    return TreeEnsemble(
        left=_moved([part.left for part in parts], roots),
        right=_moved([part.right for part in parts], roots),
        feature=np.concatenate([part.feature for part in parts]).astype(np.int32),
        threshold=np.concatenate([part.threshold for part in parts]),
        missing_left=np.concatenate([part.missing_left for part in parts]),
        category_start=starts,
        category_words=np.where(starts >= 0, WORDS, 0).astype(np.int32),
        categories=np.concatenate([part.categories for part in parts]),
        cover=np.concatenate([part.cover for part in parts]),
        value=np.concatenate([part.value for part in parts]),
        roots=roots.astype(np.int32),
        base=base,
        columns=columns,
    )


def _moved(places: list[Ints], starts: npt.NDArray[np.int64]) -> Ints:
    """Places that count from the beginning of all; -1 stays."""
    counted = [
        np.where(found >= 0, found + start, found) for found, start in zip(places, starts, strict=True)
    ]
    return np.concatenate(counted).astype(np.int32)


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
