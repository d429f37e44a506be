"""What both ways of explaining against a background share: the trees and rows as a kernel reads them, and the walk."""

from __future__ import annotations

from math import comb
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.trees.compiled import Kernel, inlined
from fairwitness.explainers.trees.ensemble import Floats, Ints, TreeEnsemble
from fairwitness.explainers.trees.layout import stump

Counts: TypeAlias = npt.NDArray[np.int64]
Steps: TypeAlias = npt.NDArray[np.void]


class Nodes(NamedTuple):
    """The arrays of a `TreeEnsemble` that a walk reads, and the player that each node asks about."""

    left: Ints
    right: Ints
    feature: Ints
    player: Ints
    threshold: Floats
    missing_left: npt.NDArray[np.bool_]
    category_start: Ints
    category_words: Ints
    categories: npt.NDArray[np.uint64]
    cover: Floats
    value: Floats


STEP = np.dtype(
    [
        ("threshold", np.float64),
        ("left", np.int32),
        ("right", np.int32),
        ("column", np.int32),
        ("player", np.int32),
        ("category_start", np.int32),
        ("missing_left", np.bool_),
        ("pairs", np.bool_),  # whether any leaf at or below it is done by following pairs
    ],
    align=True,
)
"""A node in one piece of memory, for walks that come to nodes in no order."""


class Weights(NamedTuple):
    """Constants of the Shapley value, for paths of up to some number of players.

    Parameters
    ----------
    at, share
        Row q: the q nodes of Gauss-Legendre quadrature on (0, 1) and their weights.
    harmonic
        1 + 1/2 + ... + 1/k at place k.
    gain
        Place (a, b): ``(a - 1)! b! / (a + b)!``, what each of a players gets where those a must have joined and b
        others must not.
    """

    at: Floats
    share: Floats
    harmonic: Floats
    gain: Floats


class Case(NamedTuple):
    """Rows to explain against a background, transposed, and the trees.

    Parameters
    ----------
    nodes
        The trees. Their values are divided by the number of rows of the background.
    steps
        The same nodes, each in one piece, of `STEP`.
    ways
        How leaves at or below a node are done, as bits.
    depth
        The greatest of any leaf.
    rows, background
        Shape (columns, rows).
    weights
        The constants.
    """

    nodes: Nodes
    steps: Steps
    ways: npt.NDArray[np.int8]
    depth: int
    rows: Floats
    background: Floats
    weights: Weights


class Walk(NamedTuple):
    """Where a depth-first walk is.

    Parameters
    ----------
    stack, top
        Nodes that wait, with their depth, and how many there are.
    path
        The node at each depth, from the root down.
    order, known
        The players that the path asks about, as they came, and how many they were at each depth.
    place
        Which of them was asked on the way to the node at each depth.
    """

    stack: Counts
    top: Counts
    path: Counts
    order: Counts
    known: Counts
    place: Counts


def nodes_of(ensemble: TreeEnsemble, players: Ints) -> Nodes:
    """The ensemble in arrays of one kind, whatever a reader made: a kernel is compiled anew for every other kind."""
    asked = players[ensemble.feature] if len(players) else ensemble.feature
    arrays = {name: getattr(ensemble, name) for name in Nodes._fields if name != "player"} | {"player": asked}
    floats = dict.fromkeys(("threshold", "cover", "value"), np.float64)
    kinds = {**floats, "missing_left": np.bool_, "categories": np.uint64}
    return Nodes(
        **{
            name: np.require(array, dtype=kinds.get(name, np.int32), requirements=["C", "W"])
            for name, array in arrays.items()
        }
    )


def steps_of(nodes: Nodes, pairs: npt.NDArray[np.bool_]) -> Steps:
    """The nodes, each in one piece."""
    steps = np.zeros(len(nodes.left), dtype=STEP)
    for name in ("threshold", "left", "right", "player", "category_start", "missing_left"):
        steps[name] = getattr(nodes, name)
    steps["column"] = nodes.feature
    steps["pairs"] = pairs
    return steps


def weights_of(most: int, table: int) -> Weights:
    """The constants for paths of up to `most` players, of which tables are made for up to `table`."""
    points = (table + 1) // 2
    at, share = np.zeros((points + 1, points)), np.zeros((points + 1, points))
    for number in range(1, points + 1):
        where, weight = np.polynomial.legendre.leggauss(number)
        at[number, :number], share[number, :number] = (where + 1) / 2, weight / 2
    gain = np.zeros((most + 1, most + 1))
    for inside in range(1, most + 1):
        for outside in range(most + 1 - inside):
            gain[inside, outside] = 1 / (inside * comb(inside + outside, inside))
    harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, most + 1))])
    return Weights(at, share, harmonic, gain)


@inlined
def goes_left(nodes: Nodes, node: int, value: float) -> bool:
    """Whether a value goes left at a node."""
    if np.isnan(value):
        return bool(nodes.missing_left[node])
    start = nodes.category_start[node]
    if start < 0:
        return bool(value <= nodes.threshold[node])
    if not 0 <= value < 64.0 * nodes.category_words[node] or value != np.floor(value):
        return False
    code = np.int64(value)
    word = nodes.categories[start + code // 64]
    return bool((word >> np.uint64(code % 64)) & np.uint64(1))


def new_walk(depth: int) -> Walk:
    """A walk that has not begun, for trees of up to this depth."""
    return Walk(
        np.zeros((depth + 2, 2), dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.zeros(depth + 1, dtype=np.int64),
        np.zeros(depth + 1, dtype=np.int64),
        np.zeros(depth + 1, dtype=np.int64),
        np.zeros(depth + 1, dtype=np.int64),
    )


@inlined
def push(walk: Walk, node: int, deep: int) -> None:
    """Let a node wait."""
    walk.stack[walk.top[0], 0] = node
    walk.stack[walk.top[0], 1] = deep
    walk.top[0] += 1


@inlined
def pop(walk: Walk, nodes: Nodes) -> tuple[int, int]:
    """Go to the next node; the node and its depth."""
    walk.top[0] -= 1
    node, deep = walk.stack[walk.top[0], 0], walk.stack[walk.top[0], 1]
    walk.path[deep] = node
    if deep == 0:
        walk.known[0] = 0
        return node, deep
    player = nodes.player[walk.path[deep - 1]]
    known = walk.known[deep - 1]
    place = known
    for i in range(known):
        if walk.order[i] == player:
            place = i
    walk.order[place] = player
    walk.place[deep] = place
    walk.known[deep] = max(known, place + 1)
    return node, deep


def _add_answers(nodes: Nodes, roots: Ints, background: Floats, total: Floats) -> None:
    """Add to `total`, shape (outputs,), what the trees of these roots answer to all rows of the background."""
    for root in roots:
        for row in range(background.shape[1]):
            node = root
            while nodes.left[node] >= 0:
                value = background[nodes.feature[node], row]
                node = nodes.left[node] if goes_left(nodes, node, value) else nodes.right[node]
            for output in range(len(total)):
                total[output] += nodes.value[node, output]


def example() -> Case:
    """A small case, of the types that kernels are compiled for."""
    nodes = nodes_of(stump(), np.zeros(1, dtype=np.int32))
    ways, rows = np.zeros(3, dtype=np.int8), np.zeros((1, 1))
    return Case(nodes, steps_of(nodes, ways > 0), ways, 1, rows, rows, weights_of(1, 1))


def _example() -> tuple[object, ...]:
    return example().nodes, stump().roots, np.zeros((1, 1)), np.zeros(1)


add_answers = Kernel(_add_answers, _example)
