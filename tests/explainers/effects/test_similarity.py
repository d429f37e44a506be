import numpy as np
import pytest

from fairwitness.explainers.effects.similarity import by_similarity


@pytest.mark.parametrize("kinds", [(), (1,)])
def test_values_stand_in_the_order_of_what_goes_with_them(kinds):
    draw = np.random.default_rng(0)
    size = np.array([3, 0, 4, 1, 2])
    codes = np.repeat(np.arange(5), 200)
    other = (
        draw.normal(size[codes], 1.5) if not kinds else np.clip(size[codes] + draw.integers(0, 3, 1000), 0, 6)
    )
    matrix = np.column_stack([codes, other]).astype(float)
    found = list(by_similarity(matrix, 0, (0, *kinds)))
    assert found in ([1, 3, 4, 0, 2], [2, 0, 4, 3, 1])


def test_two_values_and_values_alike_keep_their_own_order():
    matrix = np.column_stack([np.tile([0.0, 1.0], 10), np.zeros(20)])
    assert list(by_similarity(matrix, 0, (0,))) == [0, 1]


def test_the_direction_does_not_hang_on_the_order_of_the_rows():
    draw = np.random.default_rng(3)
    codes = draw.integers(0, 6, 300)
    matrix = np.column_stack([codes, draw.normal(codes % 4, 1), draw.normal(size=300)]).astype(float)
    turned = matrix[draw.permutation(300)]
    assert list(by_similarity(matrix, 0, (0,))) == list(by_similarity(turned, 0, (0,)))
