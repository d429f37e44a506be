"""All pairs of a row and a row of the background, followed down a tree together, in sets that split as they part.

Where a row and a row of the background part at a node, a coalition that holds the player goes with the row, and any
other with the background. Each pair that comes to a leaf so has the players that must have joined and those that
must not, and their Shapley values in closed form (Lundberg et al. 2020, Algorithm 3, for one pair at a time). Pairs
that have parted alike stay in one set: some rows, and some rows of the background, all with each other. Any number
of players on a path will do.

What a player is owed is summed over the leaves below the branch that decided the player, and paid when that branch is
done: once a branch, and not once a leaf and player.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np

from fairwitness.explainers.trees.background_walk import Case, Counts, example, goes_left
from fairwitness.explainers.trees.compiled import Kernel, inlined
from fairwitness.explainers.trees.ensemble import Floats, Ints

Slice: TypeAlias = tuple[int, int]

PAIRS = 2
"""The bit of `Case.ways` of leaves that are done here."""
BLOCK = 1024
"""Rows, and rows of the background, at a time: their columns stay in a processor's own cache."""
_UNDECIDED, _INSIDE, _OUTSIDE = 0, 1, 2
_NODE, _OURS, _OUR_END, _THEIRS, _THEIR_END, _PLAYER, _GIVES = range(7)
_DONE = -1
_LEFT_AT_MOST = 6
"""Sets that one set leaves behind."""


class Search(NamedTuple):
    """Where the search is.

    Parameters
    ----------
    ours, theirs
        The rows, and the rows of the background, in an order in which every set is a slice of each.
    spare
        Room for a part of them.
    sets, top
        Sets that wait, one a line, and how many there are: a node, or -1 where all below is done; the
        slices of those who are there; and the player that the branch to the node asked about, with the side it was
        given.
    side, held
        Of each player: undecided, inside (must have joined) or outside (must not); and how many are each.
    owed
        Shape (decided players + 1, rows, outputs, 2): what leaves owe to each that is inside and take from each that
        is outside, below the last branch that decided a player.
    """

    ours: Ints
    theirs: Ints
    spare: Ints
    sets: Counts
    top: Counts
    side: Counts
    held: Counts
    owed: Floats


def add_pairs(case: Case, roots: Ints, sums: Floats) -> None:
    """Add to `sums`, shape (outputs, players, rows), what the leaves of these trees owe."""
    for start in range(0, case.rows.shape[1], BLOCK):
        rows = np.ascontiguousarray(case.rows[:, start : start + BLOCK])
        paid = np.zeros((sums.shape[1], rows.shape[1], sums.shape[0]))
        for first in range(0, case.background.shape[1], BLOCK):
            background = np.ascontiguousarray(case.background[:, first : first + BLOCK])
            block = case._replace(rows=rows, background=background)
            KERNEL(block, roots, _new_search(block, paid), paid)
        sums[:, :, start : start + BLOCK] += paid.transpose(2, 0, 1)


def _new_search(case: Case, paid: Floats) -> Search:
    players, rows, outputs = paid.shape
    others = case.background.shape[1]
    return Search(
        ours=np.arange(rows, dtype=np.int32),
        theirs=np.arange(others, dtype=np.int32),
        spare=np.zeros(max(rows, others), dtype=np.int32),
        sets=np.zeros((_LEFT_AT_MOST * (case.depth + 1) + 1, 7), dtype=np.int64),
        top=np.zeros(1, dtype=np.int64),
        side=np.zeros(players, dtype=np.int64),
        held=np.zeros(3, dtype=np.int64),
        owed=np.zeros((min(players, case.depth) + 1, rows, outputs, 2)),
    )


def _add_pairs(case: Case, roots: Ints, search: Search, paid: Floats) -> None:
    steps = case.steps
    for root in roots:
        if steps[root].left >= 0 and steps[root].pairs:
            _send(search, root, (0, len(search.ours)), (0, len(search.theirs)), (0, _UNDECIDED))
        while search.top[0]:
            search.top[0] -= 1
            line = search.sets[search.top[0]]
            node, gives = line[_NODE], line[_GIVES]
            if node < 0:
                _close(search, line, paid)
                continue
            if steps[node].left < 0:
                _settle(case, search, line, paid)
                continue
            ours, theirs = (line[_OURS], line[_OUR_END]), (line[_THEIRS], line[_THEIR_END])
            if gives != _UNDECIDED:
                _decide(search, line)
            while node >= 0 and steps[node].left >= 0:
                node, ours, theirs = _split(case, search, node, ours, theirs)
            if node >= 0:
                _send(search, node, ours, theirs, (0, _UNDECIDED))


@inlined
def _send(search: Search, node: int, ours: Slice, theirs: Slice, given: tuple[int, int]) -> None:
    """Let a set wait, if it has any pair."""
    if ours[0] < ours[1] and theirs[0] < theirs[1]:
        line = search.sets[search.top[0]]
        line[_NODE] = node
        line[_OURS], line[_OUR_END] = ours
        line[_THEIRS], line[_THEIR_END] = theirs
        line[_PLAYER], line[_GIVES] = given
        search.top[0] += 1


