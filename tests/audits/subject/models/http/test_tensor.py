import pandas as pd
import pytest

from fairwitness.audits.subject.models.http.tensor import Tensor, tensors_of
from fairwitness.errors import ModelError


def encoded(datatype, values):
    return Tensor("age", datatype, (-1,)).encode(pd.Series(values, name="age"), 10)


@pytest.mark.parametrize(
    ("datatype", "values", "expected"),
    [
        ("FP64", [1, 2.5], [1.0, 2.5]),
        ("FP32", [True, False], [1.0, 0.0]),
        ("INT64", [1.0, 2.0], [1, 2]),
        ("UINT8", [True, False], [1, 0]),
        ("BOOL", [1, 0], [True, False]),
        ("BYTES", ["a", "é"], ["a", "é"]),
        ("BYTES", [1.0, 2.0], ["1", "2"]),
    ],
)
def test_a_column_in_the_servers_type(datatype, values, expected):
    found = encoded(datatype, values)
    assert found == expected
    assert [type(value) for value in found] == [type(value) for value in expected]


@pytest.mark.parametrize(
    ("datatype", "values", "message"),
    [
        ("FP64", [1, None], r"numbers \(FP64\) in the column 'age'. Got in row 12 .*: a missing value"),
        ("FP32", ["x", "y"], r"Got in row 11 of those asked about: 'x'"),
        ("INT64", [1, 2.5], r"whole numbers \(INT64\) .* row 12 .*: 2\.5"),
        ("BOOL", [1, 2], r"true and false \(BOOL\).*: 2"),
        ("BYTES", ["a", None], "a missing value, which the v2 protocol cannot carry; leave such rows out"),
    ],
)
def test_values_that_are_not_of_the_type(datatype, values, message):
    with pytest.raises(ModelError, match=message):
        encoded(datatype, values)


def test_shapes():
    assert Tensor("a", "FP32", (-1,)).with_data([1.0], rows=1) == {
        "name": "a",
        "datatype": "FP32",
        "shape": [1],
        "data": [1.0],
    }
    assert Tensor("a", "FP32", (-1, 2)).with_data([1.0, 2.0], rows=1, width=2)["shape"] == [1, 2]
    assert [Tensor("a", "FP32", shape).width for shape in [(-1,), (-1, 1), (-1, 4), (-1, -1)]] == [
        1,
        1,
        4,
        None,
    ]
    assert [Tensor("a", kind, (-1,)).kind for kind in ("BYTES", "BOOL", "INT8")] == [
        "text",
        "true or false",
        "number",
    ]


def test_metadata():
    given = [{"name": "a", "datatype": "FP32", "shape": [-1, 4], "parameters": {}}]
    assert tensors_of(given, "inputs") == (Tensor("a", "FP32", (-1, 4)),)
    assert tensors_of(None, "inputs") == tensors_of([], "inputs") == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("x", "must be a list in the server's metadata"),
        ([1], "a name, a datatype and a shape"),
        ([{"name": "a", "datatype": "FP32", "shape": []}], "a name, a datatype and a shape"),
        ([{"name": "a", "datatype": "FP32", "shape": ["-1"]}], "a name, a datatype and a shape"),
        ([{"name": "a", "datatype": "FP32", "shape": [True]}], "a name, a datatype and a shape"),
        ([{"name": 1, "datatype": "FP32", "shape": [-1]}], "a name, a datatype and a shape"),
        ([{"name": "a", "datatype": "FP16", "shape": [-1]}], "a type that JSON carries: .*'a' is FP16"),
    ],
)
def test_metadata_that_say_nothing(given, message):
    with pytest.raises(ModelError, match=message):
        tensors_of(given, "inputs of the model 'loans'")
