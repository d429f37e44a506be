"""Draws of items."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.explainers.media.draws import generator


@given(st.integers(0, 2**70), st.binary(max_size=40))
def test_the_same_item_and_seed_have_the_same_draw(seed, content):
    assert generator(seed, content).random() == generator(seed, content).random()


def test_draws_of_different_items_have_nothing_in_common():
    drawn = np.array([generator(0, str(k).encode()).random(500) for k in range(40)])
    together = np.corrcoef(drawn)[np.triu_indices(40, 1)]
    assert np.abs(together).max() < 5 / np.sqrt(500)
    assert abs(drawn.mean() - 0.5) < 0.01
    assert generator(0, b"a").random() != generator(1, b"a").random()
