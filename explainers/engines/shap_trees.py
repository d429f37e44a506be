"""shap's own algorithm for trees, over trees that we have read: a second opinion on our kernels.

It walks the same trees by another method (Lundberg et al. 2020), in other code. That the trees were read truly is a
question of its own, which the model's answers settle.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.engines.base import Question, Shares
from fairwitness.explainers.trees.ensemble import TreeEnsemble
from fairwitness.explainers.trees.model import TreeModel


@dataclass(frozen=True, eq=False)
class ShapTrees:
    """`shap.TreeExplainer` on numbers, where every raw column is one column of the matrix.

    With `background` the values are interventional and the whole background is used; without, path-dependent.
    """

    trees: TreeModel
    background: bool
    name: ClassVar[str] = "shap.TreeExplainer"
    packages: ClassVar[tuple[str, ...]] = ("shap", "numpy")

    @classmethod
    def why_not(cls, trees: TreeModel, columns: int) -> str | None:
        """Why it cannot follow these trees, in words; None if it can."""
        if (trees.ensemble.category_start >= 0).any():
            return "shap does not read splits by category"
        if len(trees.players) != columns or (trees.players != np.arange(columns)).any():
            return "shap does not group the columns made of one raw column"
        return None

    def shares(self, question: Question) -> Shares:
        """See `Engine.shares`.

        Raises
        ------
        ExplanationError
            The trees split by category, or several of their columns are made of one.
        """
        if (why := self.why_not(self.trees, len(question.columns))) is not None:
            raise ExplanationError(f"The trees must be plain for a second engine, but {why}.")
        ensemble, matrix = self.trees.ensemble, self.trees.encode(question.X)
        reference = self.trees.encode(question.reference) if self.background else None
        explainer = _explainer(ensemble, reference)
        values = np.asarray(explainer.shap_values(matrix, check_additivity=False), dtype=np.float64)
        if reference is None:
            base = float(np.ravel(explainer.expected_value)[0])
            definition = f"mean of the leaves, weighted as {self.trees.family} keeps the training rows"
        else:
            base = float(ensemble.predict(reference)[:, 0].mean())
            definition = "mean output over the background"
        return Shares(
            values=values.reshape(matrix.shape),
            base=base,
            base_definition=definition,
            outputs=ensemble.predict(matrix)[:, 0],
            scale=self.trees.scale,
        )


class _Explainer(Protocol):
    """What is used of shap's explainer of trees."""

    expected_value: float | FloatArray

    def shap_values(self, matrix: FloatArray, *, check_additivity: bool) -> FloatArray: ...


def _explainer(ensemble: TreeEnsemble, reference: FloatArray | None) -> _Explainer:
    from fairwitness.explainers.engines._shap import library as shap

    model = {
        "trees": [_tree(ensemble, start, end) for start, end in _spans(ensemble)],
        "internal_dtype": np.float64,
        "input_dtype": np.float64,
        "base_offset": float(ensemble.base[0]),
        "tree_output": "raw_value",
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if reference is None:
            made: _Explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
        else:
            masker = shap.maskers.Independent(
                reference, max_samples=len(reference)
            )  # the default keeps 100 rows
            made = shap.TreeExplainer(model, masker, feature_perturbation="interventional")
    return made


def _spans(ensemble: TreeEnsemble) -> list[tuple[int, int]]:
    """Where each tree begins and ends among the nodes."""
    starts = sorted(int(root) for root in ensemble.roots)
    return list(zip(starts, [*starts[1:], len(ensemble.left)], strict=True))


def _tree(ensemble: TreeEnsemble, start: int, end: int) -> dict[str, object]:
    part = slice(start, end)
    inner = ensemble.left[part] >= 0
    left, right = (np.where(inner, side[part] - start, -1) for side in (ensemble.left, ensemble.right))
    return {
        "children_left": left.astype(np.int32),
        "children_right": right.astype(np.int32),
        "children_default": np.where(ensemble.missing_left[part], left, right).astype(np.int32),
        "features": np.where(inner, ensemble.feature[part], -2).astype(np.int32),
        "thresholds": ensemble.threshold[part],
        "threshold_types": np.zeros(end - start, dtype=np.int32),
        "values": _with_means(ensemble, start, end)[:, None],
        "node_sample_weight": ensemble.cover[part],
    }


def _with_means(ensemble: TreeEnsemble, start: int, end: int) -> FloatArray:
    """The leaves' values, and at every other node their mean by weight, which shap starts from."""
    value = ensemble.value[start:end, 0].copy()
    for node in range(end - 1, start - 1, -1):
        left, right = int(ensemble.left[node]), int(ensemble.right[node])
        if left >= 0:
            weight = ensemble.cover[[left, right]]
            pair = value[[left - start, right - start]]
            value[node - start] = float(weight @ pair / weight.sum()) if weight.sum() else float(pair.mean())
    return value
