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


@pytest.mark.parametrize("content", [b"PAR1 but no more", b"a,b\n1,2\n"])
def test_what_is_no_parquet(read, content):
    with pytest.raises(
        DataError, match=r"^'rows\.parquet' must be a Parquet file\. It cannot be read as one: "
    ) as caught:
        read(content, "rows.parquet")
    assert "\n" not in str(caught.value)
