"""Trees in the order in which a kernel walks them, with everything about a path that does not depend on the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ExplanationError
from fairwitness.explainers.trees.ensemble import Flags, Floats, Ints, TreeEnsemble
from fairwitness.explainers.trees.quadrature import Rules, gauss_legendre, points_needed

Places = npt.NDArray[np.int64]

STEP = np.dtype(
    [
        ("tree", np.int32),
        ("column", np.int32),  # of the matrix, that the node asks about
        ("player", np.int32),  # whose column that is
        ("depth", np.int32),  # 0 at the root
        ("above", np.int32),  # depth that the last edge of this player on the path leads to; 0: there is none
        ("right", np.int32),  # 1 where the node is its parent's right child
        ("category_start", np.int32),
        ("category_words", np.int32),
        ("missing_left", np.bool_),
        ("leaves", np.bool_),  # whether a child is a leaf
        ("threshold", np.float64),
        ("share", np.float64),  # z of the edge that leads here; 1 at the root
        ("share_left", np.float64),  # z of the edges to the children
        ("share_right", np.float64),
    ],
    align=True,
)


class Layout(NamedTuple):
    """Inner nodes of all trees, in preorder. A kernel takes it as one argument.

    Parameters
    ----------
    steps
        Shape (inner nodes,), of type `STEP`. z of an edge is the product of the cover ratios of all conditions of
        its player on the path down to it: the share of rows that pass them when the player is not known.
    starts
        Shape (trees + 1,): where each tree begins in `steps`.
    points
        Shape (trees,): how many points of a quadrature are exact for the tree.
    rules
        The rules with these points.
    leaves
        Shape (inner nodes, 2, outputs): values of the left and the right child, where they are leaves; else 0.
    categories
        As in `TreeEnsemble`.
    output_starts, outputs
        Tree i adds to the outputs ``outputs[output_starts[i] : output_starts[i + 1]]`` only.
    depth
        The most inner nodes on one path.
    base
        Shape (outputs,): the cover-weighted mean of the trees, which is their answer when no player is known.
    """

    steps: npt.NDArray[np.void]
    starts: Places
    points: Places
    rules: Rules
    leaves: Floats
    categories: npt.NDArray[np.uint64]
    output_starts: Places
    outputs: Places
    depth: int
    base: Floats


@dataclass(frozen=True, eq=False)
class _Paths:
    """What the way that leads to a node says about it; arrays have the shape (nodes,), and -1 is no node."""

    levels: list[Places]
    parent: Places
    tree: Places
    depth: Places
    share: Floats
    weight: Floats
    distinct: Places
    above: Places


def lay_out(ensemble: TreeEnsemble, players: Ints) -> Layout:
    """The trees as a kernel walks them.

    Parameters
    ----------
    ensemble
        The trees.
    players
        Shape (`ensemble.columns`,): which player owns each column of the matrix.

    Raises
    ------
    ExplanationError
        A tree that splits has no covers, so that nothing says how rows divide where a column is not known.
    """
    inner = ensemble.left >= 0
    _check_covers(ensemble, inner)
    asked = np.where(inner, players[np.where(inner, ensemble.feature, 0)], -1)
    paths = _follow(ensemble, inner, asked)
    order, starts = _preorder(ensemble, inner, paths)
    left, right = ensemble.left[order], ensemble.right[order]
    steps = np.zeros(len(order), dtype=STEP)
    for name in ("threshold", "missing_left", "category_start", "category_words"):
        steps[name] = getattr(ensemble, name)[order]
    steps["tree"], steps["depth"] = paths.tree[order], paths.depth[order]
    steps["column"], steps["player"] = ensemble.feature[order], asked[order]
    steps["share"] = paths.share[order]
    steps["above"] = np.where(paths.above[order] >= 0, paths.depth[paths.above[order]], 0)
    parent = paths.parent[order]
    steps["right"] = (parent >= 0) & (ensemble.right[parent] == order)
    steps["share_left"], steps["share_right"] = paths.share[left], paths.share[right]
    steps["leaves"] = ~(inner[left] & inner[right])
    value = np.where(inner[:, None], 0.0, ensemble.value)
    distinct = np.zeros(len(ensemble.roots), dtype=np.int64)
    np.maximum.at(distinct, paths.tree, paths.distinct)
    points = points_needed(distinct)
    output_starts, outputs = _outputs(value, paths.tree, len(ensemble.roots))
    return Layout(
        steps=steps,
        starts=starts,
        points=points,
        rules=gauss_legendre(int(points.max(initial=1))),
        leaves=np.ascontiguousarray(np.stack([value[left], value[right]], axis=1)),
        categories=np.array(ensemble.categories, dtype=np.uint64),
        output_starts=output_starts,
        outputs=outputs,
        depth=int(steps["depth"].max(initial=0)) + 1,
        base=ensemble.base + paths.weight @ value,
    )


def _check_covers(ensemble: TreeEnsemble, inner: Flags) -> None:
    roots = ensemble.roots[inner[ensemble.roots]]
    if not (
        np.isfinite(ensemble.cover[inner]).all()
        and (ensemble.cover >= 0).all()
        and (ensemble.cover[roots] > 0).all()
    ):
        raise ExplanationError(
            "The trees must say how many training rows came to each node, with more than 0 at every root. "
            "They do not. Explain the model against a background instead."
        )


def _follow(ensemble: TreeEnsemble, inner: Flags, asked: Ints) -> _Paths:
    """Walk all trees together, one level after the other."""
    nodes, roots = len(inner), ensemble.roots.astype(np.int64)
    paths = _Paths(
        levels=[],
        parent=np.full(nodes, -1),
        tree=np.zeros(nodes, dtype=np.int64),
        depth=np.zeros(nodes, dtype=np.int64),
        share=np.ones(nodes),
        weight=np.zeros(nodes),
        distinct=np.zeros(nodes, dtype=np.int64),
        above=np.full(nodes, -1),
    )
    paths.tree[roots], paths.weight[roots] = np.arange(len(roots)), 1.0
    level = roots[inner[roots]]
    while len(level):
        paths.levels.append(level)
        above = _last_edge(level, paths.parent, asked)
        paths.above[level] = above
        share = np.where(above >= 0, paths.share[above], 1.0)
        for children in (ensemble.left[level], ensemble.right[level]):
            ratio = _ratio(ensemble.cover[children], ensemble.cover[level])
            paths.parent[children], paths.tree[children] = level, paths.tree[level]
            paths.depth[children] = paths.depth[level] + 1
            paths.share[children], paths.weight[children] = share * ratio, paths.weight[level] * ratio
            paths.distinct[children] = paths.distinct[level] + (above < 0)
        level = np.concatenate([ensemble.left[level], ensemble.right[level]]).astype(np.int64)
        level = level[inner[level]]
    return paths


def _ratio(child: Floats, parent: Floats) -> Floats:
    """Covers of children over those of their parents.

    Where no training row came by, half goes each way: nothing is known, and no base value depends on it.
    """
    ratio: Floats = np.divide(child, parent, out=np.full(len(child), 0.5), where=parent > 0)
    return ratio


def _last_edge(level: Places, parent: Places, asked: Ints) -> Places:
    """For each node: where the last edge above it leads to whose condition is of the node's own player, or -1."""
    found = np.full(len(level), -1)
    open_, here = np.arange(len(level)), level.copy()
    while len(open_):
        up = parent[here]
        met = (up >= 0) & (asked[up] == asked[level[open_]])
        found[open_[met]] = here[met]
        on = (up >= 0) & ~met
        open_, here = open_[on], up[on]
    return found


