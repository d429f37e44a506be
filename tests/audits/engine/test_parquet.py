"""Parquet folders are compared file by file before anything is counted."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tabled import from_cells, in_memory, plan_of

from fairwitness.audits.engine import condense
from fairwitness.errors import ColumnNotFoundError, DataError

ROWS = pd.DataFrame(
    {"sex": ["f", "m", "f"], "outcome": [1, 0, 1], "decision": [0, 0, 1], "spare": [1.5, 2.5, 3.5]}
)


@pytest.fixture
def folder(tmp_path):
    """Writes one frame for each file of a folder called rows."""

    def made(**frames):
        for name, frame in frames.items():
            path = tmp_path / "rows" / f"{name}.parquet"
            path.parent.mkdir(exist_ok=True, parents=True)
            frame.to_parquet(path, index=False) if isinstance(frame, pd.DataFrame) else pq.write_table(
                frame, path
            )
        return tmp_path

    return made


def test_a_folder_is_counted_whole_and_said_to_be_one(folder):
    found = condense(plan_of("rows"), folder(a=ROWS, b=ROWS, c=ROWS[:1]))
    assert (found.rows, found.source, found.kind, found.sha256) == (7, "rows", "parquet", None)
    assert "'rows' is a folder of 3 Parquet files." in found.notes


def test_a_column_whose_type_changes_half_way(folder):
    changed = ROWS.assign(outcome=ROWS.outcome.astype(str))
    with pytest.raises(
        DataError,
        match=r"column 'outcome' must have one type in every file of 'rows'\. It is int64 in 'a\.parquet' and "
        r"(large_)?string in 'b\.parquet'",
    ):
        condense(plan_of("rows"), folder(a=ROWS, b=changed))


def test_a_column_that_a_file_has_not(folder):
    with pytest.raises(
        DataError, match=r"Every file of 'rows' must have the column 'sex'\. 'b\.parquet' has not"
    ):
        condense(plan_of("rows"), folder(a=ROWS, b=ROWS.drop(columns="sex")))


def test_lists_are_no_values(tmp_path):
    table = pa.table({"sex": ["f", "m"], "outcome": [[1], [0]], "decision": [1, 0]})
    pq.write_table(table, tmp_path / "rows.parquet")
    with pytest.raises(
        DataError, match=r"'outcome' of rows\.parquet holds lists or records; write one column"
    ):
        condense(plan_of("rows.parquet"), tmp_path)


def test_columns_without_a_role_may_come_go_and_change(folder):
    found = condense(
        plan_of("rows"),
        folder(
            a=ROWS, b=ROWS.drop(columns="spare"), c=ROWS.assign(spare="x", more=1), d=ROWS[ROWS.columns[::-1]]
        ),
    )
    assert found.rows == 12


def test_text_may_be_held_in_several_ways(folder):
    coded = pa.table(ROWS.assign(sex=ROWS.sex.astype("category")))
    plain = pa.table({"sex": pa.array(["f"], pa.string()), "outcome": [1], "decision": [1]})
    assert condense(plan_of("rows"), folder(a=ROWS, b=coded, c=plain)).rows == 7


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, r"A folder of data must hold Parquet files .*'rows' holds none"),
        ({"rows.csv": b"a,b\n"}, "for a CSV file, name the file"),
        ({"_hidden.parquet": b"x"}, "holds none"),
        ({"a.parquet": b"no parquet at all"}, r"'a\.parquet' must be a Parquet file"),
        ({"a.parquet": b""}, r"'a\.parquet' must be a Parquet file"),
    ],
)
def test_a_folder_without_data(tmp_path, files, message):
    (tmp_path / "rows").mkdir()
    for name, content in files.items():
        (tmp_path / "rows" / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        condense(plan_of("rows"), tmp_path)


def test_files_without_rows(folder):
    with pytest.raises(DataError, match=r"must have rows\. 'rows' has none"):
        condense(plan_of("rows"), folder(a=ROWS[:0], b=ROWS[:0]))


def test_a_file_that_is_not_there_and_a_format_that_is_stated(folder, tmp_path):
    with pytest.raises(DataError, match=r"'row\.parquet' does not exist"):
        condense(plan_of("row.parquet"), tmp_path)
    folder(a=ROWS)
    (tmp_path / "rows" / "a.parquet").rename(tmp_path / "rows.bin")
    plan = plan_of("rows.bin")
    with pytest.raises(DataError, match=r"counts CSV and Parquet\. Got 'rows\.bin'"):
        condense(plan, tmp_path)
    stated = plan.model_copy(update={"data": plan.data.model_copy(update={"format": "parquet"})})
    assert condense(stated, tmp_path).rows == 3


def test_columns_that_are_missing_double_or_alike(tmp_path):
    table = pa.table([["f"], [1], [0], ["x"]], names=["sex", "outcome", "decision", "Sex"])
    pq.write_table(table, tmp_path / "rows.parquet")
    with pytest.raises(DataError, match=r"'sex' stands more than once .* differs in capitals only"):
        condense(plan_of("rows.parquet"), tmp_path)
    with pytest.raises(ColumnNotFoundError, match="Got 'race' instead"):
        condense(plan_of("rows.parquet", sensitive=["race"]), tmp_path)


def test_names_lose_their_surrounding_spaces(tmp_path):
    ROWS.rename(columns={"sex": " sex "}).to_parquet(tmp_path / "rows.parquet")
    assert condense(plan_of("rows.parquet"), tmp_path).rows == 3


def test_keys_in_the_names_of_folders(tmp_path):
    for year, region in (("2019", "North%2FWest"), ("2020", "__HIVE_DEFAULT_PARTITION__")):
        path = tmp_path / "rows" / f"year={year}" / f"region={region}"
        path.mkdir(parents=True)
        ROWS.to_parquet(path / "0.parquet", index=False)
    plan = plan_of("rows", sensitive=["region", {"name": "year", "bins": [2020]}], where=["year >= 2019"])
    frame = pd.concat([ROWS.assign(year=2019, region="North/West"), ROWS.assign(year=2020, region=None)])
    assert from_cells(condense(plan, tmp_path), plan) == in_memory(frame.reset_index(drop=True), plan)


def test_folders_named_by_other_keys_are_refused(tmp_path):
    for name in ("year=2019", "month=2"):
        (tmp_path / "rows" / name).mkdir(parents=True)
        ROWS.to_parquet(tmp_path / "rows" / name / "0.parquet", index=False)
    with pytest.raises(
        DataError, match=r"must all be named by the same keys, month\. 'year=2019.0\.parquet' is not"
    ):
        condense(plan_of("rows"), tmp_path)


def test_decimals_are_numbers(tmp_path):
    from decimal import Decimal

    score = pa.array([Decimal("0.25"), Decimal("0.50"), Decimal("0.75")], pa.decimal128(5, 2))
    pq.write_table(pa.table(ROWS).append_column("score", score), tmp_path / "rows.parquet")
    plan = plan_of("rows.parquet", prediction=None, score="score", threshold=0.5, sensitive=["sex"])
    found = condense(plan, tmp_path)
    assert found.decided.sum() == 2
    assert sum(found.sums["score"]) == int(1.5 * 2**64)


@pytest.mark.parametrize("version", ["no statistics", "statistics"])
def test_ranges_come_from_the_footers_or_from_the_rows(tmp_path, version):
    table = pa.table(ROWS.assign(score=[0.1, 1.9, 0.5]))
    pq.write_table(table, tmp_path / "rows.parquet", write_statistics=version == "statistics")
    plan = plan_of("rows.parquet", prediction=None, score="score", threshold=0.5, weight="spare")
    found = condense(plan, tmp_path, histogram=True)
    assert found.bin_range == (0.1, 1.9)
    assert from_cells(found, plan) == in_memory(ROWS.assign(score=[0.1, 1.9, 0.5]), plan, (0.1, 1.9))


def test_nan_in_an_attribute_is_unknown_although_the_footer_does_not_tell(tmp_path):
    twice = pd.concat([ROWS, ROWS], ignore_index=True)
    age = np.array([20.0, np.nan, 50.0, 50.0, 50.0, np.nan])
    table = pa.table(twice).append_column("age", pa.array(age, from_pandas=False))
    pq.write_table(table, tmp_path / "rows.parquet")
    plan = plan_of("rows.parquet", sensitive=[{"name": "age", "bins": [30]}])
    assert from_cells(condense(plan, tmp_path), plan) == in_memory(twice.assign(age=age), plan)
