"""Exact Shapley values of trees, from the trees themselves and not from questions to the model."""

from __future__ import annotations

from fairwitness.explainers.trees.ensemble import TreeEnsemble
from fairwitness.explainers.trees.model import HasTrees, TreeModel

__all__ = ["HasTrees", "TreeEnsemble", "TreeModel"]
