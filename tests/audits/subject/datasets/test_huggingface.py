import io
import json
from pathlib import Path

import pandas as pd
import pytest
from served import served

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset
from fairwitness.errors import DataError


def parquet(*values):
    stream = io.BytesIO()
    pd.DataFrame({"sex": ["f"] * len(values), "hired": values}).to_parquet(stream)
    return stream.getvalue()


@pytest.fixture
def hub(monkeypatch):
    """A server that answers as the hub does, with one data set of two splits."""
    answers, asked = {}, []
    with served(answers, asked) as url:
        monkeypatch.setenv("HF_ENDPOINT", url)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        base = "/api/datasets/org/staff/parquet"
        answers[f"{base}/default/test/0.parquet"] = (200, "application/octet-stream", parquet(1, 0))
        answers[f"{base}/default/test/1.parquet"] = (200, "application/octet-stream", parquet(1))
        answers[f"{base}/default/train/0.parquet"] = (200, "application/octet-stream", parquet(0))
        listed = {
            "default": {
                "train": [f"{url}{base}/default/train/0.parquet"],
                "test": [f"{url}{base}/default/test/{number}.parquet" for number in (0, 1)],
            }
        }
        answers[base] = (200, "application/json", json.dumps(listed).encode())
        yield answers, asked


def read(name):
    return read_dataset(Data(huggingface=name), Path())


def test_all_files_of_a_split(hub):
    dataset = read("org/staff@test")
    assert dataset.frame["hired"].tolist() == [1, 0, 1]
    assert dataset.source == "org/staff default test (Hugging Face)"
    assert read("org/staff:default@train").frame["hired"].tolist() == [0]


def test_a_token_goes_to_the_hub(hub, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "tulip")
    read("org/staff@test")
    assert {token for _, token in hub[1]} == {"Bearer tulip"}


def test_which_split_is_never_chosen_for_a_person(hub):
    with pytest.raises(
        DataError,
        match=r"must name a split of 'org/staff'.* There are 'train', 'test'; write 'org/staff@train'",
    ):
        read("org/staff")
    with pytest.raises(
        DataError, match=r"The split must be one of.* Got 'tets' instead\. Did you mean 'test'"
    ):
        read("org/staff@tets")


@pytest.mark.parametrize("name", ["../x", "a/b/c", "a b", "org/staff@", ""])
def test_what_is_no_name(hub, name):
    with pytest.raises(DataError, match="must read like 'owner/name'"):
        read(name)


def test_what_the_hub_has_not(hub):
    with pytest.raises(DataError, match=r"There is no 'org/stuff' that is open"):
        read("org/stuff")


def test_files_elsewhere_are_not_fetched(hub):
    answers, _ = hub
    listed = {"default": {"train": ["http://127.0.0.2/secret.parquet"]}}
    answers["/api/datasets/org/staff/parquet"] = (200, "application/json", json.dumps(listed).encode())
    with pytest.raises(DataError, match=r"must be on the hub\. One is elsewhere"):
        read("org/staff")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((500, "text/plain", b"x"), "it answers with status 500"),
        ((200, "text/html", b"<html>"), "its answer is no JSON"),
        ((200, "application/json", b"[]"), "It lists none"),
        ((200, "application/json", b'{"a": {"b": 5}}'), "It lists none"),
    ],
)
def test_an_answer_that_cannot_be_used(hub, answer, says):
    hub[0]["/api/datasets/org/staff/parquet"] = answer
    with pytest.raises(DataError, match=says):
        read("org/staff")


def test_no_network(monkeypatch):
    with served({}, []) as url:
        pass
    monkeypatch.setenv("HF_ENDPOINT", url)
    with pytest.raises(
        DataError,
        match=r"^The data set 'org/staff@test' must be fetched from 127\.0\.0\.1, which cannot be reached from "
        r"here: .+refused\. Where there is a network, download it and name the file under `data\.path`\.$",
    ):
        read("org/staff@test")
