"""Trees of any library in one shape: flat arrays that a kernel can walk.

Every library asks "does this row go left?" in its own way. The readers settle that when a model is read, so that
here one rule is left: a row goes left where its value is at most the threshold, or in the node's set of categories,
or missing and the node sends missing values left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ExplanationError

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int32]
Flags: TypeAlias = npt.NDArray[np.bool_]

LEAF = -1
NUMBER = -1


@dataclass(frozen=True, eq=False)
class TreeEnsemble:
    """A sum of binary trees, in arrays over the nodes of all trees together.

    A strict comparison ``x < t`` of 32-bit numbers is written as ``x <= nextafter(float32(t), -inf)``; what a library
    rounds before it compares, the reader's `prepare` rounds before it asks.

    Parameters
    ----------
    left, right
        Shape (nodes,): places of the children, among all nodes; -1 at a leaf.
    feature
        Shape (nodes,): which column of the matrix a node asks about; -1 at a leaf.
    threshold
        Shape (nodes,): a row goes left where its value is at most this. Not read where a node asks for categories.
    missing_left
        Shape (nodes,): whether a missing value (NaN) goes left.
    category_start
        Shape (nodes,): where in `categories` the node's set begins, in 64-bit words; -1 where it compares numbers.
    category_words
        Shape (nodes,): how many words the set has. A code beyond them, negative or not whole, goes right.
    categories
        Bits of all sets: category c of a node is bit ``c % 64`` of word ``category_start + c // 64``; set: goes left.
    cover
        Shape (nodes,): the weight of the training rows that came by, as the library keeps it.
    value
        Shape (nodes, outputs): what a leaf adds; 0 elsewhere. Learning rates and averages are multiplied in.
    roots
        Shape (trees,): the place of each tree's root. Children come after their parents.
    base
        Shape (outputs,): what is added once.
    columns
        How many columns the matrix has.

    Raises
    ------
    ExplanationError
        The arrays do not fit each other, or do not describe trees.
    """

    left: Ints
    right: Ints
    feature: Ints
    threshold: Floats
    missing_left: Flags
    category_start: Ints
    category_words: Ints
    categories: npt.NDArray[np.uint64]
    cover: Floats
    value: Floats
    roots: Ints
    base: Floats
    columns: int

    def __post_init__(self) -> None:
        nodes = len(self.left)
        for name in (
            "right",
            "feature",
            "threshold",
            "missing_left",
            "category_start",
            "category_words",
            "cover",
        ):
            found = getattr(self, name).shape
            if found != (nodes,):
                raise ExplanationError(
                    f"The trees' `{name}` must have shape ({nodes},). Got {found} instead."
                )
        if self.value.shape != (nodes, len(self.base)):
            raise ExplanationError(
                f"The trees' `value` must have shape ({nodes}, {len(self.base)}). Got {self.value.shape} instead."
            )
        inner = self.left >= 0
        places = np.arange(nodes)[inner]
        if not (
            ((self.right >= 0) == inner).all()
            and (self.left[inner] > places).all()
            and (self.right[inner] > places).all()
            and max(self.left.max(initial=-1), self.right.max(initial=-1)) < nodes
            and (self.feature[inner] >= 0).all()
            and (self.feature[inner] < self.columns).all()
        ):
            raise ExplanationError(
                "The trees must have children after their parents, and known columns. They have not."
            )

    @property
    def outputs(self) -> int:
        """How many numbers the trees give for a row."""
        return len(self.base)

    def output(self, place: int) -> TreeEnsemble:
        """The same trees with one of their outputs."""
        return replace(self, value=self.value[:, [place]], base=self.base[[place]])

    def predict(self, matrix: Floats) -> Floats:
        """The sum of the trees for every row of a prepared matrix. Shape (rows, outputs)."""
        total = np.tile(self.base, (len(matrix), 1))
        for root in self.roots:
            total += self.value[self._leaves(matrix, int(root))]
        return total

    def _leaves(self, matrix: Floats, root: int) -> npt.NDArray[np.intp]:
        rows = np.arange(len(matrix))
        at = np.full(len(matrix), root, dtype=np.intp)
        while (open_ := self.left[at] >= 0).any():
            here = at[open_]
            value = matrix[rows[open_], self.feature[here]]
            at[open_] = np.where(self.goes_left(here, value), self.left[here], self.right[here])
        return at

    def goes_left(self, node: npt.NDArray[np.intp], value: Floats) -> Flags:
        """Whether a value of a node's column goes left there, for each pair of the two. Shape (pairs,)."""
        absent = np.isnan(value)
        number = np.where(absent, 0.0, value)
        goes: Flags = number <= self.threshold[node]
        sets = self.category_start[node] >= 0
        if sets.any():
            goes = np.where(sets, self._in_set(node, number), goes)
        return np.where(absent, self.missing_left[node], goes)

    def _in_set(self, node: npt.NDArray[np.intp], value: Floats) -> Flags:
        inside = (value >= 0) & (value < 64.0 * self.category_words[node]) & (value == np.floor(value))
        code = np.where(inside, value, 0).astype(np.int64)
        word = np.where(inside, self.category_start[node] + code // 64, 0)
        bit = (self.categories[word] >> (code % 64).astype(np.uint64)) & np.uint64(1)
        held: Flags = inside & (bit == 1)
        return held
