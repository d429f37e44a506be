"""The way down a tree for a block of rows: what the kernels of values and of interactions share.

Letters as in path_dependent: o (whether a row meets the conditions), z (the share of training rows that does), t (a
point of the quadrature), f = t o + (1 - t) z.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fairwitness.explainers.trees.compiled import inlined
from fairwitness.explainers.trees.ensemble import Floats
from fairwitness.explainers.trees.lanes import LANES, Lanes, at_most, fill, load, store
from fairwitness.explainers.trees.layout import Layout, Places

SMALLEST = 1e-200
"""A share below this counts as 0: one over it times a product could leave the range of float64."""


class Work(NamedTuple):
    """What a walk remembers of the path from the root to where it is. Lines hold one number for each row of the block.

    Parameters
    ----------
    product
        Line ``depth * points + point``: the factors f of all players on the path to the node at that depth, except
        that of the player it asks about.
    below
        Line ``(depth * outputs + output) * points + point``: value times product, summed over the leaves below that
        the walk has seen.
    met
        Lines ``2 * depth + right``: o of an edge that leads to this depth. Lines 0 and 1 are 1: nothing to meet yet.
    edge
        Shape (depth,): the line in `met` of the edge that the path takes to each depth.
    path
        Shape (depth,): the step at each depth.
    inverse
        Shape (steps of one tree, points): 1 / (t + (1 - t) z) of the edge that leads to each step.
    """

    product: Floats
    below: Floats
    met: Floats
    edge: Places
    path: Places
    inverse: Floats


def workspace(layout: Layout) -> Work:
    """Room for a walk through any of the trees."""
    points = layout.rules.points.shape[1]
    outputs, longest = layout.leaves.shape[2], int(np.diff(layout.starts).max(initial=0))
    return Work(
        product=np.ones((layout.depth * points, LANES)),
        below=np.zeros((layout.depth * outputs * points, LANES)),
        met=np.ones((2 * (layout.depth + 1), LANES)),
        edge=np.zeros(layout.depth, dtype=np.int64),
        path=np.zeros(layout.depth, dtype=np.int64),
        inverse=np.ones((longest, points)),
    )


@inlined
def tabulate(layout: Layout, work: Work, tree: int) -> None:
    """Fill `inverse` for a tree; blocks of rows that follow each other share it."""
    first, points = layout.starts[tree], layout.points[tree]
    for place in range(layout.starts[tree + 1] - first):
        share = layout.steps[first + place].share
        for q in range(points):
            t = layout.rules.points[points, q]
            work.inverse[place, q] = 1.0 / (t + (1.0 - t) * share)


@inlined
def divide(layout: Layout, work: Work, at: int, x: Floats) -> None:
    """Come to a step: note the way, and which rows meet the conditions of the edges to its children."""
    step = layout.steps[at]
    work.path[step.depth] = at
    work.edge[step.depth] = 2 * step.depth + step.right
    line = 2 * (step.depth + 1)
    known = load(work.met, work.edge[step.above])
    if step.category_start >= 0:
        _hold(layout, at, x, work.met[line])
        left = known * load(work.met, line)
    else:
        left = known * at_most(load(x, step.column), step.threshold, step.missing_left)
    store(work.met, line, left)
    store(work.met, line + 1, known - left)


@inlined
def _hold(layout: Layout, at: int, x: Floats, held: Floats) -> None:
    """Write 1 where a row's category is in the step's set, or missing and sent left; else 0."""
    step = layout.steps[at]
    for lane in range(LANES):
        value = x[step.column, lane]
        left = False
        if np.isnan(value):
            left = step.missing_left
        elif 0 <= value < 64.0 * step.category_words and value == np.floor(value):
            code = np.int64(value)
            word = layout.categories[step.category_start + code // 64]
            left = (word >> np.uint64(code % 64)) & np.uint64(1) == np.uint64(1)
        held[lane] = 1.0 if left else 0.0


@inlined
def multiply(layout: Layout, work: Work, at: int) -> None:
    """Multiply the product by the factor of the edge that leads to the step, and take out that of its own player.

    Where o = z = 0 the product is 0 from there on, as is all that the leaves below add; dividing by 0 is left out.
    """
    step, rules = layout.steps[at], layout.rules
    points = layout.points[step.tree]
    start, before = step.depth * points, (step.depth - 1) * points
    if step.depth == 0:
        for q in range(points):
            store(work.product, q, fill(1.0))
        return
    met = load(work.met, work.edge[step.depth])
    if step.above == 0:
        for q in range(points):
            t = rules.points[points, q]
            factor = t * met + (1.0 - t) * step.share
            store(work.product, start + q, load(work.product, before + q) * factor)
        return
    known, last = load(work.met, work.edge[step.above]), work.path[step.above]
    share = layout.steps[last].share
    per_share = 1.0 / share if share > SMALLEST else 0.0
    for q in range(points):
        t = rules.points[points, q]
        factor = t * met + (1.0 - t) * step.share
        unmet = per_share / (1.0 - t)
        taken_out = (work.inverse[last - work.path[0], q] - unmet) * known + unmet
        store(work.product, start + q, load(work.product, before + q) * factor * taken_out)


@inlined
def met_leaves(layout: Layout, work: Work, at: int, output: int) -> Lanes:
    """Sum of o v over a step's children that are leaves."""
    left, right = layout.leaves[at, 0, output], layout.leaves[at, 1, output]
    line = 2 * (layout.steps[at].depth + 1)
    value: Lanes = left * load(work.met, line) + right * load(work.met, line + 1)
    return value


@inlined
def sum_leaves(layout: Layout, work: Work, at: int, output: int) -> Lanes:
    """Begin a step's sum in `below` with its children that are leaves.

    Returns what they add to the step's player: sum of o v over the leaves, times the integral of the product.
    """
    step, rules = layout.steps[at], layout.rules
    points = layout.points[step.tree]
    line = (step.depth * layout.leaves.shape[2] + output) * points
    integral = fill(0.0)
    if not step.leaves:
        for q in range(points):
            store(work.below, line + q, integral)
        return integral
    left, right = layout.leaves[at, 0, output], layout.leaves[at, 1, output]
    value, mean = met_leaves(layout, work, at, output), left * step.share_left + right * step.share_right
    for q in range(points):
        t, weight = rules.points[points, q], rules.weights[points, q]
        product = weight * load(work.product, step.depth * points + q)
        integral = integral + product
        store(work.below, line + q, product * (t * value + (1.0 - t) * mean))
    return value * integral
