"""Path-dependent values of trees by their definition: a second opinion on our kernel where shap has none.

For every set of a tree's players the tree is descended: where a player is known the row goes its way, where not it
divides as the training rows did. Shapley's formula (1953) then sums what each player adds to every set of the others.
That is done tree by tree, over the players that the tree asks about: values of a sum of games are sums of their values.
It shares no arithmetic with the kernel, which integrates over the leaves and never looks at a set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.coalitions.solve import exact_weights
from fairwitness.explainers.engines.base import Question, Shares
from fairwitness.explainers.trees.ensemble import TreeEnsemble
from fairwitness.explainers.trees.model import TreeModel

MOST_PLAYERS = 14
"""Of one tree, for it to be enumerated: 16,384 sets."""
MOST_NODES = 20_000
"""Of the trees looked at, together: about a second for three rows."""
MOST_CELLS = 4_000_000
"""Of the trees enumerated, together: a node counts by the sets of the players at and below it. Half a second."""
SEED = 0
CHUNK = 64
"""Rows that are explained at a time: at most 8 MiB for a node."""
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Enumerated:
    """Every set of players, of every tree; of many or large trees, of as many as take a second or two for three rows.

    The other trees keep the values of our kernel, so that the difference speaks of those enumerated alone; the name
    says how many they are.
    """

    trees: TreeModel
    packages: ClassVar[tuple[str, ...]] = ("numpy",)

    @property
    def why_not(self) -> str | None:
        """Why not one tree can be enumerated, in words; None if one can."""
        if len(self._chosen):
            return None
        return (
            "shap does not follow these trees, and each is too large to enumerate: it asks about more than "
            f"{MOST_PLAYERS} columns, or has too many nodes"
        )

    @property
    def name(self) -> str:
        """See `Engine`."""
        own, number = len(self._chosen), len(self.trees.ensemble.roots)
        part = "" if own == number else f" ({own:,} of {number:,} trees)"
        return f"fairwitness.trees.enumerated{part}"

    def shares(self, question: Question) -> Shares:
        """See `Engine.shares`."""
        ensemble, matrix = self.trees.ensemble, self.trees.encode(question.X)
        values, base = self._others(matrix, len(question.columns))
        for place in self._chosen:
            tree = _Tree.at(self.trees, int(ensemble.roots[place]))
            for start in range(0, len(matrix), CHUNK):
                rows = slice(start, start + CHUNK)
                worth = tree.worth(ensemble, matrix[rows])
                if len(tree.players):
                    values[rows, tree.players] += worth @ exact_weights(len(tree.players)).T
            base += float(worth[0, 0])
        return Shares(
            values=values,
            base=base,
            base_definition=f"mean of the leaves, weighted as {self.trees.family} keeps the training rows",
            outputs=ensemble.predict(matrix)[:, 0],
            scale=self.trees.scale,
        )

    @cached_property
    def _chosen(self) -> Places:
        """The trees enumerated, in their order: taken in a seeded order, until they are too many."""
        number, nodes, cells = len(self.trees.ensemble.roots), 0, 0
        kept: list[int] = []
        for place in np.random.default_rng(SEED).permutation(number):
            tree = _Tree.at(self.trees, int(self.trees.ensemble.roots[place]))
            if len(tree.players) > MOST_PLAYERS or nodes + tree.nodes > MOST_NODES:
                continue
            nodes, more = nodes + tree.nodes, tree.cells(self.trees.ensemble)
            if cells + more <= MOST_CELLS:
                cells += more
                kept.append(int(place))
        return np.array(sorted(kept), dtype=np.intp)

    def _others(self, matrix: FloatArray, count: int) -> tuple[FloatArray, float]:
        """What our kernel makes of the other trees, and of the constant."""
        from fairwitness.explainers.trees.path_dependent import path_dependent

        ensemble = self.trees.ensemble
        rest = np.delete(ensemble.roots, self._chosen)
        if not len(rest):
            return np.zeros((len(matrix), count)), float(ensemble.base[0])
        found = path_dependent(replace(ensemble, roots=rest), matrix, self.trees.players, count=count)
        return found.values[:, :, 0].copy(), float(found.base[0])


@dataclass(frozen=True, eq=False)
class _Tree:
    """One tree, and who plays in it.

    Parameters
    ----------
    levels
        The nodes by their depth, the root first.
    players
        Shape (players,): who owns a column that the tree asks about.
    own
        For each level, shape (nodes,): the place among `players` of who owns a node's column; -1 at a leaf.
    """

    levels: list[Places]
    players: Places
    own: list[Places]

    @classmethod
    def at(cls, trees: TreeModel, root: int) -> _Tree:
        """The tree below a root."""
        ensemble = trees.ensemble
        levels, level = [], np.array([root], dtype=np.intp)
        while len(level):
            levels.append(level)
            inner = level[ensemble.left[level] >= 0]
            level = np.concatenate([ensemble.left[inner], ensemble.right[inner]]).astype(np.intp)
        owners = [
            np.where(ensemble.left[level] >= 0, trees.players[ensemble.feature[level]], -1)
            for level in levels
        ]
        players = np.unique(np.concatenate(owners))
        players = players[players >= 0].astype(np.intp)
        own = [np.where(owner >= 0, np.searchsorted(players, owner), -1) for owner in owners]
        return cls(levels, players, own)

    @property
    def nodes(self) -> int:
        """How many there are."""
        return sum(map(len, self.levels))

    def cells(self, ensemble: TreeEnsemble) -> int:
        """Numbers that are computed for a row: for each node, one for each set of the players at and below it."""
        below: dict[int, int] = {}
        for node, own in self._upwards():
            left, right = int(ensemble.left[node]), int(ensemble.right[node])
            below[node] = 0 if own < 0 else below[left] | below[right] | 1 << own
        return sum(1 << held.bit_count() for held in below.values())

    def worth(self, ensemble: TreeEnsemble, matrix: FloatArray) -> FloatArray:
        """The tree's answer to each row for every set of players, shape (rows, 2^players), as `every_coalition` counts.

        At a node it is an array with an axis for each player, of length 2 (not known, known) where the player matters
        at or below the node and of length 1 elsewhere.
        """
        count = len(self.players)
        below: dict[int, FloatArray] = {}
        for node, own in self._upwards():
            if own < 0:
                below[node] = np.full((1,) * (1 + count), ensemble.value[node, 0])
                continue
            left, right = (below.pop(int(side[node])) for side in (ensemble.left, ensemble.right))
            value = matrix[:, ensemble.feature[node]]
            goes = ensemble.goes_left(np.full(len(matrix), node), value).reshape(-1, *(1,) * count)
            known = np.array([False, True]).reshape([2 if axis == own else 1 for axis in range(count)][::-1])
            share = _share(ensemble, node)
            below[node] = np.where(
                known[None], np.where(goes, left, right), share * left + (1 - share) * right
            )
        top = below[int(self.levels[0][0])]
        found: FloatArray = np.broadcast_to(top, (len(matrix), *(2,) * count)).reshape(len(matrix), -1)
        return found

    def _upwards(self) -> list[tuple[int, int]]:
        """Nodes, children before their parents, and whose column each asks about."""
        pairs = zip(reversed(self.levels), reversed(self.own), strict=True)
        return [
            (int(node), int(own)) for level, owners in pairs for node, own in zip(level, owners, strict=True)
        ]


def _share(ensemble: TreeEnsemble, node: int) -> float:
    """Of the training rows at a node, how many went left; half where none came by."""
    left, right = (float(ensemble.cover[side[node]]) for side in (ensemble.left, ensemble.right))
    return left / (left + right) if left + right else 0.5
