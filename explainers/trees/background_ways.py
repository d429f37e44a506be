"""Which way each leaf is done: by a table of patterns, or by following pairs; whichever should take less time."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from fairwitness.explainers.trees.background_pairs import PAIRS
from fairwitness.explainers.trees.background_tables import TABLE
from fairwitness.explainers.trees.background_walk import Nodes, new_walk, pop, push
from fairwitness.explainers.trees.ensemble import Floats, Ints

MOST_IN_TABLE = 18
"""Players on a path that a table is made for: 2^18 patterns, 8 MiB a thread. Beyond, pairs are followed."""


@dataclass(frozen=True)
class Costs:
    """Nanoseconds, measured on one core; only their ratios matter."""

    step: float = 0.25
    row: float = 1.5
    gather: float = 0.7
    pair: float = 4.0
    leaf: float = 100.0


@dataclass(frozen=True, eq=False)
class Survey:
    """What is on the way to each node: shape (nodes,), filled at leaves.

    Parameters
    ----------
    players
        How many distinct players the path asks.
    together
        The share of pairs that come here, as the trees' covers tell: both meet a player's conditions, or one does.
    copies
        How many lists a row is in on average, if no list is empty.
    depth
        The greatest depth of a leaf.
    """

    players: npt.NDArray[np.int64]
    together: Floats
    copies: Floats
    depth: int

    @property
    def most(self) -> int:
        """The most players on a path."""
        return int(self.players.max(initial=0))


def survey(nodes: Nodes, roots: Ints) -> Survey:
    """Walk all trees once."""
    depth = int(_depths(nodes).max(initial=0))
    found = np.zeros((3, len(nodes.left)))
    _survey(nodes, roots, depth, found)
    return Survey(found[0].astype(np.int64), found[1], found[2], depth)


def ways(nodes: Nodes, found: Survey, rows: int, background: int) -> npt.NDArray[np.int8]:
    """Shape (nodes,): the bits of the ways by which leaves at or below a node are done."""
    costs, players = Costs(), found.players.astype(np.float64)
    both = float(rows + background)
    table = (
        costs.leaf
        + costs.step * (players + 1) ** 2 / 2 * 2.0 ** np.minimum(players, 64)
        + costs.row * both
        + costs.gather * rows * players
    )
    pairs = costs.pair * np.minimum(rows * background * found.together, both * found.copies)
    leaf = nodes.left < 0
    by_table = (found.players <= MOST_IN_TABLE) & (table <= pairs)
    return handed_up(nodes, np.where(leaf, np.where(by_table, TABLE, PAIRS), 0).astype(np.int8))


@numba.njit(cache=True, nogil=True)
def _depths(nodes: Nodes) -> npt.NDArray[np.int64]:
    depth = np.zeros(len(nodes.left), dtype=np.int64)
    for node in range(len(depth)):
        if nodes.left[node] >= 0:
            depth[nodes.left[node]] = depth[node] + 1
            depth[nodes.right[node]] = depth[node] + 1
    return depth


@numba.njit(cache=True, nogil=True)
def _survey(nodes: Nodes, roots: Ints, depth: int, into: Floats) -> None:
    walk = new_walk(depth)
    met = np.ones((depth + 1, depth + 1))
    for root in roots:
        push(walk, root, 0)
        while walk.top[0]:
            node, deep = pop(walk, nodes)
            known = walk.known[deep]
            if deep:
                parent = walk.path[deep - 1]
                met[deep, :known] = met[deep - 1, :known]
                if known > walk.known[deep - 1]:
                    met[deep, known - 1] = 1.0
                share = nodes.cover[node] / nodes.cover[parent] if nodes.cover[parent] > 0 else 0.5
                met[deep, walk.place[deep]] *= min(max(share, 0.0), 1.0)
            if nodes.left[node] >= 0:
                push(walk, nodes.right[node], deep + 1)
                push(walk, nodes.left[node], deep + 1)
                continue
            into[0, node] = known
            into[1, node] = np.prod(1 - (1 - met[deep, :known]) ** 2)
            into[2, node] = np.prod(1 + met[deep, :known])


@numba.njit(cache=True, nogil=True)
def handed_up(nodes: Nodes, chosen: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Give each node the bits of both its children; children come after their parents."""
    for node in range(len(chosen) - 1, -1, -1):
        if nodes.left[node] >= 0:
            chosen[node] = chosen[nodes.left[node]] | chosen[nodes.right[node]]
    return chosen
