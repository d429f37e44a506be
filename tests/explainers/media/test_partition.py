"""Owen values: against the definition, and against shap's own."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.explainers.media.partition import balanced, owen_values


def run(ask, tree, parts, most=10_000):
    talk = owen_values(tree, parts, most)
    reply = None
    try:
        while True:
            masks = talk.send(reply)
            reply = ask(masks)
    except StopIteration as end:
        return end.value


def orders(tree):
    """Every order in which the halves of each node come one after the other."""
    if isinstance(tree, int):
        return [[tree]]
    return [a + b for first, second in permutations(tree) for a in orders(first) for b in orders(second)]


def by_definition(ask, tree, parts):
    """The mean change that a part makes over all those orders."""
    values, found = np.zeros(parts), orders(tree)
    for order in found:
        there = np.zeros(parts, dtype=bool)
        before = ask(there[None])[0]
        for part in order:
            there[part] = True
            after = ask(there[None])[0]
            values[part] += (after - before) / len(found)
            before = after
    return values


def network(parts, seed):
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(parts, 6)), rng.normal(size=6)
    return lambda masks: np.tanh(masks @ first) @ second


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 6), st.integers(0, 1000))
def test_against_the_definition(parts, seed):
    ask, tree = network(parts, seed), balanced(range(parts))
    found = run(ask, tree, parts)
    np.testing.assert_allclose(found.values, by_definition(ask, tree, parts), atol=1e-12)
    assert found.whole


@pytest.mark.parametrize("most", [2, 10, 50, 10_000])
def test_it_adds_up_however_few_questions_there_are(most):
    ask, asked = network(13, 1), []

    def counted(masks):
        asked.append(len(masks))
        return ask(masks)

    found = run(counted, balanced(range(13)), 13, most)
    full = ask(np.ones((1, 13)))[0]
    assert found.base + found.values.sum() == pytest.approx(full)
    assert sum(asked) <= most
    assert found.whole == (most == 10_000)


def test_shap_has_the_same():
    shap = pytest.importorskip("shap")
    ask = network(8, 3)
    tree = np.array(
        [[0, 1, 1, 2], [2, 3, 1, 2], [4, 5, 1, 2], [6, 7, 1, 2], [8, 9, 2, 4], [10, 11, 2, 4], [12, 13, 3, 8]]
    )
    masker = shap.maskers.Partition(np.zeros((1, 8)), clustering=tree.astype(float))
    theirs = shap.PartitionExplainer(ask, masker)(np.ones((1, 8)), max_evals=5000, silent=True).values[0]
    np.testing.assert_allclose(run(ask, balanced(range(8)), 8).values, theirs, atol=1e-10)
