"""Trees of XGBoost, from the model as it saves itself.

Source: the JSON format of XGBoost models, "Introduction to Model IO" in its documentation, and its schema.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from pydantic import BaseModel, Field

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Scale
from fairwitness.explainers.trees.ensemble import LEAF, NUMBER, Floats, TreeEnsemble
from fairwitness.explainers.trees.read.bare import Bare, Data, as_matrix, of_label
from fairwitness.explainers.trees.read.parts import Part, Places, Words, bitset, in_order, joined, placed

if TYPE_CHECKING:
    from xgboost import Booster
    from xgboost.sklearn import XGBModel

LOGISTIC: Final = ("binary:logistic", "reg:logistic")
RAW: Final = "binary:logitraw"
LOGARITHMIC: Final = ("count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft")
FAMILY: Final = "XGBoost trees"


class _Tree(BaseModel):
    left_children: list[int]
    right_children: list[int]
    split_indices: list[int]
    split_conditions: list[float]
    default_left: list[int]
    sum_hessian: list[float]
    categories: list[int] = []
    categories_nodes: list[int] = []
    categories_segments: list[int] = []
    categories_sizes: list[int] = []
    leaf_vector: list[float] = Field([], alias="leaf_weights")


class _Coding(BaseModel):
    """The categories of one column by their codes: numbers, or text as bytes between offsets; none of a number."""

    values: list[int] = []
    offsets: list[int] | None = None

    def categories(self) -> list[str] | list[int]:
        if self.offsets is None:
            return self.values
        raw = np.array(self.values, dtype=np.int64).astype(np.uint8).tobytes()
        return [raw[start:end].decode() for start, end in pairwise(self.offsets)]


class _Codings(BaseModel):
    enc: list[_Coding] = []


class _Trees(BaseModel):
    trees: list[_Tree]
    tree_info: list[int]
    cats: _Codings = _Codings()


class _Forest(BaseModel):
    model: _Trees


class _Booster(BaseModel):
    """Trees, or trees and what each weighs (DART), or, for a linear booster, neither."""

    model: _Trees | dict[str, object] | None = None
    gbtree: _Forest | None = None
    weight_drop: list[float] | None = None


class _Params(BaseModel):
    base_score: str
    num_class: int
    num_feature: int
    num_target: int = 1


class _Objective(BaseModel):
    name: str


class _Learner(BaseModel):
    gradient_booster: _Booster
    learner_model_param: _Params
    objective: _Objective


class _Saved(BaseModel):
    learner: _Learner


def read_xgboost(
    model: Booster | XGBModel, positive: str | None, labels: Sequence[str] | None = None
) -> Bare | None:
    """The trees of a booster or of one of its scikit-learn wrappers, for the label explained.

    `labels` are the model's, where it does not hold them itself.

    The cover of a node is the sum of the Hessians of the rows that came by, as `pred_contribs` has it, so a
    path-dependent base value is not the average prediction. None for linear boosters and for trees with several
    numbers in a leaf.
    """
    booster = model.get_booster() if hasattr(model, "get_booster") else model
    if (
        hasattr(model, "get_booster")
        and getattr(booster, "best_iteration", None) is not None
        and _stopped(booster)
    ):
        booster = booster[: booster.best_iteration + 1]
    learner = _Saved.model_validate_json(bytes(booster.save_raw("json"))).learner
    ensemble = _ensemble(learner)
    if ensemble is None:
        return None
    objective = learner.objective.name
    names = booster.feature_names
    own = labels if labels is not None else [str(label) for label in getattr(model, "classes_", ())]
    chosen = of_label(ensemble, own, positive)
    if chosen is None:
        return None
    coding = _Reading(names, _codings(learner), getattr(model, "missing", np.nan))
    return Bare(chosen, coding.prepare, _scale(objective), FAMILY)


def _stopped(booster: Booster) -> bool:
    return booster.attr("best_iteration") is not None


def _codings(learner: _Learner) -> list[list[str] | list[int]]:
    booster = learner.gradient_booster
    held = booster.gbtree.model if booster.gbtree is not None else booster.model
    return [coding.categories() for coding in held.cats.enc] if isinstance(held, _Trees) else []


@dataclass(frozen=True)
class _Reading:
    """How data become what XGBoost compares.

    Parameters
    ----------
    names
        Of the columns, where the model knows them.
    codings
        The categories of each column in the order of their codes; none of a column of numbers.
    missing
        The number that stands for a missing value.
    """

    names: list[str] | None
    codings: list[list[str] | list[int]]
    missing: float | None

    def prepare(self, data: Data) -> Floats:
        """The matrix, rounded to 32 bits.

        Raises
        ------
        ExplanationError
            A column holds a category that the model has never seen.
        """
        with np.errstate(over="ignore"):
            rows = as_matrix(self._coded(data), self.names).astype(np.float32)
        if self.missing is not None and not np.isnan(self.missing):
            rows = np.where(rows == np.float32(self.missing), np.float32(np.nan), rows)
        return rows.astype(np.float64)

    def _coded(self, data: Data) -> Data:
        """Categories by the codes they had in training, whatever the frame's own order."""
        if not isinstance(data, pd.DataFrame):
            return data
        names = self.names if self.names is not None else [str(name) for name in data.columns]
        known = {name: values for name, values in zip(names, self.codings, strict=False) if values}
        changed = {}
        for name in data.columns:
            if str(name) in known and isinstance(data[name].dtype, pd.CategoricalDtype):
                new = set(data[name].dropna().unique()) - set(known[str(name)])
                if new:
                    raise ExplanationError(
                        f"The column '{name}' must hold categories that the model was trained on. "
                        f"Got {min(map(str, new))!r}, which it has never seen. Correct them, or leave their rows out."
                    )
                changed[name] = data[name].cat.set_categories(known[str(name)])
        return data.assign(**{str(name): column for name, column in changed.items()})


