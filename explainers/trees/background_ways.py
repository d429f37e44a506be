"""Which way each leaf is done: by a table of patterns, or by following pairs; whichever should take less time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.trees.background_pairs import PAIRS
from fairwitness.explainers.trees.background_tables import TABLE
from fairwitness.explainers.trees.background_walk import Counts, Nodes, Walk, example, new_walk, pop, push
from fairwitness.explainers.trees.compiled import Kernel, inlined
from fairwitness.explainers.trees.ensemble import Floats, Ints

MOST_IN_TABLE = 18
"""Players on a path that a table is made for: 2^18 patterns, 8 MiB a thread. Beyond, pairs are followed."""


@dataclass(frozen=True)
class Costs:
    """Nanoseconds, measured on one core; only their ratios matter.

    Parameters
    ----------
    leaf, row
        Of a leaf done by a table, and of each row and row of the background there.
    step, gather
        Of a pattern, player and quadrature node in a table, and of a row and player that is looked up.
    part
        Of a set of pairs that comes to a leaf, with all the sets above it.
    """

    leaf: float = 300.0
    row: float = 1.0
    step: float = 0.5
    gather: float = 0.8
    part: float = 100.0


class Survey(NamedTuple):
    """What is on the way to each node.

    Parameters
    ----------
    players
        Shape (nodes,), 0 but at leaves: how many distinct players the path asks.
    together
        Shape (nodes,), at leaves: the share of pairs that come here, as the trees' covers tell. One of the two meets
        each player's conditions.
    copies
        Shape (nodes,), at leaves: how many sets a row is in, if no set is empty.
    depth
        The greatest of any leaf.
    """

    players: Counts
    together: Floats
    copies: Floats
    depth: int

    @property
    def most(self) -> int:
        """The most players on a path."""
        return int(self.players.max(initial=0))


def survey(nodes: Nodes, roots: Ints) -> Survey:
    """Walk all trees once."""
    deep = np.zeros(len(nodes.left), dtype=np.int64)
    MEASURE(nodes, deep)
    depth = int(deep.max(initial=0))
    found = _nothing_found(len(deep), depth)
    SURVEY(nodes, roots, new_walk(depth), np.ones((depth + 1, depth + 1)), found)
    return found


def _nothing_found(nodes: int, depth: int) -> Survey:
    return Survey(
        players=np.zeros(nodes, dtype=np.int64),
        together=np.zeros(nodes),
        copies=np.zeros(nodes),
        depth=depth,
    )


def ways(nodes: Nodes, found: Survey, rows: int, background: int) -> npt.NDArray[np.int8]:
    """Shape (nodes,): the bits of the ways by which leaves at or below a node are done."""
    costs, players = Costs(), found.players.astype(np.float64)
    patterns = 2.0 ** np.minimum(players, 64)
    table = (
        costs.leaf
        + costs.row * (rows + background)
        + costs.gather * rows * players
        + costs.step * patterns * (players + 1) ** 2 / 2
    )
    sets = np.minimum(rows * background * found.together, min(rows, background) * found.copies)
    by_table = (found.players <= MOST_IN_TABLE) & (table <= costs.part * sets)
    chosen = np.where(nodes.left < 0, np.where(by_table, TABLE, PAIRS), 0).astype(np.int8)
    return handed_up(nodes, chosen)


def handed_up(nodes: Nodes, chosen: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Give each node the bits of all leaves below it."""
    HAND_UP(nodes, chosen)
    return chosen


def _measure(nodes: Nodes, deep: Counts) -> None:
    for node in range(len(deep)):
        if nodes.left[node] >= 0:
            deep[nodes.left[node]] = deep[node] + 1
            deep[nodes.right[node]] = deep[node] + 1


def _survey(nodes: Nodes, roots: Ints, walk: Walk, met: Floats, found: Survey) -> None:
    """Fill in what is found; `met` holds, at each depth, the share of rows that meets each player's conditions."""
    for root in roots:
        push(walk, root, 0)
        while walk.top[0]:
            node, deep = pop(walk, nodes)
            known = walk.known[deep]
            if deep:
                _meet(nodes, walk, deep, met[deep - 1], met[deep])
            if nodes.left[node] >= 0:
                push(walk, nodes.right[node], deep + 1)
                push(walk, nodes.left[node], deep + 1)
                continue
            found.players[node] = known
            together, copies = 1.0, 1.0
            for place in range(known):
                together *= 1 - (1 - met[deep, place]) ** 2
                copies *= 1 + met[deep, place]
            found.together[node], found.copies[node] = together, copies


@inlined
def _meet(nodes: Nodes, walk: Walk, deep: int, before: Floats, after: Floats) -> None:
    whole, part = nodes.cover[walk.path[deep - 1]], nodes.cover[walk.path[deep]]
    share = min(max(part / whole, 0.0), 1.0) if whole > 0 else 0.5
    for place in range(walk.known[deep]):
        after[place] = before[place] if place < walk.known[deep - 1] else 1.0
    after[walk.place[deep]] *= share


def _hand_up(nodes: Nodes, chosen: npt.NDArray[np.int8]) -> None:
    """Children come after their parents."""
    for node in range(len(chosen) - 1, -1, -1):
        if nodes.left[node] >= 0:
            chosen[node] = chosen[nodes.left[node]] | chosen[nodes.right[node]]


def _example() -> tuple[object, ...]:
    nodes = example().nodes
    return nodes, nodes.left[:1], new_walk(1), np.ones((2, 2)), _nothing_found(3, 1)


MEASURE = Kernel(_measure, lambda: (example().nodes, np.zeros(3, dtype=np.int64)))
SURVEY = Kernel(_survey, _example)
HAND_UP = Kernel(_hand_up, lambda: (example().nodes, np.zeros(3, dtype=np.int8)))
