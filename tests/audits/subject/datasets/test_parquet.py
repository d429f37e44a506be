from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset
from fairwitness.errors import DataError


@pytest.fixture
def stored(tmp_path):
    def made(table):
        pq.write_table(table, tmp_path / "rows.parquet")
        return read_dataset(Data(path="rows.parquet"), tmp_path)

    return made


def test_rows_and_types(stored):
    dataset = stored(pa.table({"a": [1, 2], " b ": ["x", None], "c": [Decimal("1.5"), None]}))
    assert list(dataset.frame) == ["a", "b", "c"]
    assert dataset.frame["c"].dtype == float
    assert dataset.kind == "parquet"
    assert dataset.line(0) == 1
    assert len(dataset.sha256) == 64


def test_a_stored_pandas_index_is_no_row_label(tmp_path):
    pd.DataFrame({"a": [1, 2]}, index=[7, 9]).to_parquet(tmp_path / "rows.parquet")
    frame = read_dataset(Data(path="rows.parquet"), tmp_path).frame
    assert frame.index.tolist() == [0, 1]
    assert frame["a"].tolist() == [1, 2]


def test_duplicate_names(stored):
    columns = [pa.array([1, 2]), pa.array([1, 2]), pa.array([1, 3])]
    assert stored(pa.Table.from_arrays(columns[:2], names=["a", "a"])).conflicting == frozenset()
    assert stored(pa.Table.from_arrays(columns, names=["a", "a", "a "])).conflicting == {"a"}


def test_no_rows(stored):
    with pytest.raises(DataError, match="has 0 rows and 1 columns"):
        stored(pa.table({"a": pa.array([], pa.int64())}))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PAR1 but no more", r"It cannot be read as one: .*\. Write or copy it anew\."),
        (b"a,b\n1,2\n", r"It is text; if it is CSV, name it \.csv or state `data\.format: csv`\."),
    ],
)
def test_what_is_no_parquet(read, content, says):
    with pytest.raises(DataError, match=rf"^'rows\.parquet' must be a Parquet file\. {says}") as caught:
        read(content, "rows.parquet")
    assert "\n" not in str(caught.value)


@pytest.fixture
def folder(tmp_path):
    """Writes one table for each file of a folder called rows, and reads it."""

    def made(**tables):
        for name, table in tables.items():
            path = tmp_path / "rows" / f"{name.replace('__', '/')}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.table(table), path)
        return read_dataset(Data(path="rows"), tmp_path)

    return made


def test_a_folder_is_read_in_the_order_of_its_names(folder):
    dataset = folder(b={"a": [3]}, a={"a": [1, 2]}, _temporary={"a": [9]})
    assert dataset.frame["a"].tolist() == [1, 2, 3]
    assert dataset.notes == ("'rows' is a folder of 2 Parquet files.",)
    assert (dataset.source, dataset.kind, len(dataset.sha256)) == ("rows", "parquet", 64)
    assert folder(b={"a": [4]}).sha256 != dataset.sha256


def test_keys_in_the_names_of_folders_become_columns(tmp_path):
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0], "year": [2020, 2021, 2021], "city": ["Ghent", "Lyon", None]})
    pq.write_to_dataset(pa.Table.from_pandas(frame), tmp_path / "rows", partition_cols=["year", "city"])
    read = read_dataset(Data(path="rows"), tmp_path).frame.sort_values("a").reset_index(drop=True)
    assert read["year"].tolist() == [2020, 2021, 2021]
    assert read["city"].tolist()[:2] == ["Ghent", "Lyon"]
    assert read["city"].isna().tolist() == [False, False, True]


def test_a_column_that_is_not_whole_is_left_out_and_a_role_may_not_use_it(folder):
    from fairwitness.audits.plan import make_plan
    from fairwitness.audits.subject import make_subject

    dataset = folder(a={"g": ["x"], "t": [1], "s": ["1"]}, b={"g": ["y"], "t": ["2"], "u": [1]})
    assert list(dataset.frame) == ["g"]
    assert dataset.left_out == {
        "t": "it is int64 in one file and string in 'b.parquet'.",
        "s": "'b.parquet' has it not.",
        "u": "'a.parquet' has it not.",
    }
    with pytest.raises(
        DataError, match=r"target must be a column that every file of rows has in one type. 't' is not"
    ):
        make_subject(make_plan({"roles": {"target": "t", "prediction": "g", "sensitive": ["g"]}}), dataset)


def test_a_folder_and_an_engine_agree(folder, tmp_path):
    from fairwitness.audits.engine import condense
    from fairwitness.audits.plan import make_plan

    dataset = folder(
        part__1={"g": ["x", "y"], "t": [1, 0], "p": [1, 1]},
        part__2={"g": ["x", "y"], "t": [1, 1], "p": [0, 1]},
    )
    roles = {"target": "t", "prediction": "p", "sensitive": ["g"]}
    found = condense(make_plan({"data": {"path": "rows"}, "roles": roles}), tmp_path)
    assert found.frequency.sum() == len(dataset.frame) == 4
    assert dict(dataset.frame.groupby("g")["p"].sum()) == {"x": 1, "y": 2}


def test_a_folder_with_nothing_to_read(tmp_path):
    (tmp_path / "rows").mkdir()
    with pytest.raises(
        DataError, match=r"a folder of Parquet files or of pictures with a CSV\. 'rows' is a folder that"
    ):
        read_dataset(Data(path="rows"), tmp_path)
