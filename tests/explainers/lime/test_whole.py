"""Whole numbers are known by their type, with the range it has."""

import numpy as np
import pandas as pd

from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.lime.whole import whole_numbers


def found(frame):
    codec = ColumnCodec(frame, frame)
    return whole_numbers(codec, codec.encode(frame))


def test_only_columns_of_whole_numbers_are_named_with_the_range_of_their_type():
    frame = pd.DataFrame(
        {
            "half": [0.5, 1.5],
            "byte": np.array([0, 200], dtype=np.uint8),
            "flag": [True, False],
            "text": ["1", "2"],
            "short": np.array([-5, 5], dtype=np.int16),
        }
    )
    assert found(frame) == {1: (0.0, 255.0), 4: (-32768.0, 32767.0)}


def test_a_range_beyond_what_a_float_tells_apart_ends_there():
    assert found(pd.DataFrame({"long": [1, 2]})) == {0: (-(2.0**53), 2.0**53)}


def test_whole_numbers_that_may_be_missing_are_whole_numbers_too():
    frame = pd.DataFrame({"maybe": pd.array([None, 3], dtype="Int8"), "real": pd.array([1.5, None])})
    assert found(frame) == {0: (-128.0, 127.0)}


def test_whole_values_in_a_column_of_fractions_are_not():
    assert found(pd.DataFrame({"x": [1.0, 2.0]})) == {}
