import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset
from fairwitness.errors import DataError

ROWS = [{"sex": "f", "hired": 1}, {"sex": "m", "hired": 0}]


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.ndjson", "rows.json"])
def test_what_pandas_writes(read, lines, name):
    text = pd.DataFrame(ROWS).to_json(orient="records", lines=lines)
    dataset = read(text, name)
    assert dataset.frame.to_dict("records") == ROWS
    assert (dataset.kind, dataset.line(0), dataset.notes) == ("jsonl", 1, ())


VALUES = st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text(max_size=5)


@given(st.lists(st.fixed_dictionaries({"a": st.integers(0, 9), "b": VALUES}), min_size=1, max_size=6))
def test_values_come_back(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("json")
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    frame = read_dataset(Data(path="rows.jsonl"), folder).frame
    assert frame["a"].tolist() == [row["a"] for row in rows]
    for value, row in zip(frame["b"], rows, strict=True):
        assert pd.isna(value) if row["b"] is None else value == row["b"]


def test_what_is_nested_becomes_columns_and_is_said(read):
    dataset = read('{"a": {"b": 1, "c": {"d": "x"}}}\n{"a": {"b": 2}}\n', "rows.jsonl")
    assert dataset.frame.to_dict("list") == {"a.b": [1, 2], "a.c.d": ["x", None]} or dataset.frame[
        "a.c.d"
    ].isna().tolist() == [False, True]
    assert "What is nested became columns" in dataset.notes[0]
    assert "'a', 'a.c'" in dataset.notes[0]


def test_blank_lines_keep_the_count(read):
    dataset = read('\n{"a": 1}\n\n{"a": 2}\n', "rows.jsonl")
    assert [dataset.line(row) for row in (0, 1)] == [2, 4]


def test_names_that_come_later_are_said(read):
    assert "not in the first record" in read('{"a": 1}\n{"a": 2, "b": 3}\n', "rows.jsonl").notes[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1}\n{"a": \n', "Line 2 is not: expecting value; correct or remove it"),
        ('{"a": 1}\n{"a": 2, "a": 3}\n', "Line 2 is not: the key 'a' stands twice"),
        ('{"a": 1}\n[1]\n', "Line 2 is a list; write it as a record"),
        ('{"a": 1}\n7\n', "Line 2 is a number or truth value"),
        ('{"a": [1, 2]}\n', "'a' in line 1 holds a list; write one column"),
        ('[{"a": 1}, {"a": [1]}]', "'a' in record 2 holds a list"),
        ('[{"a": 1},\n{"a": }]', "It stops being JSON in line 2: expecting value"),
        ('{\n "data": [{"a": 1}]\n}\n', "one record over several lines"),
        ('{"a": {"b": 1}, "a.b": 2}\n', "'a.b' stands twice in line 1"),
        ("[]", "holds no record with values"),
        ("[{}]", "holds no record with values"),
        ('{"a": ' + "[" * 100_000 + "\n", "nested too deeply"),
        ('{"a":' * 8 + "1" + "}" * 8, "records within records"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(read, text, says):
    with pytest.raises(DataError) as caught:
        read(text, "rows.jsonl")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
