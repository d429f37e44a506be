"""Trees of LightGBM, from the model as it dumps itself.

Source: `Booster.dump_model` in LightGBM's documentation; how missing values and categories decide is in its
`tree.h` (NumericalDecision, CategoricalDecision).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from pydantic import BaseModel

from fairwitness.explainers.base import Scale
from fairwitness.explainers.trees.ensemble import LEAF, NUMBER, Floats, TreeEnsemble
from fairwitness.explainers.trees.read.bare import Bare, Data, as_matrix, of_label
from fairwitness.explainers.trees.read.parts import Part, Words, bitset, joined, placed

if TYPE_CHECKING:
    from lightgbm import Booster, LGBMModel

FAMILY: Final = "LightGBM trees"
ZERO: Final = float(np.float32(1e-35))
"""What is no larger than this counts as 0 in every column."""
LOGARITHMIC: Final = ("poisson", "gamma", "tweedie")


class _Node(BaseModel):
    """A split, or, without a feature, a leaf."""

    split_feature: int = LEAF
    threshold: float | str = 0.0
    decision_type: Literal["<=", "=="] = "<="
    default_left: bool = False
    missing_type: Literal["None", "Zero", "NaN"] = "None"
    internal_count: float = 0.0
    left_child: _Node | None = None
    right_child: _Node | None = None
    leaf_value: float = 0.0
    leaf_count: float = 0.0
    leaf_coeff: list[float] | None = None


class _Tree(BaseModel):
    tree_structure: _Node


class _Dump(BaseModel):
    num_class: int
    num_tree_per_iteration: int
    max_feature_idx: int
    objective: str = "regression"
    average_output: bool = False
    feature_names: list[str]
    tree_info: list[_Tree]


def read_lightgbm(
    model: Booster | LGBMModel, positive: str | None, labels: Sequence[str] | None = None
) -> Bare | None:
    """The trees of a booster or of one of its scikit-learn wrappers, for the label explained.

    `labels` are the model's, where it does not hold them itself.

    The cover of a node is the number of training rows that came by, as `pred_contrib` has it. None where a leaf holds
    a linear model.
    """
    booster = getattr(model, "booster_", model)
    dump = _Dump.model_validate(booster.dump_model())
    trees = [_listed(tree.tree_structure) for tree in dump.tree_info]
    if not trees or any(node.leaf_coeff is not None for tree in trees for node in tree):
        return None
    if _Rules.of(trees).contradict:
        return None
    ensemble = _ensemble(trees, dump)
    own = labels if labels is not None else [str(label) for label in getattr(model, "classes_", ())]
    chosen = of_label(ensemble, own, positive)
    if chosen is None:
        return None
    rules = _Rules.of(trees)
    known = booster.pandas_categorical
    return Bare(
        chosen,
        lambda data: rules.prepare(_coded(data, known), dump.feature_names),
        _scale(dump.objective),
        FAMILY,
    )


class _Rules:
    """What LightGBM does to a column before it compares: the same at all its splits."""

    def __init__(
        self, unknown_is_zero: Sequence[int], zero_is_unknown: Sequence[int], coded: Sequence[int]
    ) -> None:
        self._unknown_is_zero = list(unknown_is_zero)
        self._zero_is_unknown = list(zero_is_unknown)
        self._coded = list(coded)

    @classmethod
    def of(cls, trees: Sequence[Sequence[_Node]]) -> _Rules:
        """The rules that the splits of all trees say."""
        splits = [node for tree in trees for node in tree if node.left_child is not None]
        numbers = [node for node in splits if node.decision_type == "<="]
        return cls(
            sorted({node.split_feature for node in numbers if node.missing_type == "None"}),
            sorted({node.split_feature for node in numbers if node.missing_type == "Zero"}),
            sorted({node.split_feature for node in splits if node.decision_type == "=="}),
        )

    @property
    def contradict(self) -> bool:
        """Whether a column is asked about in two ways, as where training went on with other settings."""
        return bool(set(self._unknown_is_zero) & set(self._zero_is_unknown))

    def prepare(self, data: Data, names: list[str]) -> Floats:
        """The matrix that the trees compare."""
        matrix = as_matrix(data, names)
        matrix = np.where(np.abs(matrix) <= ZERO, 0.0, matrix)
        part = matrix[:, self._unknown_is_zero]
        matrix[:, self._unknown_is_zero] = np.where(np.isnan(part), 0.0, part)
        part = matrix[:, self._zero_is_unknown]
        matrix[:, self._zero_is_unknown] = np.where(part == 0, np.nan, part)
        matrix[:, self._coded] = np.trunc(matrix[:, self._coded])
        return matrix


def _coded(data: Data, known: list[list[object]] | None) -> Data:
    """Categories by the codes they had in training."""
    import pandas as pd

    if not known or not isinstance(data, pd.DataFrame):
        return data
    names = [name for name in data.columns if isinstance(data[name].dtype, pd.CategoricalDtype)]
    pairs = zip(names, known, strict=False)
    return data.assign(**{name: data[name].cat.set_categories(values) for name, values in pairs})


def _scale(objective: str) -> Scale:
    name = objective.split(maxsplit=1)[0] if objective else "regression"
    linked = (
        name in LOGARITHMIC
        or name.startswith(("binary", "multiclass", "cross_entropy"))
        or "sqrt" in objective
    )
    return "margin" if linked else "score"


def _ensemble(trees: Sequence[Sequence[_Node]], dump: _Dump) -> TreeEnsemble:
    outputs = dump.num_tree_per_iteration
    weight = outputs / len(trees) if dump.average_output else 1.0
    parts = [_part(tree, weight, place % outputs, outputs) for place, tree in enumerate(trees)]
    return joined(parts, np.zeros(outputs), dump.max_feature_idx + 1)


def _listed(root: _Node) -> list[_Node]:
    """The nodes of a tree, parents first."""
    found, open_ = [], [root]
    while open_:
        node = open_.pop()
        found.append(node)
        if node.left_child is not None and node.right_child is not None:
            open_ += [node.right_child, node.left_child]
    return found


def _part(nodes: Sequence[_Node], weight: float, group: int, outputs: int) -> Part:
    place = {id(node): number for number, node in enumerate(nodes)}
    inner = np.array([node.left_child is not None for node in nodes])
    sets: list[Words] = [np.zeros(0, dtype=np.uint64)]
    start, words = np.full(len(nodes), NUMBER), np.zeros(len(nodes), dtype=np.int64)
    for number, node in enumerate(nodes):
        if inner[number] and node.decision_type == "==":
            held = bitset(int(code) for code in str(node.threshold).split("||"))
            start[number], words[number] = sum(map(len, sets)), len(held)
            sets.append(held)
    limits = [node.threshold if isinstance(node.threshold, float) else 0.0 for node in nodes]
    values = np.array([0.0 if at else node.leaf_value for at, node in zip(inner, nodes, strict=True)])
    return Part(
        left=np.array([place.get(id(node.left_child), LEAF) for node in nodes]),
        right=np.array([place.get(id(node.right_child), LEAF) for node in nodes]),
        feature=np.array([node.split_feature for node in nodes]),
        threshold=np.array(limits),
        missing_left=np.array([node.default_left and node.decision_type == "<=" for node in nodes]),
        category_start=start,
        category_words=words,
        categories=np.concatenate(sets),
        cover=np.array(
            [node.internal_count if at else node.leaf_count for at, node in zip(inner, nodes, strict=True)]
        ),
        value=placed(values * weight, group, outputs),
    )
