"""Exact Shapley interaction values of trees, by the quadrature of path_dependent.

The interaction index of players i and j (Grabisch and Roubens 1999) is the integral of the second derivative of
the multilinear extension:

    I_ij = sum over leaves of v * integral_0^1 (o_i - z_i) (o_j - z_j) * prod_{k != i, j} f_k(t) dt

Every pair of edges on a path has one above the other. So it is enough to multiply what a node gives to its player i
by (o_j - z_j) / f_j = (o_j / (t + (1 - t) z_j) - 1) / (1 - t) of the last edge above it of each other player j.
One walk gives all pairs; `shap` walks twice for every player.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fairwitness.explainers.base import Progress
from fairwitness.explainers.trees.blocks import in_blocks, in_threads
from fairwitness.explainers.trees.compiled import Kernel, inlined
from fairwitness.explainers.trees.ensemble import Floats, Ints, TreeEnsemble
from fairwitness.explainers.trees.lanes import LANES, fill, load, store
from fairwitness.explainers.trees.layout import Layout, Places, lay_out, stump
from fairwitness.explainers.trees.path_dependent import checked_players
from fairwitness.explainers.trees.walk import (
    Work,
    divide,
    met_leaves,
    multiply,
    sum_leaves,
    tabulate,
    workspace,
)


@dataclass(frozen=True, eq=False)
class Interactions:
    """Shapley interaction values of the players, as `shap` shares them out.

    Parameters
    ----------
    values
        Shape (rows, players, players, outputs). Off the diagonal is half of the index of a pair, and on it what is
        left of the player's Shapley value: each line sums to that.
    base
        Shape (outputs,): the trees' answer when no player is known.
    points
        How many points the quadrature has, which is as many as it needs to be exact.
    """

    values: Floats
    base: Floats
    points: int


class Pairing(NamedTuple):
    """What a walk remembers for pairs.

    Parameters
    ----------
    gain
        Line ``depth * points + point``: what the node at that depth gives to its player.
    hidden
        Shape (depth + 1,): 1 where the edge that leads to that depth is not its player's last on the path.
    """

    gain: Floats
    hidden: Places


def interactions(
    ensemble: TreeEnsemble,
    matrix: Floats,
    players: Ints,
    *,
    count: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Interactions:
    """Exact Shapley interaction values of the path-dependent value function, for all rows and outputs.

    Parameters and errors are those of `path_dependent`. One number is kept for each row, pair and output.
    """
    count = checked_players(ensemble, matrix, players, count)
    x, rows = in_blocks(matrix), len(matrix)
    values = np.zeros((rows, count, count, ensemble.outputs))
    base = np.zeros(ensemble.outputs)
    points = 1
    for output in range(ensemble.outputs):
        layout = lay_out(ensemble.output(output), players)
        pairs = np.zeros((len(x), count * count, LANES))

        def explain(part: slice, layout: Layout = layout, pairs: Floats = pairs) -> None:
            PAIRS(layout, workspace(layout), pairing(layout), x[part], pairs[part])

        in_threads(explain, rows, threads, progress)
        by_row = pairs.transpose(0, 2, 1).reshape(-1, count, count)[:rows]
        values[..., output], base[output] = _shared_out(by_row), layout.base[0]
        points = max(points, layout.rules.points.shape[1])
    return Interactions(values, base, points)


def pairing(layout: Layout) -> Pairing:
    """Room for what a walk through any of the trees remembers for pairs."""
    points = layout.rules.points.shape[1]
    return Pairing(np.zeros((layout.depth * points, LANES)), np.zeros(layout.depth + 1, dtype=np.int64))


def _shared_out(pairs: Floats) -> Floats:
    """Interaction values of sums by ordered pair, which have the Shapley values on their diagonal."""
    places = np.arange(pairs.shape[1])
    result: Floats = (pairs + pairs.transpose(0, 2, 1)) / 2
    result[:, places, places] = 0.0
    result[:, places, places] = pairs[:, places, places] - result.sum(axis=2)
    return result


def _pairs(layout: Layout, work: Work, more: Pairing, x: Floats, pairs: Floats) -> None:
    """Add to `pairs`, shape (blocks, players * players, LANES), for the rows in blocks `x`, of one output."""
    for tree in range(len(layout.starts) - 1):
        first, end = layout.starts[tree], layout.starts[tree + 1]
        tabulate(layout, work, tree)
        for block in range(len(x)):
            for at in range(first, end):
                divide(layout, work, at, x[block])
                multiply(layout, work, at)
                _begin(layout, work, more, at)
                depth, following = layout.steps[at].depth, layout.steps[at + 1].depth if at + 1 < end else 0
                while depth >= following:
                    _pair(layout, work, more, depth, pairs[block])
                    _close(layout, work, more, depth)
                    depth -= 1


@inlined
def _begin(layout: Layout, work: Work, more: Pairing, at: int) -> None:
    """Begin a step's gain with its leaves, and hide the edge that the edge to it follows."""
    step, rules = layout.steps[at], layout.rules
    points, value = layout.points[step.tree], met_leaves(layout, work, at, 0)
    sum_leaves(layout, work, at, 0)
    for q in range(points):
        line = step.depth * points + q
        store(more.gain, line, rules.weights[points, q] * load(work.product, line) * value)
    if step.depth > 0:
        more.hidden[layout.steps[work.path[step.depth - 1]].above] = 1


