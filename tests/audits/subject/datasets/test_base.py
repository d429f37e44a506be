from pathlib import Path

import pytest

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset, file_sha256, read_dataset, scheme_of
from fairwitness.errors import DataError, UnknownNameError


def test_a_missing_file_says_the_nearest(tmp_path):
    (tmp_path / "loans.csv").write_text("a\n1\n")
    with pytest.raises(DataError) as caught:
        read_dataset(Data(path="loan.csv"), tmp_path)
    assert (
        str(caught.value) == "The data must be a file. 'loan.csv' does not exist. Did you mean 'loans.csv'?"
    )
    with pytest.raises(DataError, match=r"'none/x\.csv' does not exist\.$"):
        read_dataset(Data(path="none/x.csv"), tmp_path)


@pytest.mark.parametrize("path", ["", "folder", "x" * 400 + ".csv", "a\0b.csv"])
def test_what_can_be_no_file(tmp_path, path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError, match="must be a file"):
        read_dataset(Data(path=path), tmp_path)


def test_an_empty_file(read):
    with pytest.raises(DataError, match=r"^The data must have a header and rows\. 'rows\.csv' is empty\.$"):
        read("")


def test_no_data_named():
    with pytest.raises(DataError, match=r"must name its data under `data.path`"):
        read_dataset(Data(), Path())


def test_an_unknown_format(read):
    with pytest.raises(DataError, match=r"known format \(.*\.csv.*\.parquet.*\)\. Got 'rows\.xyz'"):
        read("a", "rows.xyz")
    with pytest.raises(UnknownNameError, match=r"no dataset named 'parket'. Did you mean 'parquet'"):
        read("a", format="parket")


def test_a_stated_format_wins_over_the_name(read):
    assert read("a,b\n1,2\n", "rows.data", format="csv").frame.shape == (1, 2)


def test_a_file_that_may_not_be_read(read, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    read("a\n1\n")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match=r"'rows\.csv' cannot: Permission denied\."):
        read_dataset(Data(path="rows.csv"), Path(read.__closure__[0].cell_contents))


def test_the_hash_is_of_the_bytes(read, tmp_path):
    dataset = read("a\n1\n")
    assert dataset.sha256 == file_sha256(tmp_path / "rows.csv")
    assert dataset.sha256 != read("a\n1\n\n").sha256


def test_lines_count_from_where_the_rows_begin():
    assert Dataset(None, "x", "csv").line(0) == 2
    assert Dataset(None, "x", "python", first_line=1).line(3) == 4
    assert Dataset(None, "x", "csv", lines=[2, 5]).line(1) == 5


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("rows.jsonl", {"sheet": "One"}, "`data.sheet` was not used: the rows come from JSON."),
        ("rows.csv", {"sheet": "One"}, "`data.sheet` was not used: the rows come from a CSV file."),
        ("rows.jsonl", {"encoding": "utf-8"}, "`data.encoding` was not used: the rows come from JSON."),
        ("rows.csv", {"separator": ",", "encoding": "utf-8"}, None),
    ],
)
def test_what_was_said_of_the_reading_and_not_used_is_noted(name, data, said, tmp_path):
    (tmp_path / name).write_text('{"a": 1}\n' if name.endswith("l") else "a,b\n1,2\n")
    assert [note for note in read_dataset(Data(path=name, **data), tmp_path).notes if "`" in note] == (
        [] if said is None else [said]
    )


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        ("https://h/x.csv", "https"),
        ("S3://b/x", "s3"),
        ("/tables/postgresql+psycopg:/u:p@h/x", "postgresql+psycopg"),
        ("C:/rows.csv", None),
        ("a:b.csv", None),
        ("folder/x.csv", None),
    ],
)
def test_an_address_is_told_from_a_path(name, scheme):
    assert scheme_of(name) == scheme


def test_a_folder_may_be_called_like_an_address(tmp_path):
    (tmp_path / "data:").mkdir()
    (tmp_path / "data:" / "x.csv").write_text("a\n1\n2\n")
    assert len(read_dataset(Data(path="data:/x.csv"), tmp_path).frame) == 2
