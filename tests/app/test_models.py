from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import skops.io
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from tests.audits.subject.models.http.servers import Handler, running

from fairwitness.app import cli
from fairwitness.app.commands.models import model_given, place_of

DryRun = Callable[..., tuple[object, str, str]]

FRAME = pd.DataFrame(
    {
        "age": [20.0, 30.0, 40.0, 50.0] * 10,
        "job": ["cook", "baker", "cook", "smith"] * 10,
        "hired": [0, 1, 0, 1] * 10,
    }
)


@pytest.mark.parametrize(
    ("model", "place"),
    [
        ("models/m.skops", {"path": "models/m.skops"}),
        ("https://host/invocations", {"url": "https://host/invocations"}),
        ("scoring.v2:predict", {"call": "scoring.v2:predict"}),
        ("code/scoring.py:predict", {"call": "HERE/code/scoring.py:predict"}),
        ("C:\\models\\m.skops", {"path": "C:\\models\\m.skops"}),
    ],
)
def test_where_a_model_is(model: str, place: dict[str, object]) -> None:
    found = place_of(model, lambda path: f"HERE/{path}" if path.endswith(".py") else path)
    assert found == place


def test_what_the_options_say_of_it() -> None:
    given = {
        "model": "m.pkl",
        "run_code": True,
        "python": ".venv/bin/python",
        "classes": "no, yes",
        "trust": "a.B",
    }
    assert model_given(given, lambda path: f"../{path}") == {
        "path": "../m.pkl",
        "run_code": True,
        "python": "../.venv/bin/python",
        "classes": ["no", "yes"],
        "trust": ["a.B"],
    }
    assert model_given({"python": "python3.12"}, str.upper) == {"python": "python3.12"}
    assert model_given({}, str.upper) == {}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    encoded = ColumnTransformer([("w", OneHotEncoder(), ["job"]), ("n", StandardScaler(), ["age"])])
    model = make_pipeline(encoded, LogisticRegression()).fit(FRAME[["age", "job"]], FRAME["hired"])
    skops.io.dump(model, tmp_path / "m.skops")
    FRAME.to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path


@pytest.fixture
def dry_run(files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> DryRun:
    def ran(*options: str) -> tuple[object, str, str]:
        monkeypatch.setattr(
            sys, "argv", ["fairwitness", "audit", "--dry-run", "--sensitive", "job", *options]
        )
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capsys.readouterr()
        return stopped.value.code, said.out, said.err

    return ran


def test_a_dry_run_prints_the_table_and_writes_nothing(files: Path, dry_run: DryRun) -> None:
    code, said, _ = dry_run("--data", "rows.csv", "--model", "m.skops", "--target", "hired")
    assert code == 0, said
    assert "m.skops: LogisticRegression, format skops; data: rows.csv" in said
    assert "ok    column 'age': expects number; got numbers." in said
    assert "ok    trial: expects an answer for each of the first 20 rows; got 20 answers: '0', '1'." in said
    assert said.endswith("They go together.\n")
    assert sorted(path.name for path in files.iterdir()) == ["m.skops", "rows.csv"]


def test_a_dry_run_lists_every_mismatch(files: Path, dry_run: DryRun) -> None:
    FRAME.rename(columns={"age": "Age"}).replace("smith", "clerk").to_csv(files / "other.csv", index=False)
    code, said, _ = dry_run("--data", "other.csv", "--model", "m.skops", "--target", "hired")
    assert code == 2
    assert "NO    column 'age': expects number; got no such column. Did you mean 'Age'?" in said
    assert (
        "NO    column 'job': expects one of 3 values; got 1 that it has never seen, such as 'clerk'." in said
    )
    assert said.endswith("They do not go together.\n")


def test_a_dry_run_needs_a_model(dry_run: DryRun) -> None:
    code, _, said = dry_run("--data", "rows.csv")
    assert code == 2
    assert "The plan names no `model`" in said


def test_a_url_needs_its_host_allowed(dry_run: DryRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAIRWITNESS_MODEL_HOSTS", raising=False)
    with running(decide) as server:
        asked = ("--data", "rows.csv", "--model", f"{server.url}/invocations", "--target", "hired")
        code, _, said = dry_run(*asked)
        assert code == 2
        assert "'127.0.0.1' is not: start with `--allow-host 127.0.0.1`" in said
        assert server.asked == []
        code, said, _ = dry_run(*asked, "--features", "age", "--allow-host", "127.0.0.1")
        assert code == 0, said
        assert "format http" in said
        assert len(server.asked) == 1
    assert not os.environ.get("FAIRWITNESS_MODEL_HOSTS")


def decide(handler: Handler, body: bytes) -> None:
    rows = json.loads(body)["dataframe_split"]["data"]
    handler.send(body={"predictions": [int(row[0] > 25) for row in rows]})