def _preorder(ensemble: TreeEnsemble, inner: Flags, paths: _Paths) -> tuple[Places, Places]:
    """Inner nodes of each tree with parents first and the left side before the right; where each tree begins."""
    size = inner.astype(np.int64)
    for level in reversed(paths.levels):
        size[level] += size[ensemble.left[level]] + size[ensemble.right[level]]
    starts = np.concatenate([[0], np.cumsum(size[ensemble.roots])])
    place = np.zeros(len(inner), dtype=np.int64)
    place[ensemble.roots] = starts[:-1]
    for level in paths.levels:
        left, right = ensemble.left[level], ensemble.right[level]
        place[left] = place[level] + 1
        place[right] = place[level] + 1 + size[left]
    order = np.zeros(starts[-1], dtype=np.int64)
    reached = np.concatenate([np.zeros(0, dtype=np.int64), *paths.levels])
    order[place[reached]] = reached
    return order, starts


def _outputs(value: Floats, tree: Places, trees: int) -> tuple[Places, Places]:
    """The outputs that each tree adds to: one of many for a booster of several classes, all for a forest."""
    used = np.zeros((trees, value.shape[1]), dtype=np.bool_)
    np.logical_or.at(used, tree, value != 0)
    counts = used.sum(axis=1)
    return np.concatenate([[0], np.cumsum(counts)]), np.ascontiguousarray(np.nonzero(used)[1])


def stump() -> TreeEnsemble:
    """The smallest tree that splits, for kernels to be compiled with."""
    ints, flags = np.array([-1, -1, -1], dtype=np.int32), np.zeros(3, dtype=np.bool_)
    return TreeEnsemble(
        left=np.array([1, -1, -1], dtype=np.int32),
        right=np.array([2, -1, -1], dtype=np.int32),
        feature=np.array([0, -1, -1], dtype=np.int32),
        threshold=np.zeros(3),
        missing_left=flags,
        category_start=ints,
        category_words=np.zeros(3, dtype=np.int32),
        categories=np.zeros(0, dtype=np.uint64),
        cover=np.array([2.0, 1.0, 1.0]),
        value=np.array([[0.0], [0.0], [1.0]]),
        roots=np.zeros(1, dtype=np.int32),
        base=np.zeros(1),
        columns=1,
    )
