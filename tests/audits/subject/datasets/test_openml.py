"""OpenML's own answers, which scikit-learn ships for its tests, served on this machine."""

import gzip
import hashlib
import json
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from served import served
from sklearn.datasets import _openml

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset
from fairwitness.errors import DataError

SHIPPED = files("sklearn.datasets.tests.data.openml")
ADDRESSES = ("_SEARCH_NAME", "_DATA_INFO", "_DATA_FEATURES", "_DATA_QUALITIES")
ORIGIN = "https://www.openml.org"


def shipped(number, name):
    file = SHIPPED / f"id_{number}" / name
    if not file.is_file():
        pytest.skip("This scikit-learn has been installed without its tests.")
    return gzip.decompress(file.read_bytes())


@pytest.fixture
def openml(monkeypatch, tmp_path):
    """A server that answers as openml.org does, with the Titanic and two versions of iris."""
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path))
    answers, asked = {}, []
    with served(answers, asked) as url:

        def put(path, number, name):
            content = shipped(number, name).replace(rb"https:\/\/www.openml.org", url.encode())
            answers[path] = (200, "application/json", content)

        for key, file in (("40945", "data-v1-dl-16826755.arff.gz"), ("61", "data-v1-dl-61.arff.gz")):
            put(f"/api/v1/json/data/{key}", key, f"api-v1-jd-{key}.json.gz")
            put(f"/api/v1/json/data/features/{key}", key, f"api-v1-jdf-{key}.json.gz")
            put(f"/api/v1/json/data/qualities/{key}", key, f"api-v1-jdq-{key}.json.gz")
            about = json.loads(answers[f"/api/v1/json/data/{key}"][2])
            rows = shipped(key, file)
            # The rows that are shipped are fewer than those of which the checksum is.
            about["data_set_description"]["md5_checksum"] = hashlib.md5(
                rows, usedforsecurity=False
            ).hexdigest()
            answers[f"/api/v1/json/data/{key}"] = (200, "application/json", json.dumps(about).encode())
            answers[urlsplit(about["data_set_description"]["url"]).path] = (200, "text/plain", rows)
        put(
            "/api/v1/json/data/list/data_name/iris/limit/2/status/active/",
            61,
            "api-v1-jdl-dn-iris-l-2-s-act-.json.gz",
        )
        for name in ADDRESSES:
            monkeypatch.setattr(_openml, name, getattr(_openml, name).replace(ORIGIN, url))
        monkeypatch.setattr(_openml.time, "sleep", lambda _: None)  # between attempts
        yield answers, asked


def read(name):
    return read_dataset(Data(openml=name), Path())


def test_a_data_set_by_its_number(openml):
    dataset = read(40945)
    assert {"sex", "age", "survived"} <= set(dataset.frame)
    assert dataset.frame["sex"].dropna().isin(["male", "female"]).all()
    assert dataset.source == "Titanic version 1 (OpenML)"
    assert dataset.frame["age"].dtype.kind == "f"


def test_a_second_time_nothing_is_fetched(openml):
    read("40945")
    before = len(openml[1])
    read("40945")
    rows = [path for path, _ in openml[1][before:] if "download" not in path]
    assert rows == []


def test_by_name_says_that_there_are_several_versions(openml):
    dataset = read("iris")
    assert "several versions of 'iris'" in dataset.notes[0]
    assert dataset.source.startswith("iris version")


@pytest.mark.parametrize("name", ["nothere", "nothere@7", 99])
def test_what_openml_has_not(openml, name):
    openml[0]["/api/v1/json/data/list/data_name/nothere/limit/2/status/active/"] = (
        412, "application/json", b'{"error": {"code": "372", "message": "No results"}}',
    )  # fmt: skip
    with pytest.raises(DataError, match=rf"There is none called '{name}'"):
        read(name)


def test_a_server_that_fails(openml):
    openml[0]["/api/v1/json/data/40945"] = (500, "text/plain", b"x")
    with pytest.raises(
        DataError, match=r"must be fetched from openml\.org, which cannot be reached from here"
    ):
        read(40945)


def test_what_is_no_name():
    with pytest.raises(DataError, match="must be a name, NAME@VERSION or a number"):
        read("a@b")


def test_no_network(monkeypatch, tmp_path):
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path))
    with served({}, []) as url:
        pass
    for name in ADDRESSES:
        monkeypatch.setattr(_openml, name, getattr(_openml, name).replace(ORIGIN, url))
    with pytest.raises(
        DataError,
        match=r"^The data set 'adult' must be fetched from openml\.org, which cannot be reached from here: .+refused\. "
        r"Where there is a network, download it and name the file under `data\.path`\.$",
    ):
        read("adult")
