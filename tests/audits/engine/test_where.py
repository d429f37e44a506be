"""Conditions keep the rows in an engine that they keep in memory."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fairwitness.audits.engine import where
from fairwitness.audits.engine.backends import DuckDB
from fairwitness.audits.engine.where import keep
from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject.rows import select
from fairwitness.errors import DataError

FRAME = pd.DataFrame(
    {
        "row": range(6),
        "age": [17, 18, 19, 18, 40, 2**53 + 1],
        "half": [0.5, 1.0, 2.0, None, -0.0, 1e300],
        "text": ["a", " a", "1.0", None, "B", "01"],
        "flag": [True, False, None, True, False, True],
        "when": pd.to_datetime(["2020-01-01", "2021-06-01", None, "2022-01-01", "2019-12-31", "2021-06-01"]),
        "small": pd.array([0.1, 0.2, 0.1, 0.3, 0.1, 7], dtype="float32"),
    }
)
CONDITIONS = [
    "age >= 18", "age < 19", "age == 18", "age = 18.0", "age != 18", "age in 17, 40, x", "age not in 17, 40",
    "age > 17.5", "half >= 1", "half == 0.5", "half == 1", "half != 1", "half in 0, 2", "half is known", "half <= 2",
    "half == nothing", "text == a", "text == 1", "text in a, B", "text != a", "text not in a, 1", "text is known",
    "text >= a", "text < B", "text == 01", "flag == True", "flag != True", "flag >= 1", "flag is known",
    "when >= 2021-06-01", "when < 2021-01-01", "when is known", "small == 0.1", "small in 0.3, 7",
    "age == 9007199254740993",
]  # fmt: skip


@pytest.fixture(scope="module")
def stored_rows(scratch, tmp_path_factory):
    path = tmp_path_factory.mktemp("where") / "rows.parquet"
    FRAME.to_parquet(path, index=False)
    return scratch.parquet([path], None)


def kept(scratch, table, *conditions):
    plan = make_plan({"where": list(conditions)})
    return sorted(scratch.fetch(keep(scratch, table, plan.where).select("row"))["row"])


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_same_rows_are_kept(scratch, stored_rows, condition):
    plan = make_plan({"where": [condition]})
    try:
        expected = select(pa.Table.from_pandas(FRAME).to_pandas(), plan, "rows")["row"].tolist()
    except DataError as error:
        assert "must leave some rows" in str(error)  # noqa: PT017 - the other outcome is no rows
        expected = []
    assert kept(scratch, stored_rows, condition) == expected


@pytest.mark.parametrize(
    ("condition", "rows"),
    [("x != 1", [0]), ("x == 1", [2]), ("x >= 0.5", [0, 2]), ("x is known", [0, 2]), ("x not in 7", [0, 2])],
)
def test_nan_meets_no_condition_whatever_the_statistics_say(tmp_path, condition, rows):
    x = pa.array(np.array([0.5, np.nan, 1.0, np.nan]), from_pandas=False)
    pq.write_table(pa.table({"row": range(4), "x": x}), tmp_path / "nan.parquet")
    backend = DuckDB(tmp_path)
    assert kept(backend, backend.parquet([tmp_path / "nan.parquet"], None), condition) == rows
    backend.close()


def test_every_condition_must_be_met_and_none_keeps_all(scratch, stored_rows):
    assert kept(scratch, stored_rows, "age >= 18", "text is known", "half < 2") == [1, 4]
    assert kept(scratch, stored_rows) == list(range(6))


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ("age >= old", "numbers such as 17"),
        ("text > 3", "values such as 'a'"),
        ("flag < yes", "values such as 'True'"),
        ("when < 2021", "values such as '2020-01-01"),
        ("when > someday", "values such as '2020-01-01"),
    ],
)
def test_unlike_things_are_not_compared(scratch, stored_rows, condition, held):
    with pytest.raises(DataError, match=f"must compare like with like. The column '.*' holds {held}"):
        kept(scratch, stored_rows, condition)


def test_texts_are_asked_for_once_and_numbers_not_at_all(scratch, stored_rows, monkeypatch):
    asked, fetch = [], DuckDB.fetch
    monkeypatch.setattr(DuckDB, "fetch", lambda self, query: asked.append(query) or fetch(self, query))
    kept(scratch, stored_rows, "age == 18", "half != 2")
    assert len(asked) == 1
    kept(scratch, stored_rows, "text == a")
    assert len(asked) == 3


def test_a_text_column_of_too_many_values_is_not_compared_one_by_one(scratch, stored_rows, monkeypatch):
    monkeypatch.setattr(where, "MOST_VALUES", 4)
    with pytest.raises(DataError, match="must compare a column of at most 4 different values"):
        kept(scratch, stored_rows, "text == a")
