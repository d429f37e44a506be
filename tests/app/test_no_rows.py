"""Nothing of a single row in any file that an audit leaves; with `--no-rows` not in its messages either."""

from __future__ import annotations

import io
import json
import random
import sys
import time
from pathlib import Path

import pandas as pd
import pypdf
import pytest
import skops.io
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from fairwitness.app import jobs, store, uploads
from fairwitness.app.cli import cli
from fairwitness.app.failure import sentence
from fairwitness.app.jobs import process
from fairwitness.app.people import local
from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.model import Data
from fairwitness.errors import DataError, FairwitnessError

ROLES = ["--target", "hired", "--prediction", "decision", "--sensitive", "sex", "--id", "person"]


def people(seed: int, rows: int = 300) -> tuple[str, list[str]]:
    """A CSV, and what in it belongs to one person alone."""
    draw = random.Random(seed)
    secrets, lines = [], ["hired,decision,sex,person,name,mail"]
    for _ in range(rows):
        own = [f"{draw.getrandbits(48):012x}" for _ in range(3)]
        own[2] += "@mail.example"
        secrets += own
        lines.append(",".join([str(draw.randint(0, 1)), str(draw.randint(0, 1)), draw.choice("fm"), *own]))
    return "\n".join(lines) + "\n", secrets


def run(folder: Path, content: str, *more: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people.csv").write_text(content)
    asked = ["audit", "--data", str(folder / "people.csv"), *ROLES, "--out", str(folder / "out")]
    progress = ["--progress-file", str(folder / "progress.jsonl")]
    done = CliRunner().invoke(cli, [*asked, *progress, *more], standalone_mode=False)
    said = done.output + (sentence(done.exception) if isinstance(done.exception, FairwitnessError) else "")
    return said + "".join(
        _text(path) for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "people.csv"
    )


def _text(path: Path) -> str:
    if path.suffix != ".pdf":
        return path.read_text()
    reader = pypdf.PdfReader(io.BytesIO(path.read_bytes()))
    inside = [data.decode() for found in reader.attachments.values() for data in found]
    return " ".join([*(page.extract_text() for page in reader.pages), *inside])


@settings(max_examples=3)
@given(st.integers(0, 2**32))
def test_no_id_and_no_cell_that_is_one_persons_is_in_any_file(tmp_path_factory, seed: int) -> None:
    content, secrets = people(seed)
    said = run(tmp_path_factory.mktemp("a"), content, "--formats", "json,html,markdown,junit")
    assert "sha256" in said
    assert [secret for secret in secrets if secret in said] == []


@pytest.mark.slow
def test_nor_in_the_pdf(tmp_path: Path) -> None:
    content, secrets = people(1)
    said = run(tmp_path, content, "--formats", "pdf")
    assert "Fairwitness" in said
    assert [secret for secret in secrets if secret in said] == []


OPTIONS = {
    "many labels": ["--target", "name"],
    "condition": ["--where", "mail > 3"],
    "weight": ["--weight", "mail"],
    "many groups": ["--sensitive", "name"],
    "type": ["--type", "mail=number"],
    "date": ["--type", "mail=date"],
    "id twice, counted": ["--engine", "duckdb"],
}


@pytest.mark.parametrize("kind", ["id twice", *OPTIONS])
def test_no_message_quotes_a_cell(kind: str, tmp_path: Path) -> None:
    content, secrets = people(2)
    lines = content.splitlines()
    content = "\n".join([*lines, lines[-1]] if kind.startswith("id twice") else lines) + "\n"
    more = OPTIONS.get(kind, [])
    open_, closed = (
        run(tmp_path / name, content, *more, *flag) for name, flag in (("a", []), ("b", ["--no-rows"]))
    )
    assert any(secret in open_ for secret in secrets), open_
    assert not any(secret in closed for secret in secrets), closed
    assert "must" in closed


def test_nor_does_one_about_ids_without_a_prediction(tmp_path: Path) -> None:
    content, secrets = people(6)
    (tmp_path / "more.csv").write_text("person,second\nsomebody,1\n")
    more = ["--predictions", str(tmp_path / "more.csv")]
    open_, closed = (
        run(tmp_path / name, content, *more, *flag) for name, flag in (("a", []), ("b", ["--no-rows"]))
    )
    assert any(secret in open_ for secret in secrets), open_
    assert not any(secret in closed for secret in secrets), closed
    (tmp_path / "more.csv").write_text(f"person,second\n{secrets[0]},1\n{secrets[0]},0\n")
    assert secrets[0] in run(tmp_path / "c", content, *more)
    assert secrets[0] not in run(tmp_path / "d", content, *more, "--no-rows")


def test_nor_does_a_dry_run(tmp_path: Path) -> None:
    content, secrets = people(7)
    model = tmp_path / "m.skops"
    skops.io.dump(LogisticRegression().fit(pd.DataFrame({"mail": [0.0, 1.0]}), [0, 1]), model)
    more = ["--model", str(model), "--dry-run", "--type", "mail=number"]
    assert any(secret in run(tmp_path / "a", content, *more) for secret in secrets)
    closed = run(tmp_path / "b", content, *more, "--no-rows")
    assert "must hold numbers" in closed
    assert not any(secret in closed for secret in secrets), closed


def test_cases_and_no_rows_are_refused_together(tmp_path: Path) -> None:
    assert "leave one out" in run(tmp_path, people(3)[0], "--no-rows", "--include-cases", "1")


def test_the_record_says_it_and_the_hash_of_others_stays(tmp_path: Path) -> None:
    content = people(4)[0]
    run(tmp_path / "a", content, "--formats", "json")
    run(tmp_path / "b", content, "--formats", "json", "--no-rows")
    one, two = (json.loads((tmp_path / name / "out" / "record.json").read_text()) for name in "ab")
    assert "privacy" not in one["plan"]
    assert two["plan"]["privacy"] == {"rows": False}
    assert one["estimates"] == two["estimates"]


def test_a_run_that_is_killed_leaves_no_rows_either(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = make_plan({"data": {"path": "inputs/people.csv"}, "privacy": {"rows": False}})
    audit = store.create(plan, {"people.csv": io.BytesIO(b"a,b\n1,2\n")})
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", "import time; time.sleep(600)"))
    jobs.start(audit)
    assert jobs.status(audit).state == "running"
    assert (store.folder(audit) / "inputs").is_dir()
    jobs.cancel(audit)
    assert jobs.status(audit).state == "cancelled"
    assert not (store.folder(audit) / "inputs").exists()


def test_the_store_forgets_the_rows(home: Path) -> None:
    path = uploads.spool("people.csv", io.BytesIO(people(5)[0].encode()))
    draft = uploads.draft_of(path)
    roles = {"target": "hired", "prediction": "decision", "positive": 1, "sensitive": ["sex"]}
    asked = {"roles": roles, "privacy": {"rows": False}, "report": {"formats": ["json"]}}
    audit = uploads.start(local(), make_plan({**asked, "data": Data(path="people.csv").model_dump()}), draft)
    assert not path.exists()
    assert (store.folder(audit) / "inputs").is_dir()
    jobs.start(audit)
    end = time.monotonic() + 120
    while jobs.status(audit).state == "running" and time.monotonic() < end:
        time.sleep(0.1)
    process._children[audit].wait(60)
    assert jobs.status(audit).state == "done", jobs.status(audit)
    assert not (store.folder(audit) / "inputs").exists()
    assert not store.keeps_rows(store.record(audit))
    for file in store.folder(audit).iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file
    with pytest.raises(DataError, match="were not kept"):
        uploads.draft_from(audit)
