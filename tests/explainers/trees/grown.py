"""Random trees of every kind that the kernels can meet, and Shapley values of them by the definition."""

from itertools import combinations
from math import factorial

import numpy as np

from fairwitness.explainers.trees import TreeEnsemble

CODES = 70  # categories of a column, more than one word of bits holds


class Grower:
    """Grows nodes of one ensemble."""

    def __init__(self, generator, columns, outputs, empty):
        self.generator, self.columns, self.outputs, self.empty = generator, columns, outputs, empty
        self.nodes, self.words = [], []

    def grow(self, depth, cover):
        """A node and all below it; returns its place."""
        draw, place = self.generator, len(self.nodes)
        leaf = depth == 0 or (place and draw.random() < 0.15)
        node = {
            "left": -1,
            "right": -1,
            "feature": -1 if leaf else int(draw.integers(self.columns)),
            "threshold": float(draw.normal()),
            "missing_left": bool(draw.random() < 0.5),
            "category_start": -1,
            "category_words": 0,
            "cover": cover,
            "value": draw.normal(size=self.outputs) if leaf else np.zeros(self.outputs),
        }
        self.nodes.append(node)
        if leaf:
            return place
        if node["feature"] % 3 == 2:
            node |= {"category_start": len(self.words), "category_words": 2, "threshold": np.nan}
            self.words += [int(word) for word in draw.integers(0, 2**63, 2)]
        share = 0.0 if draw.random() < self.empty else draw.random()
        node["left"] = self.grow(depth - 1, cover * share)
        node["right"] = self.grow(depth - 1, cover - cover * share)
        return place


def grow(seed, *, trees=3, depth=4, columns=5, outputs=1, empty=0.1):
    """Trees with numbers, categories (every third column), missing values, and nodes without training rows."""
    generator = np.random.default_rng(seed)
    grower = Grower(generator, columns, outputs, empty)
    roots = [grower.grow(depth, 100.0) for _ in range(trees)]
    return built(grower.nodes, roots, columns, grower.words, generator.normal(size=outputs))


def built(nodes, roots, columns, words=(), base=(0.0,)):
    """The ensemble of nodes that are dictionaries."""
    kinds = {"threshold": float, "missing_left": bool, "cover": float, "value": float}
    arrays = {
        name: np.array([node[name] for node in nodes], dtype=kinds.get(name, np.int32)) for name in nodes[0]
    }
    return TreeEnsemble(
        **arrays,
        categories=np.array(words, dtype=np.uint64),
        roots=np.array(roots, dtype=np.int32),
        base=np.array(base, dtype=float),
        columns=columns,
    )


def rows_for(ensemble, count, seed=0):
    """Rows with missing values, and codes of which some no tree knows."""
    generator = np.random.default_rng(seed)
    matrix = generator.normal(size=(count, ensemble.columns))
    matrix[:, 2::3] = generator.integers(-1, 2 * CODES, size=matrix[:, 2::3].shape)
    matrix[generator.random(matrix.shape) < 0.1] = np.nan
    return matrix


def known(ensemble, row, players, coalition):
    """The value function: follow the conditions of the coalition, divide by cover at those of others."""

    def below(node):
        if ensemble.left[node] < 0:
            return ensemble.value[node]
        left, right = ensemble.left[node], ensemble.right[node]
        if players[ensemble.feature[node]] in coalition:
            value = row[[ensemble.feature[node]]]
            goes = ensemble.goes_left(np.array([node]), value)[0]
            return below(left if goes else right)
        whole = ensemble.cover[node]
        if whole == 0:
            return (below(left) + below(right)) / 2
        return (ensemble.cover[left] * below(left) + ensemble.cover[right] * below(right)) / whole

    return ensemble.base + sum(below(root) for root in ensemble.roots)


def games(ensemble, row, players, count):
    """The value of every coalition of the players."""
    return {
        frozenset(chosen): known(ensemble, row, players, frozenset(chosen))
        for size in range(count + 1)
        for chosen in combinations(range(count), size)
    }


def shapley(ensemble, row, players, count):
    """Shapley's formula (1953). Shape (players, outputs)."""
    value = games(ensemble, row, players, count)
    result = np.zeros((count, ensemble.outputs))
    for without in value:
        weight = factorial(len(without)) * factorial(count - len(without) - 1) if len(without) < count else 0
        for player in set(range(count)) - without:
            result[player] += weight / factorial(count) * (value[without | {player}] - value[without])
    return result
