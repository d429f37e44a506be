"""All pairs of a row and a row of the background, followed down a tree together, in sets that split as they part.

Where a row and a row of the background part at a node, a coalition that holds the player goes with the row, and any
other with the background. Each pair that comes to a leaf so has the players that must have joined and those that
must not, and their Shapley values in closed form (Lundberg et al. 2020, Algorithm 3, for one pair at a time). Pairs
that have parted alike stay in one set, and sets are bits: 64 rows take one step. Any number of players on a path
will do.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.trees.background_walk import Case, Counts, Nodes, Weights, compiled, goes_left
from fairwitness.explainers.trees.ensemble import Floats, Ints

Bits: TypeAlias = npt.NDArray[np.uint64]

PAIRS = 2
"""The bit of `Case.ways` of leaves that are done here."""
BLOCK = 1024
"""Rows, and rows of the background, in a set: more would be mostly zeros where sets have split often."""
_UNDECIDED, _INSIDE, _OUTSIDE = 0, 1, 2
_LEFT, _WHOLE = 0, 2
_WORD = 64


class Search(NamedTuple):
    """Where the search is; one entry for each depth unless said otherwise.

    Parameters
    ----------
    node, stage
        The node, and which of its branches comes next.
    ours, theirs
        Shape (depths, words): the rows, and the rows of the background, that are here.
    our_left, their_left
        Shape (inner nodes of a tree, words): those that go left at a node.
    known
        Shape (inner nodes of a tree,): the root of the tree for which that is known, or -1.
    side
        Of each player: undecided, inside (must have joined) or outside (must not).
    joined, held
        By side: the players that have it, and how many; shape (3, depths) and (3,).
    gave
        Which side the branch that is followed gave to the node's player.
    paid
        Shape (rows,): the rows of a set, one by one.
    """

    node: Counts
    stage: Counts
    ours: Bits
    theirs: Bits
    our_left: Bits
    their_left: Bits
    known: Counts
    side: Counts
    joined: Counts
    held: Counts
    gave: Counts
    paid: Counts


def add_pairs(case: Case, roots: Ints, sums: Floats) -> None:
    """Add to `sums`, shape (outputs, players, rows), what the leaves of these trees owe."""
    for start in range(0, case.rows.shape[1], BLOCK):
        rows = np.ascontiguousarray(case.rows[:, start : start + BLOCK])
        owed = np.zeros((*sums.shape[:2], rows.shape[1]))
        for first in range(0, case.background.shape[1], BLOCK):
            background = np.ascontiguousarray(case.background[:, first : first + BLOCK])
            block = case._replace(rows=rows, background=background)
            _add_pairs(block, roots, _new_search(block, sums.shape[1]), owed)
        sums[:, :, start : start + BLOCK] += owed


def _new_search(case: Case, players: int) -> Search:
    depths, inner = case.depth + 2, int(case.slot.max(initial=-1)) + 1
    our_words, their_words = (-(-rows.shape[1] // _WORD) for rows in (case.rows, case.background))
    return Search(
        node=np.zeros(depths, dtype=np.int64),
        stage=np.zeros(depths, dtype=np.int64),
        ours=np.zeros((depths, our_words), dtype=np.uint64),
        theirs=np.zeros((depths, their_words), dtype=np.uint64),
        our_left=np.zeros((inner, our_words), dtype=np.uint64),
        their_left=np.zeros((inner, their_words), dtype=np.uint64),
        known=np.full(inner, -1),
        side=np.zeros(players, dtype=np.int64),
        joined=np.zeros((3, depths), dtype=np.int64),
        held=np.zeros(3, dtype=np.int64),
        gave=np.zeros(depths, dtype=np.int64),
        paid=np.zeros(case.rows.shape[1], dtype=np.int64),
    )


@compiled
def _add_pairs(case: Case, roots: Ints, search: Search, sums: Floats) -> None:
    for root in roots:
        if case.nodes.left[root] < 0 or not case.ways[root] & PAIRS:
            continue
        _fill(search.ours[0], case.rows.shape[1])
        _fill(search.theirs[0], case.background.shape[1])
        _enter(case, search, 0, root)
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


@compiled
def _fill(members: Bits, number: int) -> None:
    """Everyone."""
    for word in range(len(members)):
        left_over = number - _WORD * word
        members[word] = (
            ~np.uint64(0) if left_over >= _WORD else (np.uint64(1) << np.uint64(left_over)) - np.uint64(1)
        )


@compiled
def _enter(case: Case, search: Search, deep: int, node: int) -> None:
    search.node[deep] = node
    search.stage[deep] = 0
    slot, root = case.slot[node], search.node[0]
    if search.known[slot] != root:
        search.known[slot] = root
        _mark(case.nodes, node, case.rows, search.our_left[slot])
        _mark(case.nodes, node, case.background, search.their_left[slot])


@compiled
def _mark(nodes: Nodes, node: int, values: Floats, left: Bits) -> None:
    """Set the bits of those that go left."""
    column, threshold = values[nodes.feature[node]], nodes.threshold[node]
    plain = nodes.category_start[node] < 0 and not nodes.missing_left[node]
    for word in range(len(left)):
        bits, start = np.uint64(0), _WORD * word
        for i in range(start, min(start + _WORD, len(column))):
            goes = column[i] <= threshold if plain else goes_left(nodes, node, column[i])
            bits |= np.uint64(goes) << np.uint64(i - start)
        left[word] = bits


@compiled
def _follow(case: Case, search: Search, deep: int, stage: int, sums: Floats) -> int:
    """Take a branch: the depth to go on at, which is a deeper one where the branch ends in a node with children."""
    node = search.node[deep]
    player, slot = case.nodes.player[node], case.slot[node]
    right, ours, theirs, gives = _branch(search.side[player], stage)
    child = case.nodes.right[node] if right else case.nodes.left[node]
    if not case.ways[child] & PAIRS:
        return deep
    if not _keep(search.ours[deep], search.our_left[slot], ours, search.ours[deep + 1]):
        return deep
    if not _keep(search.theirs[deep], search.their_left[slot], theirs, search.theirs[deep + 1]):
        return deep
    if gives != _UNDECIDED:
        search.side[player] = gives
        search.joined[gives, search.held[gives]] = player
        search.held[gives] += 1
    search.gave[deep] = gives
    if case.nodes.left[child] >= 0:
        _enter(case, search, deep + 1, child)
        return deep + 1
    rows = search.paid[: _listed(search.ours[deep + 1], search.paid)]
    pairs = _counted(search.theirs[deep + 1])
    for output in range(len(sums)):
        _pay(case.weights, search, rows, case.nodes.value[child, output] * pairs, sums[output])
    _leave(search, player, gives)
    return deep


@compiled
def _branch(side: int, stage: int) -> tuple[int, int, int, int]:
    """Which child, which of the rows and of the background (left, right, whole), and the side the player is given."""
    if side == _INSIDE:
        return stage, stage, _WHOLE, _UNDECIDED
    if side == _OUTSIDE:
        return stage, _WHOLE, stage, _UNDECIDED
    child, gives = stage // 3, stage % 3
    ours, theirs = (1 - child if gives == _OUTSIDE else child), (1 - child if gives == _INSIDE else child)
    return child, ours, theirs, gives


@compiled
def _keep(members: Bits, left: Bits, half: int, into: Bits) -> bool:
    """Write those of the members that go to the half; whether there are any."""
    found = np.uint64(0)
    for word in range(len(members)):
        kept = members[word]
        if half != _WHOLE:
            kept &= left[word] if half == _LEFT else ~left[word]
        into[word] = kept
        found |= kept
    return bool(found)


@compiled
def _leave(search: Search, player: int, gave: int) -> None:
    if gave != _UNDECIDED:
        search.side[player] = _UNDECIDED
        search.held[gave] -= 1


@compiled
def _ones(word: np.uint64) -> np.uint64:
    """How many bits are set, by adding neighbours."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (word * np.uint64(0x0101010101010101)) >> np.uint64(56)


@compiled
def _counted(members: Bits) -> int:
    number = 0
    for word in members:
        number += int(_ones(word))
    return number


@compiled
def _listed(members: Bits, into: Counts) -> int:
    """Write the places of the members, and how many there are."""
    number = 0
    for place in range(len(members)):
        word = members[place]
        while word:
            into[number] = _WORD * place + np.int64(_ones((word & (~word + np.uint64(1))) - np.uint64(1)))
            number += 1
            word &= word - np.uint64(1)
    return number


@compiled
def _pay(weights: Weights, search: Search, rows: Counts, scale: float, sums: Floats) -> None:
    inside, outside = search.held[_INSIDE], search.held[_OUTSIDE]
    for i in range(inside):
        total = sums[search.joined[_INSIDE, i]]
        for row in rows:
            total[row] += scale * weights.gain[inside, outside]
    for i in range(outside):
        total = sums[search.joined[_OUTSIDE, i]]
        for row in rows:
            total[row] -= scale * weights.gain[outside, inside]
