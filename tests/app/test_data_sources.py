"""Every source of rows through the command line: the same figures as from the CSV."""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from fairwitness.app import cli
from fairwitness.app.commands.options import plan_from
from fairwitness.audits import run as audit_run
from fairwitness.audits.plan import load_plan
from fairwitness.audits.record import Record, load_record
from fairwitness.errors import PlanError

ROLES = (
    "--target",
    "hired",
    "--prediction",
    "decision",
    "--sensitive",
    "sex",
    "--positive",
    "1",
    "--formats",
    "json",
)


class _Meter:
    def __init__(self, country: str | None = None) -> None: ...
    def start(self) -> None: ...
    def close(self) -> None: ...
    def result(self) -> _Meter:
        return self

    def to_dict(self) -> dict[str, object]:
        return {}

    def phase(self, name: str) -> nullcontext[None]:
        return nullcontext()


@pytest.fixture
def audit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Record]:
    """Run `fairwitness audit` in this process and give its record."""
    monkeypatch.setattr(audit_run, "EnergyMeter", _Meter)
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: object) -> Record:
        monkeypatch.setattr(sys, "argv", ["fairwitness", "audit", *map(str, arguments), "--out", "out"])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capsys.readouterr()
        assert stopped.value.code in (0, 1, 3), said.err
        return load_record(tmp_path / "out")

    return ran


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    draw = np.random.default_rng(5)
    frame = pd.DataFrame({"id": range(240), "sex": ["f", "m"] * 120})
    frame["hired"] = draw.integers(0, 2, 240)
    frame["decision"] = (draw.random(240) < np.where(frame.sex == "m", 0.8, 0.3)).astype(int)
    return frame


@pytest.fixture
def expected(audit: Callable[..., Record], rows: pd.DataFrame) -> Record:
    rows.to_csv("rows.csv", index=False)
    return audit("--data", "rows.csv", *ROLES)


def same(one: Record, other: Record) -> None:
    assert one.estimates == other.estimates
    assert one.gates == other.gates
    assert one.provenance.data_sha256 == other.provenance.data_sha256


@pytest.mark.slow
def test_every_file_format_gives_the_same_figures(
    audit: Callable[..., Record], rows: pd.DataFrame, expected: Record
) -> None:
    rows.to_excel("a.xlsx", index=False)
    rows.to_parquet("a.parquet")
    rows.to_feather("a.feather")
    rows.to_json("a.jsonl", orient="records", lines=True)
    Path("a.csv.gz").write_bytes(gzip.compress(rows.to_csv(index=False).encode()))
    rows.to_parquet("folder", partition_cols=["sex"])
    for name in ("a.xlsx", "a.parquet", "a.feather", "a.jsonl", "a.csv.gz"):
        same(audit("--data", name, *ROLES), expected)
    found = audit("--data", "folder", *ROLES)
    assert sorted(map(str, found.estimates)) == sorted(map(str, expected.estimates))


def test_a_query_in_a_plan_and_the_plan_that_repeats_it(
    audit: Callable[..., Record], rows: pd.DataFrame, expected: Record, tmp_path: Path
) -> None:
    with sqlite3.connect("a.db") as base:
        rows.to_sql("people", base, index=False)
    base.close()
    roles = {"target": "hired", "prediction": "decision", "sensitive": ["sex"], "positive": 1}
    query = {"url": "sqlite:///a.db", "query": "SELECT * FROM people ORDER BY id"}
    Path("plan.yaml").write_text(
        yaml.safe_dump({"data": {"sql": query}, "roles": roles, "report": {"formats": ["json"]}})
    )
    same(audit("plan.yaml"), expected)
    again = load_plan(tmp_path / "out" / "audit.yaml")
    assert again.data.sql is not None
    assert again.data.sql.url.get_secret_value() == "sqlite:///../a.db"


