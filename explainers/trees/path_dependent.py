"""Exact path-dependent Shapley values of trees, by quadrature of their multilinear extension.

A tree's value function is E(S): rows follow the conditions of players in S, and divide as the training rows did at
those of other players (Lundberg et al. 2020). A leaf of value v then has the game v * prod_j (o_j if j in S else z_j)
over the players on its path: o_j says whether the row meets all conditions of player j, z_j is the share of training
rows that does. The Shapley value is the integral over t of the derivative of Owen's multilinear extension (1972) at
(t, ..., t), where every player is known with probability t:

    phi_i = sum over leaves of v * integral_0^1 (o_i - z_i) * prod_{j != i} f_j(t) dt,   f_j(t) = t o_j + (1 - t) z_j

The integrand is a polynomial of degree d - 1 for d players on the path, so a Gauss-Legendre rule of ceil(d / 2) points
gives the integral itself. At one point t all leaves share their products: one walk down multiplies, one walk back sums.

The walk never divides by a small number. o is 0 or 1, so (o - z) / f is -1 / (1 - t) if o = 0, and otherwise that plus
1 / ((1 - t) (t + (1 - t) z)). When the constants cancel between a node and its children, what is left of a node v is

    phi_i += sum over points of w / (1 - t) * (o_L G_L / f_L + o_R G_R / f_R - o_a G_v / f_a),   f_e = t + (1 - t) z_e

with G the sum of value times product over the leaves below, L and R the edges to the children, and a the last edge
above v that is player i's too (o = z = 1 where there is none).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Progress
from fairwitness.explainers.trees.blocks import in_blocks, in_threads
from fairwitness.explainers.trees.compiled import Kernel, inlined
from fairwitness.explainers.trees.ensemble import Floats, Ints, TreeEnsemble
from fairwitness.explainers.trees.lanes import LANES, fill, load, store
from fairwitness.explainers.trees.layout import Layout, lay_out, stump
from fairwitness.explainers.trees.walk import Work, divide, multiply, sum_leaves, tabulate, workspace


@dataclass(frozen=True, eq=False)
class Attribution:
    """Shapley values of the players.

    Parameters
    ----------
    values
        Shape (rows, players, outputs), in the units of the trees' sum.
    base
        Shape (outputs,): the trees' answer when no player is known, the cover-weighted mean.
    points
        How many points the quadrature has, which is as many as it needs to be exact.
    """

    values: Floats
    base: Floats
    points: int


def path_dependent(
    ensemble: TreeEnsemble,
    matrix: Floats,
    players: Ints,
    *,
    count: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Exact Shapley values of the path-dependent value function, for all rows and outputs.

    Parameters
    ----------
    ensemble
        The trees.
    matrix
        Shape (rows, `ensemble.columns`), as the library compares it; missing values are NaN.
    players
        Shape (`ensemble.columns`,): which player owns each column. The values of a player that owns several, such
        as the one-hot columns of one answer, are those of the game between players, not sums over columns.
    count
        How many players there are, where the last of them own no column.
    threads
        How many threads share the rows; None takes all cores. The numbers are the same, bit by bit, for any.
    progress
        Told how many rows are done; what it raises ends the work.

    Raises
    ------
    ExplanationError
        The matrix or the players do not fit the trees, or the trees have no covers.
    """
    count = checked_players(ensemble, matrix, players, count)
    layout = lay_out(ensemble, players)
    x = in_blocks(matrix)
    phi = np.zeros((len(x), ensemble.outputs, count, LANES))

    def explain(part: slice) -> None:
        VALUES(layout, workspace(layout), x[part], phi[part])

    in_threads(explain, len(matrix), threads, progress)
    values = phi.transpose(0, 3, 2, 1).reshape(-1, count, ensemble.outputs)[: len(matrix)]
    return Attribution(np.ascontiguousarray(values), layout.base, layout.rules.points.shape[1])


def checked_players(ensemble: TreeEnsemble, matrix: Floats, players: Ints, count: int | None) -> int:
    """How many players there are, when everything fits.

    Raises
    ------
    ExplanationError
        It does not.
    """
    if matrix.ndim != 2 or matrix.shape[1] != ensemble.columns:
        raise ExplanationError(
            f"The `matrix` must have shape (rows, {ensemble.columns}), as the trees do. "
            f"Got {matrix.shape} instead."
        )
    owners = int(players.max(initial=-1)) + 1
    count = owners if count is None else count
    if players.shape != (ensemble.columns,) or players.min(initial=0) < 0 or owners > count:
        raise ExplanationError(
            f"The `players` must give each of the {ensemble.columns} columns a place from 0 to {count - 1}. "
            f"Got {players.tolist()} instead."
        )
    return count


def _values(layout: Layout, work: Work, x: Floats, phi: Floats) -> None:
    """Add the trees' values to `phi`, shape (blocks, outputs, players, LANES), for the rows in blocks `x`."""
    for tree in range(len(layout.starts) - 1):
        first, end = layout.starts[tree], layout.starts[tree + 1]
        tabulate(layout, work, tree)
        for block in range(len(x)):
            for at in range(first, end):
                divide(layout, work, at, x[block])
                multiply(layout, work, at)
                _add_leaves(layout, work, at, phi[block])
                depth, following = layout.steps[at].depth, layout.steps[at + 1].depth if at + 1 < end else 0
                while depth >= following:
                    _close(layout, work, depth, phi[block])
                    depth -= 1


@inlined
def _add_leaves(layout: Layout, work: Work, at: int, phi: Floats) -> None:
    """Give a step's player what the leaves right below it add."""
    step = layout.steps[at]
    for place in range(layout.output_starts[step.tree], layout.output_starts[step.tree + 1]):
        output = layout.outputs[place]
        line = output * phi.shape[1] + step.player
        store(phi, line, load(phi, line) + sum_leaves(layout, work, at, output))


@inlined
def _close(layout: Layout, work: Work, depth: int, phi: Floats) -> None:
    """Leave a step below which all is summed: take the sum from its own player, and give it to its parent's."""
    at, root, parent = work.path[depth], work.path[0], work.path[max(depth - 1, 0)]
    step, outputs = layout.steps[at], layout.leaves.shape[2]
    points, last = layout.points[step.tree], work.path[step.above]
    met, known = load(work.met, work.edge[depth]), load(work.met, work.edge[step.above])
    for place in range(layout.output_starts[step.tree], layout.output_starts[step.tree + 1]):
        output = layout.outputs[place]
        line, up = (depth * outputs + output) * points, ((depth - 1) * outputs + output) * points
        own, parents = fill(0.0), fill(0.0)
        for q in range(points):
            below = load(work.below, line + q)
            own = own + below * work.inverse[last - root, q]
            if depth > 0:
                parents = parents + below * work.inverse[at - root, q]
                store(work.below, up + q, load(work.below, up + q) + below)
        mine = output * phi.shape[1] + step.player
        store(phi, mine, load(phi, mine) - known * own)
        if depth > 0:
            theirs = output * phi.shape[1] + layout.steps[parent].player
            store(phi, theirs, load(phi, theirs) + met * parents)


def _example() -> tuple[object, ...]:
    layout = lay_out(stump(), np.zeros(1, dtype=np.int32))
    block = np.zeros((1, 1, LANES))
    return layout, workspace(layout), block, block[None]


VALUES = Kernel(_values, _example)
"""The kernel: `ready` says whether it is compiled, and `warm_up` compiles it."""
