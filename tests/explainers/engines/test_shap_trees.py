"""shap over trees that we have read: against brute force, which knows nothing of either."""

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestRegressor

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Options
from fairwitness.explainers.engines import Question
from fairwitness.explainers.engines.shap_trees import ShapTrees
from fairwitness.explainers.trees import TreeEnsemble, TreeModel

NAMES = list("abcd")
RNG = np.random.default_rng(4)
DATA = pd.DataFrame(RNG.normal(size=(120, 4)).astype(np.float32).astype(float), columns=NAMES)
FOREST = RandomForestRegressor(6, max_depth=4, random_state=0).fit(
    DATA, DATA["a"] * DATA["b"] + DATA["c"] + np.sin(DATA["d"])
)


def ensemble_of(forest):
    parts = {name: [] for name in ("left", "right", "feature", "threshold", "cover", "value")}
    roots, start = [], 0
    for each in forest.estimators_:
        tree = each.tree_
        leaf = tree.children_left < 0
        roots.append(start)
        parts["left"].append(np.where(leaf, -1, tree.children_left + start))
        parts["right"].append(np.where(leaf, -1, tree.children_right + start))
        parts["feature"].append(np.where(leaf, -1, tree.feature))
        parts["threshold"].append(tree.threshold)
        parts["cover"].append(tree.weighted_n_node_samples)
        parts["value"].append(np.where(leaf, tree.value[:, 0, 0], 0)[:, None] / len(forest.estimators_))
        start += tree.node_count
    flat = {name: np.concatenate(part) for name, part in parts.items()}
    whole = {name: flat[name].astype(np.int32) for name in ("left", "right", "feature")}
    return TreeEnsemble(
        **(flat | whole),
        missing_left=np.zeros(start, bool),
        category_start=np.full(start, -1, np.int32),
        category_words=np.zeros(start, np.int32),
        categories=np.zeros(0, np.uint64),
        roots=np.array(roots, np.int32),
        base=np.zeros(1),
        columns=4,
    )


def trees(players=(0, 1, 2, 3)):
    encode = lambda frame: frame.to_numpy(dtype=np.float32).astype(float)  # noqa: E731
    return TreeModel(ensemble_of(FOREST), encode, np.array(players, np.int32), "score", "scikit-learn forest")


def question(background):
    return Question(FOREST.predict, DATA.iloc[:2], background, Options())


def shapley(worth):
    values = np.zeros(4)
    for player in range(4):
        rest = [other for other in range(4) if other != player]
        for size in range(4):
            weight = math.factorial(size) * math.factorial(3 - size) / math.factorial(4)
            values[player] += weight * sum(
                worth({*c, player}) - worth(set(c)) for c in combinations(rest, size)
            )
    return values


def test_against_a_whole_background():
    background = DATA.iloc[:110]  # more than the 100 that shap keeps if it is not told otherwise
    found = ShapTrees(trees(), background=True).shares(question(background))
    for place, row in enumerate(DATA.iloc[:2].to_numpy()):

        def worth(told, row=row):
            mixed = background.to_numpy().copy()
            mixed[:, list(told)] = row[list(told)]
            return FOREST.predict(pd.DataFrame(mixed, columns=NAMES)).mean()

        np.testing.assert_allclose(found.values[place], shapley(worth), atol=1e-6)
    assert found.base == pytest.approx(FOREST.predict(background).mean())
    assert found.residual < 1e-6


def test_by_the_paths_of_the_training_rows():
    found = ShapTrees(trees(), background=False).shares(question(None))
    model = trees().ensemble
    row = DATA.iloc[0].to_numpy()

    def expected(node, told):
        if model.left[node] < 0:
            return model.value[node, 0]
        children = model.left[node], model.right[node]
        if model.feature[node] in told:
            return expected(children[int(row[model.feature[node]] > model.threshold[node])], told)
        weights = model.cover[list(children)]
        return weights @ [expected(child, told) for child in children] / weights.sum()

    truth = shapley(lambda told: sum(expected(root, told) for root in model.roots))
    np.testing.assert_allclose(found.values[0], truth, atol=1e-6)
    assert found.base == pytest.approx(sum(expected(root, set()) for root in model.roots))
    assert found.residual < 1e-6


def test_columns_that_share_a_player_are_refused():
    grouped = trees(players=(0, 0, 1, 2))
    assert "group" in str(ShapTrees.why_not(grouped, 3))
    with pytest.raises(ExplanationError, match="made of one raw column"):
        ShapTrees(grouped, background=False).shares(question(None))