def _scale(objective: str) -> Scale:
    linked = objective in (*LOGISTIC, *LOGARITHMIC, RAW) or objective.startswith("multi:")
    return "margin" if linked else "score"


def _ensemble(learner: _Learner) -> TreeEnsemble | None:
    booster, said = learner.gradient_booster, learner.learner_model_param
    held = booster.gbtree.model if booster.gbtree is not None else booster.model
    if (
        not isinstance(held, _Trees)
        or not held.trees
        or any(len(tree.leaf_vector) > 1 for tree in held.trees)
    ):
        return None
    outputs = max(said.num_class, said.num_target, 1)
    drops = booster.weight_drop or [1.0] * len(held.trees)
    parts = [
        in_order(_part(tree, drop, group, outputs))
        for tree, drop, group in zip(held.trees, drops, held.tree_info, strict=True)
    ]
    base = np.broadcast_to(_base(said.base_score, learner.objective.name), (outputs,))
    return joined(parts, base.astype(np.float64), said.num_feature)


def _base(said: str, objective: str) -> Floats:
    """The margin that trees are added to. It is saved as a prediction, in newer versions one for each output."""
    score = np.atleast_1d(np.asarray(json.loads(said), dtype=np.float64))
    if objective in LOGISTIC:
        return np.asarray(np.log(score / (1 - score)))
    return np.asarray(np.log(score)) if objective in LOGARITHMIC else score


def _part(tree: _Tree, weight: float, group: int, outputs: int) -> Part:
    left, right = np.array(tree.left_children), np.array(tree.right_children)
    inner = left >= 0
    limits = np.array(tree.split_conditions, dtype=np.float32)
    start, words, sets = _sets(tree)
    swapped = start >= 0  # a category in the set goes right; any other, known or not, goes left
    leaf = np.where(inner, 0.0, limits.astype(np.float64) * weight)
    return Part(
        left=np.where(inner, np.where(swapped, right, left), LEAF),
        right=np.where(inner, np.where(swapped, left, right), LEAF),
        feature=np.where(inner, np.array(tree.split_indices), LEAF),
        threshold=np.nextafter(limits, np.float32(-np.inf)).astype(np.float64),  # it goes left by x < limit
        missing_left=(np.array(tree.default_left) != 0) ^ swapped,
        category_start=start,
        category_words=words,
        categories=sets,
        cover=np.array(tree.sum_hessian, dtype=np.float64),
        value=placed(leaf, group, outputs),
    )


def _sets(tree: _Tree) -> tuple[Places, Places, Words]:
    """Where each node's set of categories begins, how many words it has, and the words."""
    nodes = len(tree.left_children)
    start, count = np.full(nodes, NUMBER), np.zeros(nodes, dtype=np.int64)
    sets: list[Words] = [np.zeros(0, dtype=np.uint64)]
    spans = zip(tree.categories_nodes, tree.categories_segments, tree.categories_sizes, strict=True)
    for node, begin, size in spans:
        words = bitset(tree.categories[begin : begin + size])
        start[node], count[node] = sum(map(len, sets)), len(words)
        sets.append(words)
    return start, count, np.concatenate(sets)
