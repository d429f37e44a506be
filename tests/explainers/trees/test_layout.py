"""Trees as the kernels walk them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.explainers.trees.grown import built, grow

from fairwitness.errors import ExplanationError
from fairwitness.explainers.trees.layout import lay_out

ASKS = {
    "missing_left": False,
    "category_start": -1,
    "category_words": 0,
    "threshold": 0.5,
    "value": [0.0, 0.0],
}
LEAF = ASKS | {"left": -1, "right": -1, "feature": -1}


def chain(covers=(10.0, 4.0, 6.0, 3.0, 3.0)):
    """Column 0, then on the right column 1: of one player or of two."""
    nodes = [
        ASKS | {"left": 1, "right": 2, "feature": 0},
        LEAF | {"value": [1.0, 0.0]},
        ASKS | {"left": 4, "right": 3, "feature": 1},
        LEAF | {"value": [2.0, 0.0]},
        LEAF | {"value": [3.0, 0.0]},
    ]
    return built(
        [node | {"cover": cover} for node, cover in zip(nodes, covers, strict=True)], [0], 2, base=(0.5, 0.0)
    )


@pytest.mark.parametrize(
    ("players", "above", "share_left", "points"), [([0, 1], 0, 0.5, 1), ([0, 0], 1, 0.3, 1)]
)
def test_shares_of_players(players, above, share_left, points):
    layout = lay_out(chain(), np.array(players, dtype=np.int32))
    first, second = layout.steps
    assert (first["depth"], first["share"], first["above"], first["right"]) == (0, 1.0, 0, 0)
    assert (second["depth"], second["share"], second["above"], second["right"]) == (1, 0.6, above, 1)
    assert (second["share_left"], second["share_right"]) == pytest.approx((share_left, share_left))
    np.testing.assert_array_equal(layout.leaves[:, :, 0], [[1, 0], [3, 2]])
    np.testing.assert_array_equal(layout.points, [points])
    np.testing.assert_allclose(layout.base, [0.5 + 0.4 * 1 + 0.3 * 2 + 0.3 * 3, 0])


def test_only_outputs_that_a_tree_adds_to():
    layout = lay_out(chain(), np.arange(2, dtype=np.int32))
    np.testing.assert_array_equal(layout.output_starts, [0, 1])
    np.testing.assert_array_equal(layout.outputs, [0])


def test_without_training_rows_half_goes_each_way():
    layout = lay_out(chain((10.0, 10.0, 0.0, 0.0, 0.0)), np.zeros(2, dtype=np.int32))
    assert layout.steps["share"].tolist() == [1.0, 0.0]
    assert layout.base[0] == 1.5
    below = lay_out(chain((10.0, 10.0, 0.0, 0.0, 0.0)), np.arange(2, dtype=np.int32)).steps[1]
    assert (below["share_left"], below["share_right"]) == (0.5, 0.5)


@pytest.mark.parametrize("covers", [(0, 0, 0, 0, 0), (10, 4, np.nan, 3, 3), (10, 4, 6, -3, 9)])
def test_trees_without_covers(covers):
    with pytest.raises(ExplanationError, match="how many training rows came to each node"):
        lay_out(chain(tuple(map(float, covers))), np.arange(2, dtype=np.int32))


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), depth=st.integers(0, 7))
def test_a_step_follows_its_parent_or_a_left_neighbour_below_it(seed, depth):
    ensemble = grow(seed, depth=depth)
    steps = lay_out(ensemble, np.arange(5, dtype=np.int32)).steps
    assert len(steps) == (ensemble.left >= 0).sum()
    for before, after in pairwise(steps):
        if after["tree"] != before["tree"]:
            assert after["depth"] == 0
        else:
            assert 0 < after["depth"] <= before["depth"] + 1
            assert after["depth"] == before["depth"] + 1 or after["right"]