def test_a_password_is_nowhere(
    audit: Callable[..., Record], rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with sqlite3.connect("a.db") as base:
        rows.to_sql("people", base, index=False)
    base.close()
    monkeypatch.setenv("STAFF", "sqlite:///a.db?password=tulip")
    Path("plan.yaml").write_text(
        "data: {sql: {url: 'env:STAFF', query: SELECT * FROM people}}\n"
        "roles: {prediction: decision, sensitive: [sex], positive: 1}\n"
    )
    audit("plan.yaml", "--formats", "json,markdown")
    for file in (tmp_path / "out").iterdir():
        assert b"tulip" not in file.read_bytes()


def test_predictions_from_a_second_file(
    audit: Callable[..., Record], rows: pd.DataFrame, expected: Record, tmp_path: Path
) -> None:
    rows.drop(columns="decision").to_csv("people.csv", index=False)
    rows[["id", "decision"]].sample(frac=1, random_state=1).to_json("p.jsonl", orient="records", lines=True)
    found = audit("--data", "people.csv", "--predictions", "p.jsonl", "--id", "id", *ROLES)
    assert found.estimates == expected.estimates
    assert any("joined by 'id'" in note for note in found.subject.notes)
    assert load_plan(tmp_path / "out" / "audit.yaml").data.predictions == "../p.jsonl"


def test_options_that_say_how_to_read(
    audit: Callable[..., Record], rows: pd.DataFrame, expected: Record
) -> None:
    odd = rows.assign(sex=rows.sex.map({"f": 1, "m": 2}))
    odd.loc[0, "sex"] = -99
    odd.to_csv("odd.csv", index=False)
    found = audit("--data", "odd.csv", "--type", "sex=text", "--missing", "-99", *ROLES)
    groups = {group.name: group.rows for group in found.subject.attributes[0].groups}
    assert groups == {"1": 119, "2": 120, "(unknown)": 1}
    with pd.ExcelWriter("two.xlsx") as book:
        rows.iloc[:9].to_excel(book, sheet_name="old", index=False)
        rows.to_excel(book, sheet_name="new", index=False)
    same(audit("--data", "two.xlsx", "--sheet", "new", *ROLES), expected)


@pytest.mark.slow
def test_a_data_set_of_scikit_learn(audit: Callable[..., Record]) -> None:
    found = audit(
        *(
            "--data",
            "sklearn:breast_cancer",
            "--target",
            "target",
            "--score",
            "mean radius",
            "--threshold",
            14,
        ),
        *("--positive", "malignant", "--sensitive", "mean texture", "--formats", "json"),
    )
    assert found.subject.source == "breast_cancer (scikit-learn)"
    assert found.subject.rows == 569


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("sklearn:iris", {"sklearn": "iris"}),
        ("openml:adult@2", {"openml": "adult@2"}),
        ("hf:org/staff@test", {"huggingface": "org/staff@test"}),
        ("rows.csv", {"path": "rows.csv"}),
        ("sklearn:", {"path": "sklearn:"}),
        ("other:x.csv", {"path": "other:x.csv"}),
    ],
)
def test_names_on_the_command_line(text: str, data: dict[str, str]) -> None:
    assert plan_from(None, {"data": text})[0].data.model_dump(exclude_unset=True) == data


def test_options_on_reading_win_over_the_plan_and_the_rest_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("data: {path: a.csv, missing: ['-99'], types: {a: text}, sheet: s}\n")
    data = plan_from(file, {"data": "sklearn:iris", "missing": "x, y", "types": ("b=true or false",)})[0].data
    assert json.loads(data.model_dump_json(exclude_unset=True)) == {
        "sklearn": "iris",
        "missing": ["x", "y"],
        "types": {"a": "text", "b": "true or false"},
        "sheet": "s",
    }
    for wrong in ("a", "=text", "a=colour"):
        with pytest.raises(PlanError, match=r"must read like|`data\.types\.a` must be"):
            plan_from(None, {"data": "x.csv", "types": (wrong,)})
