import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.subject.models.inputs import matrix
from fairwitness.errors import ModelError


def test_every_kind_of_number_becomes_one():
    X = pd.DataFrame(
        {
            "whole": [1, 2],
            "part": [0.5, np.nan],
            "true": [True, False],
            "perhaps": pd.array([1, None], dtype="Int64"),
            "object": pd.Series([1, 2.5], dtype=object),
            "category": pd.Categorical([3, 4]),
        }
    )
    found = matrix(X)
    np.testing.assert_array_equal(found[0], [1, 0.5, 1, 1, 1, 3])
    np.testing.assert_array_equal(found[1], [2, np.nan, 0, np.nan, 2.5, 4])


def test_columns_in_the_order_asked_for():
    X = pd.DataFrame({"a": [1.0], "b": [2.0]})
    assert matrix(X, ["b", "a"]).tolist() == [[2.0, 1.0]]


def test_text_is_named():
    with pytest.raises(ModelError, match=r"The column 'job' holds 'baker'; encode it"):
        matrix(pd.DataFrame({"age": [1, 2], "job": ["baker", "cook"]}))
