"""Exact interventional Shapley values of trees, against every row of a background."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Self

import joblib
import numpy as np
import numpy.typing as npt

from fairwitness.errors import ExplanationError
from fairwitness.explainers.trees import background_pairs, background_tables, background_ways, compiled
from fairwitness.explainers.trees.background_pairs import PAIRS, add_pairs
from fairwitness.explainers.trees.background_tables import TABLE, add_tables
from fairwitness.explainers.trees.background_walk import (
    Case,
    Nodes,
    Steps,
    Weights,
    add_answers,
    nodes_of,
    steps_of,
    weights_of,
)
from fairwitness.explainers.trees.background_ways import MOST_IN_TABLE, Survey, survey, ways
from fairwitness.explainers.trees.compiled import Kernel, Notice
from fairwitness.explainers.trees.ensemble import Floats, Ints, TreeEnsemble

_TASKS = 16
"""Into how many parts the trees are cut, whatever the number of threads: sums must not depend on it."""
_SUMS_BYTES = 256 * 2**20
_BLOCK_ROWS = 4096


KERNELS: tuple[Kernel[..., None], ...] = (
    *(background_tables.KERNEL, background_pairs.KERNEL, add_answers),
    *(background_ways.MEASURE, background_ways.SURVEY, background_ways.HAND_UP),
)


def warm_up(notice: Notice) -> None:
    """Say so before a wait, where the kernels have to be compiled: once on a machine, for some seconds."""
    compiled.warm_up(KERNELS, notice)


def interventional(
    ensemble: TreeEnsemble, matrix: Floats, background: Floats, players: Ints, *, threads: int | None = None
) -> tuple[Floats, Floats]:
    """Shapley values of what the trees answer, a player that has not joined being taken from the background.

    The mean over all rows of the background, none left out. A player that is not told takes all its columns from one
    row of the background together, so that no row is asked about that could not be, such as two one-hot columns of a
    category at once.

    Parameters
    ----------
    ensemble
        The trees.
    matrix, background
        Shape (rows, `ensemble.columns`): rows to explain and rows to compare with, as the trees read them.
    players
        Shape (`ensemble.columns`,): the player that owns each column, from 0.
    threads
        How many threads may work; as many as there are processors by default. The values do not depend on it.

    Returns
    -------
    tuple
        Values, shape (rows, players, outputs), and the mean answer over the background, shape (outputs,), that they
        add up from.

    Raises
    ------
    ExplanationError
        The shapes do not fit each other, or the background has no rows.
    """
    players = np.asarray(players)
    _check(ensemble, matrix, background, players)
    engine = _Engine.of(ensemble, matrix.shape[0], background, players)
    values = np.zeros((len(matrix), engine.players, ensemble.outputs))
    roots = np.array(ensemble.roots, dtype=np.int32)
    parts = np.array_split(roots, max(min(_TASKS, len(roots)), 1))
    with ThreadPoolExecutor(threads or joblib.cpu_count()) as pool:
        answers = sum(pool.map(engine.answers, parts))
        for start in range(0, len(matrix), engine.block):
            rows = np.array(matrix[start : start + engine.block].T, dtype=np.float64, order="C")
            for owed in pool.map(partial(engine.owed, rows), parts):
                values[start : start + engine.block] += owed.transpose(2, 1, 0)
    return values, ensemble.base + answers


@dataclass(frozen=True, eq=False)
class _Engine:
    """Everything but the rows: what a part of the trees needs to pay a block of them."""

    nodes: Nodes
    found: Survey
    ways: npt.NDArray[np.int8]
    steps: Steps
    background: Floats
    weights: Weights
    players: int
    block: int

    @classmethod
    def of(cls, ensemble: TreeEnsemble, rows: int, background: Floats, players: Ints) -> Self:
        nodes = nodes_of(ensemble, players)
        nodes = nodes._replace(value=nodes.value / len(background))
        found = survey(nodes, np.array(ensemble.roots, dtype=np.int32))
        number = int(players.max(initial=-1)) + 1
        room = _SUMS_BYTES // (8 * _TASKS * max(number * ensemble.outputs, 1))
        block = max(min(max(_BLOCK_ROWS, len(background)), room, rows), 1)
        chosen = ways(nodes, found, block, len(background))
        return cls(
            nodes=nodes,
            steps=steps_of(nodes, (chosen & PAIRS) > 0),
            found=found,
            ways=chosen,
            background=np.array(background.T, dtype=np.float64, order="C"),
            weights=weights_of(found.most, min(found.most, MOST_IN_TABLE)),
            players=number,
            block=block,
        )

    def answers(self, roots: Ints) -> Floats:
        total = np.zeros(self.nodes.value.shape[1])
        add_answers(self.nodes, roots, self.background, total)
        return total

    def owed(self, rows: Floats, roots: Ints) -> Floats:
        """Shape (outputs, players, rows)."""
        sums = np.zeros((self.nodes.value.shape[1], self.players, rows.shape[1]))
        case = Case(
            self.nodes,
            self.steps,
            self.ways,
            self.found.depth,
            rows,
            self.background,
            self.weights,
        )
        of_all = np.bitwise_or.reduce(self.ways[roots], initial=0)
        if of_all & TABLE:
            add_tables(case, roots, min(self.found.most, MOST_IN_TABLE), sums)
        if of_all & PAIRS:
            add_pairs(case, roots, sums)
        return sums


def _check(ensemble: TreeEnsemble, matrix: Floats, background: Floats, players: Ints) -> None:
    for name, rows in (("matrix", matrix), ("background", background)):
        if rows.ndim != 2 or rows.shape[1] != ensemble.columns:
            raise ExplanationError(
                f"The `{name}` must have shape (rows, {ensemble.columns}), a column for each that the trees read. "
                f"Got {rows.shape} instead. Encode the rows as the model does."
            )
    if not len(background):
        raise ExplanationError(
            "The `background` must have at least one row to compare with. Got none instead. Pass the rows of a "
            "reference group, or explain without a background."
        )
    if players.shape != (ensemble.columns,) or players.min(initial=0) < 0:
        raise ExplanationError(
            f"The `players` must be {ensemble.columns} places from 0, one for each column of the matrix. "
            f"Got {players.tolist()} instead."
        )