@inlined
def _decide(search: Search, line: Counts) -> None:
    """Give the player its side, with nothing owed below as yet, and remember to pay it when all below is done."""
    search.side[line[_PLAYER]] = line[_GIVES]
    search.held[line[_GIVES]] += 1
    owed = search.owed[search.held[_INSIDE] + search.held[_OUTSIDE]]
    for place in range(line[_OURS], line[_OUR_END]):
        owed[search.ours[place]] = 0.0
    line[_NODE] = _DONE
    search.top[0] += 1


@inlined
def _split(case: Case, search: Search, node: int, ours: Slice, theirs: Slice) -> tuple[int, Slice, Slice]:
    """Send the pairs of a set on. Those that part go both ways, with a side for the node's player on each.

    Returns
    -------
    tuple
        A set that need not wait, because it gives nobody a side: its node, or -1 if there is none, and its slices.
    """
    step = case.steps[node]
    side, left, right = search.side[step.player], step.left, step.right
    our_left = our_right = ours
    their_left = their_right = theirs
    if side != _OUTSIDE:
        middle = _part(case, node, case.rows, search.ours[ours[0] : ours[1]], search.spare)
        our_left, our_right = (ours[0], ours[0] + middle), (ours[0] + middle, ours[1])
    if side != _INSIDE:
        middle = _part(case, node, case.background, search.theirs[theirs[0] : theirs[1]], search.spare)
        their_left, their_right = (theirs[0], theirs[0] + middle), (theirs[0] + middle, theirs[1])
    to_left, to_right = case.steps[left].pairs, case.steps[right].pairs
    if side == _UNDECIDED and to_left:
        _send(search, left, our_left, their_right, (step.player, _INSIDE))
        _send(search, left, our_right, their_left, (step.player, _OUTSIDE))
    if side == _UNDECIDED and to_right:
        _send(search, right, our_right, their_left, (step.player, _INSIDE))
        _send(search, right, our_left, their_right, (step.player, _OUTSIDE))
    to_left = to_left and our_left[0] < our_left[1] and their_left[0] < their_left[1]
    to_right = to_right and our_right[0] < our_right[1] and their_right[0] < their_right[1]
    if to_left and to_right:
        _send(search, right, our_right, their_right, (step.player, _UNDECIDED))
    if to_left:
        return left, our_left, their_left
    if to_right:
        return right, our_right, their_right
    return -1, ours, theirs


@inlined
def _part(case: Case, node: int, values: Floats, members: Ints, spare: Ints) -> int:
    """Put those that go left before the others; how many they are."""
    step = case.steps[node]
    column, threshold, missing_left = values[step.column], step.threshold, step.missing_left
    left = right = 0  # every member is written to both, for a processor could not foresee where to jump
    for member in members:
        value = column[member]
        if step.category_start >= 0:
            goes = goes_left(case.nodes, node, value)
        else:
            goes = (value <= threshold) | (missing_left & np.isnan(value))
        members[left] = spare[right] = member
        left += goes
        right += not goes
    for place in range(right):
        members[left + place] = spare[place]
    return left


@inlined
def _settle(case: Case, search: Search, line: Counts, paid: Floats) -> None:
    """Owe what a leaf does."""
    node, player, gives = line[_NODE], line[_PLAYER], line[_GIVES]
    decided = search.held[_INSIDE] + search.held[_OUTSIDE]
    inside = search.held[_INSIDE] + (gives == _INSIDE)
    outside = search.held[_OUTSIDE] + (gives == _OUTSIDE)
    pairs = line[_THEIR_END] - line[_THEIRS]
    plus, minus = pairs * case.weights.gain[inside, outside], pairs * case.weights.gain[outside, inside]
    for place in range(line[_OURS], line[_OUR_END]):
        row = search.ours[place]
        for output in range(paid.shape[2]):
            value = case.nodes.value[node, output]
            search.owed[decided, row, output, 0] += plus * value
            search.owed[decided, row, output, 1] += minus * value
            if gives == _INSIDE:
                paid[player, row, output] += plus * value
            elif gives == _OUTSIDE:
                paid[player, row, output] -= minus * value


@inlined
def _close(search: Search, line: Counts, paid: Floats) -> None:
    """Pay the player of a branch, and pass on what is owed to those that were decided before it."""
    decided, player, gives = search.held[_INSIDE] + search.held[_OUTSIDE], line[_PLAYER], line[_GIVES]
    for place in range(line[_OURS], line[_OUR_END]):
        row = search.ours[place]
        for output in range(paid.shape[2]):
            plus, minus = search.owed[decided, row, output, 0], search.owed[decided, row, output, 1]
            paid[player, row, output] += plus if gives == _INSIDE else -minus
            search.owed[decided - 1, row, output, 0] += plus
            search.owed[decided - 1, row, output, 1] += minus
    search.held[gives] -= 1
    search.side[player] = _UNDECIDED


def _example() -> tuple[object, ...]:
    case, paid = example(), np.zeros((1, 1, 1))
    return case, case.nodes.left[:1], _new_search(case, paid), paid


KERNEL = Kernel(_add_pairs, _example)
