"""All pairs of a row and a row of the background, followed down a tree together, in lists that split as they part.

Where a row and a row of the background part at a node, a coalition that holds the player goes with the row, and any
other with the background. Each pair that comes to a leaf so has the players that must have joined and those that
must not, and their Shapley values in closed form. Pairs that have parted alike stay in one list, so that no more
steps are made than one pair at a time would take, and any number of players on a path will do.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from fairwitness.explainers.trees.background_walk import Case, Counts, Nodes, Weights, goes_left
from fairwitness.explainers.trees.ensemble import Floats, Ints

PAIRS = 2
"""The bit of `Case.ways` of leaves that are done here."""
_UNDECIDED, _INSIDE, _OUTSIDE = 0, 1, 2
_WHOLE = 2


class Search(NamedTuple):
    """Where the search is; one entry for each depth unless said otherwise.

    Parameters
    ----------
    node, stage
        The node, and which of its branches comes next.
    ours, theirs
        Shape (depths, rows): the rows, and the rows of the background, that are here; those that go left first.
    size
        Shape (depths, 2, 2): how many of `ours` and `theirs` there are, and how many go left.
    side
        Of each player: undecided, inside (must have joined) or outside (must not).
    joined, held
        By side: the players that have it, and how many; shape (3, depths) and (3,).
    gave
        Which side the branch that is followed gave to the node's player.
    """

    node: Counts
    stage: Counts
    ours: Ints
    theirs: Ints
    size: Counts
    side: Counts
    joined: Counts
    held: Counts
    gave: Counts


@numba.njit(cache=True, nogil=True)
def add_pairs(case: Case, roots: Ints, sums: Floats) -> None:
    """Add to `sums`, shape (outputs, players, rows), what the leaves of these trees owe."""
    search = _new_search(case, sums.shape[1])
    everyone = np.arange(case.rows.shape[1]).astype(np.int32)
    background = np.arange(case.background.shape[1]).astype(np.int32)
    for root in roots:
        if case.nodes.left[root] < 0 or not case.ways[root] & PAIRS:
            continue
        search.node[0] = root
        _enter(case, search, 0, everyone, background)
        deep = 0
        while deep >= 0:
            stage, player = search.stage[deep], case.nodes.player[search.node[deep]]
            if stage < (6 if search.side[player] == _UNDECIDED else 2):
                search.stage[deep] += 1
                deep = _follow(case, search, deep, stage, sums)
                continue
            deep -= 1
            if deep >= 0:
                _leave(search, case.nodes.player[search.node[deep]], search.gave[deep])


@numba.njit(cache=True, nogil=True)
def _new_search(case: Case, players: int) -> Search:
    depths = case.depth + 1
    return Search(
        np.zeros(depths, dtype=np.int64),
        np.zeros(depths, dtype=np.int64),
        np.zeros((depths, case.rows.shape[1]), dtype=np.int32),
        np.zeros((depths, case.background.shape[1]), dtype=np.int32),
        np.zeros((depths, 2, 2), dtype=np.int64),
        np.zeros(players, dtype=np.int64),
        np.zeros((3, depths), dtype=np.int64),
        np.zeros(3, dtype=np.int64),
        np.zeros(depths, dtype=np.int64),
    )


@numba.njit(cache=True, nogil=True)
def _enter(case: Case, search: Search, deep: int, ours: Ints, theirs: Ints) -> None:
    node, size = search.node[deep], search.size[deep]
    search.stage[deep] = 0
    size[0, 0], size[1, 0] = len(ours), len(theirs)
    size[0, 1] = _split(case.nodes, node, case.rows, ours, search.ours[deep])
    size[1, 1] = _split(case.nodes, node, case.background, theirs, search.theirs[deep])


@numba.njit(cache=True, nogil=True)
def _split(nodes: Nodes, node: int, values: Floats, members: Ints, into: Ints) -> int:
    """Write the members that go left first and the others from the end backwards; how many go left."""
    column = values[nodes.feature[node]]
    low, high = 0, len(members)
    for member in members:
        if goes_left(nodes, node, column[member]):
            into[low] = member
            low += 1
        else:
            high -= 1
            into[high] = member
    return low


@numba.njit(cache=True, nogil=True)
def _follow(case: Case, search: Search, deep: int, stage: int, sums: Floats) -> int:
    """Take a branch: the depth to go on at, which is a deeper one where the branch ends in a node with children."""
    node = search.node[deep]
    player = case.nodes.player[node]
    right, ours_at, theirs_at, gives = _branch(search.side[player], stage)
    child = case.nodes.right[node] if right else case.nodes.left[node]
    ours = _half(search.ours[deep], search.size[deep, 0], ours_at)
    theirs = _half(search.theirs[deep], search.size[deep, 1], theirs_at)
    if not len(ours) or not len(theirs) or not case.ways[child] & PAIRS:
        return deep
    if gives != _UNDECIDED:
        search.side[player] = gives
        search.joined[gives, search.held[gives]] = player
        search.held[gives] += 1
    search.gave[deep] = gives
    if case.nodes.left[child] >= 0:
        search.node[deep + 1] = child
        _enter(case, search, deep + 1, ours, theirs)
        return deep + 1
    for output in range(len(sums)):
        scale = case.nodes.value[child, output] * len(theirs) / case.background.shape[1]
        _pay(case.weights, search, ours, scale, sums[output])
    _leave(search, player, gives)
    return deep


@numba.njit(cache=True, nogil=True)
def _branch(side: int, stage: int) -> tuple[int, int, int, int]:
    """Which child, which of the rows and of the background (left, right, whole), and the side the player is given."""
    if side == _INSIDE:
        return stage, stage, _WHOLE, _UNDECIDED
    if side == _OUTSIDE:
        return stage, _WHOLE, stage, _UNDECIDED
    child, kind = stage // 3, stage % 3
    if kind == _INSIDE:
        return child, child, 1 - child, _INSIDE
    if kind == _OUTSIDE:
        return child, 1 - child, child, _OUTSIDE
    return child, child, child, _UNDECIDED


@numba.njit(cache=True, nogil=True)
def _half(members: Ints, size: Counts, at: int) -> Ints:
    if at == _WHOLE:
        return members[: size[0]]
    return members[size[1] : size[0]] if at else members[: size[1]]


@numba.njit(cache=True, nogil=True)
def _leave(search: Search, player: int, gave: int) -> None:
    if gave != _UNDECIDED:
        search.side[player] = _UNDECIDED
        search.held[gave] -= 1


@numba.njit(cache=True, nogil=True)
def _pay(weights: Weights, search: Search, ours: Ints, scale: float, sums: Floats) -> None:
    inside, outside = search.held[_INSIDE], search.held[_OUTSIDE]
    for i in range(inside):
        total = sums[search.joined[_INSIDE, i]]
        for row in ours:
            total[row] += scale * weights.gain[inside, outside]
    for i in range(outside):
        total = sums[search.joined[_OUTSIDE, i]]
        for row in ours:
            total[row] -= scale * weights.gain[outside, inside]
