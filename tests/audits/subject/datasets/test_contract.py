"""What every registered reader keeps to, on a source made by the real library."""

import gzip
import json
import sqlite3

import pandas as pd
import pytest
from PIL import Image
from served import served

from fairwitness import _registry
from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.template import dump_plan
from fairwitness.audits.subject import read_dataset
from fairwitness.audits.subject.datasets.base import NAMED, FolderReader, reader

ROWS = pd.DataFrame({"sex": ["f", "m", "f"], "hired": [1, 0, 1], "pay": [1.5, 2.5, None]})
READERS = _registry.names("fairwitness.datasets")


def _database(folder):
    with sqlite3.connect(folder / "a.db") as base:
        ROWS.to_sql("people", base, index=False)
    base.close()


def _pictures(folder):
    (folder / "faces").mkdir()
    for number in range(3):
        Image.new("L", (4, 4)).save(folder / "faces" / f"{number}.png")
    ROWS.assign(file=[f"{number}.png" for number in range(3)]).to_csv(
        folder / "faces" / "labels.csv", index=False
    )


MADE = {
    "csv": ({"path": "a.csv"}, lambda folder: ROWS.to_csv(folder / "a.csv", index=False)),
    "parquet": ({"path": "a.parquet"}, lambda folder: ROWS.to_parquet(folder / "a.parquet")),
    "arrow": ({"path": "a.arrow"}, lambda folder: ROWS.to_feather(folder / "a.arrow")),
    "excel": ({"path": "a.xlsx"}, lambda folder: ROWS.to_excel(folder / "a.xlsx", index=False)),
    "jsonl": (
        {"path": "a.jsonl"},
        lambda folder: ROWS.to_json(folder / "a.jsonl", orient="records", lines=True),
    ),
    "archive": (
        {"path": "a.csv.gz"},
        lambda folder: (folder / "a.csv.gz").write_bytes(gzip.compress(ROWS.to_csv(index=False).encode())),
    ),
    "images": ({"path": "faces"}, _pictures),
    "sql": ({"sql": {"url": "sqlite:///a.db", "query": "SELECT * FROM people ORDER BY rowid"}}, _database),
    "sklearn": ({"sklearn": "iris"}, lambda _: None),
    "demo": ({"demo": "mortgage"}, lambda _: None),
    "openml": ({"openml": 61}, lambda _: None),
    "huggingface": ({"huggingface": "a/b"}, lambda folder: ROWS.to_parquet(folder / "hub.parquet")),
}
SERVED = ("openml", "huggingface")
"""Read from a server of their own tests, which look closer."""


@pytest.fixture
def source(tmp_path, monkeypatch):
    """The `data` of a plan for a reader, its files made."""

    def made(name):
        data, make = MADE[name]
        make(tmp_path)
        return make_plan({"data": data}).data

    return made


def test_every_reader_has_an_example():
    assert set(MADE) == set(READERS)


@pytest.mark.parametrize("name", READERS)
def test_names_and_suffixes(name):
    found = reader(name)
    assert found.name == name
    assert all(suffix == suffix.casefold() and suffix.startswith(".") for suffix in found.suffixes)
    assert found.suffixes or name in NAMED or isinstance(found, FolderReader)


def test_no_suffix_is_claimed_twice():
    claimed = [suffix for name in READERS for suffix in reader(name).suffixes]
    assert len(set(claimed)) == len(claimed)


@pytest.mark.parametrize("name", [name for name in READERS if name not in SERVED])
def test_rows_are_as_they_were_written_each_time(name, source, tmp_path):
    data = source(name)
    one, again = read_dataset(data, tmp_path), read_dataset(data, tmp_path)
    assert one.frame.equals(again.frame)
    assert one.sha256 == again.sha256
    assert one.sha256 is None or len(one.sha256) == 64
    assert all(isinstance(column, str) for column in one.frame.columns)
    assert one.frame.columns.is_unique
    assert one.frame.index.equals(pd.RangeIndex(len(one.frame)))
    if name not in ("sklearn", "demo"):
        assert one.frame["sex"].tolist() == ROWS["sex"].tolist()
        assert one.frame["hired"].tolist() == ROWS["hired"].tolist()
        assert one.frame["pay"].isna().tolist() == [False, False, True]
        assert one.frame["pay"].dtype.kind == "f"


@pytest.mark.parametrize("name", [name for name in READERS if name not in SERVED])
def test_what_it_says_names_no_folder_of_this_machine(name, source, tmp_path):
    found = read_dataset(source(name), tmp_path)
    for text in (found.source, *found.notes):
        assert str(tmp_path) not in text
        assert "\n" not in text


@pytest.mark.parametrize("name", [name for name in READERS if name not in SERVED])
def test_the_same_rows_have_the_same_hash_whatever_they_were_in(name, source, tmp_path):
    from fairwitness.audits.subject.rows import column_hash

    if name in ("sklearn", "demo"):
        return
    frame = read_dataset(source(name), tmp_path).frame
    assert column_hash((column, frame[column]) for column in ROWS) == column_hash(ROWS.items())


@pytest.mark.parametrize("name", READERS)
def test_a_plan_that_names_it_can_be_written_and_read(name, source):
    from fairwitness.audits.plan import parse_plan

    data = source(name)
    again = parse_plan(dump_plan(make_plan({"data": MADE[name][0]}))).data
    assert again == data


def test_a_hub_is_read_alike(tmp_path, monkeypatch):
    MADE["huggingface"][1](tmp_path)
    answers = {}
    with served(answers, []) as url:
        monkeypatch.setenv("HF_ENDPOINT", url)
        listed = {"default": {"train": [f"{url}/0.parquet"]}}
        answers["/api/datasets/a/b/parquet"] = (200, "application/json", json.dumps(listed).encode())
        answers["/0.parquet"] = (200, "application/octet-stream", (tmp_path / "hub.parquet").read_bytes())
        frame = read_dataset(make_plan({"data": {"huggingface": "a/b"}}).data, tmp_path).frame
    assert frame["sex"].tolist() == ROWS["sex"].tolist()