@inlined
def _pair(layout: Layout, work: Work, more: Pairing, depth: int, pairs: Floats) -> None:
    """Give what a step gains to its player, alone and with every other player on the way to it."""
    step, rules, root = layout.steps[work.path[depth]], layout.rules, work.path[0]
    points, last = layout.points[step.tree], work.path[step.above]
    known, alone, together = load(work.met, work.edge[step.above]), fill(0.0), fill(0.0)
    for q in range(points):
        line = depth * points + q
        gain = load(more.gain, line) - known * load(work.below, line) * work.inverse[last - root, q]
        alone = alone + gain
        gain = gain * (1.0 / (1.0 - rules.points[points, q]))
        together = together + gain
        store(more.gain, line, gain)
    players = round(np.sqrt(len(pairs)))
    mine = step.player * players
    store(pairs, mine + step.player, load(pairs, mine + step.player) + alone)
    for edge in range(1, depth + 1):
        if more.hidden[edge] or edge == step.above:
            continue
        theirs, integral = mine + layout.steps[work.path[edge - 1]].player, fill(0.0)
        for q in range(points):
            integral = (
                integral + load(more.gain, depth * points + q) * work.inverse[work.path[edge] - root, q]
            )
        store(pairs, theirs, load(pairs, theirs) + (load(work.met, work.edge[edge]) * integral - together))


@inlined
def _close(layout: Layout, work: Work, more: Pairing, depth: int) -> None:
    """Leave a step: give its sum to its parent, which gains by it, and show again what the edge to it hid."""
    if depth == 0:
        return
    at, root = work.path[depth], work.path[0]
    points, met = layout.points[layout.steps[at].tree], load(work.met, work.edge[depth])
    for q in range(points):
        below, up = load(work.below, depth * points + q), (depth - 1) * points + q
        store(work.below, up, load(work.below, up) + below)
        store(more.gain, up, load(more.gain, up) + met * below * work.inverse[at - root, q])
    more.hidden[layout.steps[work.path[depth - 1]].above] = 0


def _example() -> tuple[object, ...]:
    layout = lay_out(stump(), np.zeros(1, dtype=np.int32))
    block = np.zeros((1, 1, LANES))
    return layout, workspace(layout), pairing(layout), block, block


PAIRS = Kernel(_pairs, _example)
"""The kernel: `ready` says whether it is compiled, and `warm_up` compiles it."""
