"""All sets of players of a tree: against Shapley's formula over whole coalitions, and with and against our kernel."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.explainers.trees.grown import grow, known, rows_for, shapley

from fairwitness.explainers.base import Options
from fairwitness.explainers.engines import Question, enumerated
from fairwitness.explainers.engines.enumerated import Enumerated
from fairwitness.explainers.engines.trees import PathDependent
from fairwitness.explainers.planner import Choice
from fairwitness.explainers.second import check
from fairwitness.explainers.trees import TreeModel, path_dependent
from fairwitness.explainers.trees.read.parts import Part, joined


def model(ensemble, players):
    return TreeModel(ensemble, lambda frame: frame.to_numpy(), np.array(players, np.int32), "score", "trees")


def question(matrix, count):
    """A frame has the columns of the trees; the players are named by as many columns as there are."""
    rows = pd.DataFrame(matrix)
    return type("Asked", (Question,), {"columns": tuple(map(str, range(count)))})(None, rows, None, Options())


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), depth=st.integers(0, 6), data=st.data())
def test_the_definition(seed, depth, data):
    columns, count = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 5))
    players = data.draw(st.lists(st.integers(0, count - 1), min_size=columns, max_size=columns))
    ensemble = grow(seed, depth=depth, columns=columns, empty=0.2)
    matrix = rows_for(ensemble, 3, seed)
    found = Enumerated(model(ensemble, players)).shares(question(matrix, count))
    expected = [shapley(ensemble, row, np.array(players), count)[:, 0] for row in matrix]
    np.testing.assert_allclose(found.values, expected, atol=1e-12)
    assert found.base == pytest.approx(
        known(ensemble, matrix[0], np.array(players), frozenset())[0], abs=1e-12
    )
    assert found.residual < 1e-10


def test_it_never_asks_the_kernel_where_all_trees_are_enumerated(monkeypatch):
    def never(*_, **__):
        raise AssertionError

    monkeypatch.setattr(path_dependent, "path_dependent", never)
    ensemble = grow(1, trees=20, depth=6, columns=12)
    engine = Enumerated(model(ensemble, range(12)))
    assert engine.name == "fairwitness.trees.enumerated"
    assert engine.shares(question(rows_for(ensemble, 100), 12)).residual < 1e-10


def test_of_too_many_trees_a_part_is_enumerated_and_the_name_says_so(monkeypatch):
    monkeypatch.setattr(enumerated, "MOST_NODES", 100)
    ensemble = grow(2, trees=30, depth=4, columns=9)
    trees = model(ensemble, np.arange(9) % 4)
    asked = question(rows_for(ensemble, 5), 4)
    engine, first = Enumerated(trees), PathDependent(trees).shares(asked)
    part = int(engine.name.partition("(")[2].split()[0])
    assert 1 <= part < 30
    assert engine.name.endswith(f"({part} of 30 trees)")
    assert engine.name == Enumerated(trees).name
    np.testing.assert_allclose(engine.shares(asked).values, first.values, atol=1e-12)
    assert engine.shares(asked).base == pytest.approx(first.base)


@pytest.mark.parametrize("limit", ["MOST_NODES", "MOST_CELLS", "MOST_PLAYERS"])
def test_trees_that_are_too_large_are_said_to_be(monkeypatch, limit):
    trees = model(grow(3, trees=1, depth=5, columns=6), range(6))
    assert Enumerated(trees).why_not is None
    monkeypatch.setattr(enumerated, limit, 1)
    assert "too large to enumerate" in str(Enumerated(trees).why_not)


def test_a_large_tree_does_not_keep_small_ones_from_being_enumerated(monkeypatch):
    ensemble = grow(4, trees=1, depth=7, columns=9)
    small = grow(5, trees=3, depth=1, columns=9)
    parts = [
        Part(**{name: getattr(each, name) for name in Part.__dataclass_fields__})
        for each in (ensemble, small)
    ]
    both = joined(parts, np.zeros(1), 9)
    roots = np.concatenate([ensemble.roots, small.roots + len(ensemble.left)]).astype(np.int32)
    monkeypatch.setattr(enumerated, "MOST_NODES", 20)
    trees = model(type(both)(**(vars(both) | {"roots": roots})), range(9))
    assert Enumerated(trees).name.endswith("(3 of 4 trees)")


def test_a_kernel_that_errs_is_found():
    ensemble = grow(6, depth=5, columns=8)
    trees = model(ensemble, np.arange(8) % 3)
    asked = question(rows_for(ensemble, 4), 3)
    first = PathDependent(trees).shares(asked)
    choice = Choice(PathDependent(trees), asked, "", Enumerated(trees))
    assert check(choice, first).meta["second_engine_difference"] < 1e-12
    first.values[1, 2] += 0.01
    assert check(choice, first).meta["second_engine_difference"] == pytest.approx(0.01)
