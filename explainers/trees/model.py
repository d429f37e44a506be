"""A tree model as the engines see it: the trees, how a raw frame becomes their matrix, and whose column is whose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import pandas as pd

from fairwitness.explainers.base import FloatArray, Scale
from fairwitness.explainers.trees.ensemble import Ints, TreeEnsemble


@dataclass(frozen=True, eq=False)
class TreeModel:
    """The trees behind a model, for one of its outputs.

    Parameters
    ----------
    ensemble
        Trees with one output: that of the explained label, or the number.
    encode
        Turns a raw frame into the matrix the trees read, shape (rows, `ensemble.columns`): everything the library
        does before it compares, such as one-hot columns, scaling, and rounding to 32 bits.
    players
        Shape (`ensemble.columns`,): the place of the raw column that each column of the matrix is made of.
    scale
        What the sum of the trees is: a probability (forests), the margin before the link function (boosters), or
        the answer itself.
    family
        What the model is called in sentences, such as "scikit-learn forest".
    """

    ensemble: TreeEnsemble
    encode: Callable[[pd.DataFrame], FloatArray]
    players: Ints
    scale: Scale
    family: str


@runtime_checkable
class HasTrees(Protocol):
    """A fitted object, or a wrapper around one, that can show its trees."""

    def as_trees(self, columns: tuple[str, ...], positive: str | None) -> TreeModel | None:
        """The trees over the raw `columns`, for the label; None where they cannot be shown truly."""
        ...
