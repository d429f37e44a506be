"""A table a leaf: what every pattern of missed conditions is owed, from all rows of the background at once.

For a leaf whose path asks d players, a row misses some set y of them, and a row of the background misses some set u.
Together they reach the leaf only where y and u are disjoint, and then a coalition reaches it where it holds all of u
and none of y. The chance of that, where everyone joins with probability t, is ``t^|u| (1 - t)^|y|``, and Shapley
values are integrals of its derivatives over t, which Gauss-Legendre quadrature with half as many nodes as players
has exactly. At one node the sum over all u is a product of one small step for each player, so that d 2^(d - 1) steps
give it for all y (Nadel and Wettenstein, arXiv 2511.09376, have the patterns; the quadrature is ours).
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.trees.background_walk import (
    Case,
    Counts,
    Nodes,
    Walk,
    Weights,
    example,
    goes_left,
    new_walk,
    pop,
    push,
)
from fairwitness.explainers.trees.compiled import Kernel, inlined
from fairwitness.explainers.trees.ensemble import Floats, Ints

Patterns: TypeAlias = npt.NDArray[np.uint32]

TABLE = 1
"""The bit of `Case.ways` of leaves that are done here."""


class Table(NamedTuple):
    """Tables over the sets of players of a path, shape (2^d,), as bits.

    The player j is owed ``met[y] - other[y with j]`` by the leaf, for a row that misses y; per row of the background
    and unit of the leaf.
    """

    counted: Floats
    work: Floats
    met: Floats
    other: Floats


class Missed(NamedTuple):
    """A walk, and what each row, and each row of the background, misses at each depth of it: shape (depths, rows)."""

    walk: Walk
    ours: Patterns
    theirs: Patterns


def add_tables(case: Case, roots: Ints, most: int, sums: Floats) -> None:
    """Add to `sums`, shape (outputs, players, rows), what the leaves of these trees owe; paths have `most` players."""
    KERNEL(case, roots, _new_missed(case), _new_table(most), sums)


def _new_table(most: int) -> Table:
    return Table(*(np.zeros(1 << most) for _ in Table._fields))


def _new_missed(case: Case) -> Missed:
    ours, theirs = (
        np.zeros((case.depth + 1, rows.shape[1]), dtype=np.uint32) for rows in (case.rows, case.background)
    )
    return Missed(new_walk(case.depth), ours, theirs)


def _add_tables(case: Case, roots: Ints, missed: Missed, table: Table, sums: Floats) -> None:
    walk = missed.walk
    for root in roots:
        push(walk, root, 0)
        while walk.top[0]:
            node, deep = pop(walk, case.nodes)
            if not case.ways[node] & TABLE:
                continue
            if deep:
                _miss(case.nodes, walk, deep, case.rows, missed.ours)
                _miss(case.nodes, walk, deep, case.background, missed.theirs)
            if case.nodes.left[node] >= 0:
                push(walk, case.nodes.right[node], deep + 1)
                push(walk, case.nodes.left[node], deep + 1)
            elif walk.known[deep]:
                order = walk.order[: walk.known[deep]]
                _fill(table, missed.theirs[deep], len(order), case.weights)
                for output in range(len(sums)):
                    _pay(table, order, missed.ours[deep], case.nodes.value[node, output], sums[output])


@inlined
def _miss(nodes: Nodes, walk: Walk, deep: int, values: Floats, missed: Patterns) -> None:
    """Give who misses the last condition the bit of its player, by one comparison a row: the loops become vectors."""
    parent = walk.path[deep - 1]
    column, threshold = values[nodes.feature[parent]], nodes.threshold[parent]
    before, after = missed[deep - 1], missed[deep]
    is_left = nodes.left[parent] == walk.path[deep]
    none, bit = np.uint32(0), np.uint32(1 << walk.place[deep])
    if nodes.category_start[parent] >= 0:
        for i in range(len(column)):
            after[i] = before[i] | (none if goes_left(nodes, parent, column[i]) == is_left else bit)
        return
    # A comparison with a missing value is false, so ask for the side that missing values do not take.
    if nodes.missing_left[parent]:
        low, high = (none, bit) if is_left else (bit, none)
        for i in range(len(column)):
            after[i] = before[i] | (high if column[i] > threshold else low)
        return
    low, high = (none, bit) if is_left else (bit, none)
    for i in range(len(column)):
        after[i] = before[i] | (low if column[i] <= threshold else high)


@inlined
def _fill(table: Table, missed: Patterns, players: int, weights: Weights) -> None:
    """Fill the table of a leaf from what the rows of the background miss."""
    size = 1 << players
    for y in range(size):
        table.counted[y] = table.met[y] = table.other[y] = 0.0
    for pattern in missed:
        table.counted[pattern] += 1.0
    # Rows of the background that miss nothing would ask for the integral of 1 / t; it is added in closed form.
    complete = table.counted[0]
    table.counted[0] = 0.0
    points = (players + 1) // 2
    for point in range(points):
        t, share = weights.at[points, point], weights.share[points, point]
        for u in range(size):
            table.work[u] = table.counted[u]
        _transform(table.work, players, t)
        for y in range(size):
            table.met[y] += share / t * table.work[y]
            table.other[y] += share / (t * (1 - t)) * table.work[y]
    for y in range(1, size):
        missing = _bits(y)
        table.met[y] -= complete * weights.harmonic[missing]
        table.other[y] -= complete * weights.harmonic[missing - 1]


@inlined
def _transform(work: Floats, players: int, t: float) -> None:
    """From the count of each u to, for each y, the sum over disjoint u of ``count[u] t^|u| (1 - t)^|y|``, in place."""
    for player in range(players):
        half = 1 << player
        for start in range(0, 1 << players, 2 * half):
            for without in range(start, start + half):
                neither, one = work[without], work[without + half]
                work[without] = neither + t * one
                work[without + half] = (1 - t) * neither


@inlined
def _bits(pattern: int) -> int:
    number = 0
    while pattern:
        pattern &= pattern - 1
        number += 1
    return number


@inlined
def _pay(table: Table, order: Counts, missed: Patterns, scale: float, sums: Floats) -> None:
    if scale == 0:
        return
    for place in range(len(order)):
        bit, total = np.uint32(1 << place), sums[order[place]]
        for row in range(len(missed)):
            total[row] += scale * (table.met[missed[row]] - table.other[missed[row] | bit])


def _example() -> tuple[object, ...]:
    case = example()
    return case, case.nodes.left[:1], _new_missed(case), _new_table(1), np.zeros((1, 1, 1))


KERNEL = Kernel(_add_tables, _example)
