"""Trees in flat arrays."""

import numpy as np
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.trees import TreeEnsemble


def stump(**changes):
    """x0 <= 1 or missing: 10, else: x1 in {0, 70}: 20, else 30."""
    parts = {
        "left": [1, -1, 3, -1, -1],
        "right": [2, -1, 4, -1, -1],
        "feature": [0, -1, 1, -1, -1],
        "threshold": [1.0, 0, 0, 0, 0],
        "missing_left": [True, False, False, False, False],
        "category_start": [-1, -1, 0, -1, -1],
        "category_words": [0, 0, 2, 0, 0],
        "categories": [1, 1 << 6],
        "cover": [10, 4, 6, 3, 3],
        "value": [[0], [10], [0], [20], [30]],
        "roots": [0],
        "base": [0.5],
        "columns": 2,
    } | changes
    kinds = {
        "threshold": float,
        "cover": float,
        "value": float,
        "base": float,
        "missing_left": bool,
        "categories": np.uint64,
    }
    return TreeEnsemble(
        **{
            name: part if name == "columns" else np.array(part, dtype=kinds.get(name, np.int32))
            for name, part in parts.items()
        }
    )


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ([1.0, 5.0], 10.5),
        ([np.nan, 5.0], 10.5),
        ([1.1, 0.0], 20.5),
        ([1.1, 70.0], 20.5),
        ([1.1, 64.0], 30.5),
        ([1.1, 500.0], 30.5),
        ([1.1, -1.0], 30.5),
        ([1.1, 0.5], 30.5),
        ([1.1, np.nan], 30.5),
    ],
)
def test_the_one_rule_of_going_left(row, answer):
    assert stump().predict(np.array([row])) == [[answer]]


def test_one_output_of_several():
    two = stump(value=[[0, 0], [10, 1], [0, 0], [20, 2], [30, 3]], base=[0.5, 0.25])
    assert two.outputs == 2
    np.testing.assert_array_equal(two.output(1).predict(np.array([[0.0, 0.0]])), [[1.25]])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cover": [1, 2]}, "`cover` must have shape"),
        ({"value": [[1], [2]]}, "`value` must have shape"),
        ({"left": [0, -1, 3, -1, -1]}, "children after their parents"),
        ({"right": [2, -1, 9, -1, -1]}, "children after their parents"),
        ({"feature": [0, -1, 7, -1, -1]}, "known columns"),
    ],
)
def test_what_are_no_trees(change, said):
    with pytest.raises(ExplanationError, match=said):
        stump(**change)
