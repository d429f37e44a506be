"""Random trees and rows, Shapley values against a background by the definition, and either way of computing them."""

from contextlib import contextmanager
from itertools import combinations
from math import factorial

import numpy as np
import pytest

from fairwitness.explainers.trees import TreeEnsemble
from fairwitness.explainers.trees import background as engine
from fairwitness.explainers.trees.background_pairs import PAIRS
from fairwitness.explainers.trees.background_tables import TABLE
from fairwitness.explainers.trees.background_ways import handed_up

CODES = 70
"""Categories of the last column: more than one word of bits holds."""


def trees(generator, *, depth, number, outputs=1, columns=6):
    """Trees of all kinds of nodes: numbers, categories in the last column, missing values to either side."""
    nodes, roots, words = [], [], []

    def grow(left_to_go):
        place = len(nodes)
        leaf = left_to_go == 0 or (place not in roots and generator.random() < 0.2)
        sets = generator.integers(0, 2**63, 2)
        node = {
            "left": -1,
            "right": -1,
            "feature": -1 if leaf else int(generator.integers(columns)),
            "threshold": generator.normal(),
            "missing_left": generator.random() < 0.5,
            "category_start": -1,
            "category_words": 0,
            "cover": 1.0 + generator.random(),
            "value": generator.normal(size=outputs) if leaf else np.zeros(outputs),
        }
        if node["feature"] == columns - 1:
            node |= {"category_start": len(words), "category_words": 2}
            words.extend(int(word) for word in sets)
        nodes.append(node)
        if not leaf:
            node["left"] = grow(left_to_go - 1)
            node["right"] = grow(left_to_go - 1)
        return place

    for _ in range(number):
        roots.append(len(nodes))
        grow(depth)
    floats = dict.fromkeys(("threshold", "cover", "value"), np.float64)
    kinds = {**floats, "missing_left": np.bool_}
    return TreeEnsemble(
        **{
            name: np.array([node[name] for node in nodes], dtype=kinds.get(name, np.int32))
            for name in nodes[0]
        },
        categories=np.array(words, dtype=np.uint64),
        roots=np.array(roots, dtype=np.int32),
        base=generator.normal(size=outputs),
        columns=columns,
    )


def rows_of(generator, number, columns=6):
    """Rows with missing values, and codes of which some no tree knows."""
    matrix = generator.normal(size=(number, columns))
    matrix[:, -1] = generator.integers(-1, 2 * CODES, number)
    matrix[generator.random(matrix.shape) < 0.1] = np.nan
    return matrix


def shapley(ensemble, matrix, background, players):
    """By Shapley's formula over all coalitions. Shape (rows, players, outputs)."""
    number = players.max() + 1
    answer = {
        chosen: np.array(
            [
                ensemble.predict(np.where(np.isin(players, chosen), row, background)).mean(axis=0)
                for row in matrix
            ]
        )
        for size in range(number + 1)
        for chosen in combinations(range(number), size)
    }
    values = np.zeros((len(matrix), number, ensemble.outputs))
    for chosen, without in answer.items():
        for player in set(range(number)).difference(chosen):
            weight = factorial(len(chosen)) * factorial(number - len(chosen) - 1) / factorial(number)
            values[:, player] += weight * (answer[tuple(sorted((*chosen, player)))] - without)
    return values


@contextmanager
def ways_forced(way):
    """All leaves by a table, or all by pairs."""
    bit = {"table": TABLE, "pairs": PAIRS}[way]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            engine,
            "ways",
            lambda nodes, *_: handed_up(nodes, np.where(nodes.left < 0, bit, 0).astype(np.int8)),
        )
        yield
