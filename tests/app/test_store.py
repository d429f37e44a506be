"""`fairwitness store`: what it says, and that it says it in a sentence."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import records
from click.testing import CliRunner, Result

from fairwitness.app import store
from fairwitness.app.cli import cli
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.model import Data
from fairwitness.errors import StoreError


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["store", *words], catch_exceptions=False)


def said(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return done.output


def test_status_says_where_and_how_much(keep, home: Path) -> None:
    empty = said("status")
    assert "none yet" in empty
    assert not home.exists()
    keep(records.full())
    full = said("status")
    assert f"kept in    {home}" in full
    assert f"database   '{home}/fairwitness.db'" in full
    assert "audits     1, of which 1 have a record" in full
    assert "retention  rows and models always, audits always, uploads 24 hours" in full


def test_upgrade_makes_the_tables_and_adopts(home: Path) -> None:
    (home / "audits" / "old").mkdir(parents=True)
    (home / "audits" / "old" / "plan.yaml").write_text("title: Old\n")
    assert said("upgrade") == "From nothing to 0001.\nadopted: old\n"
    assert said("upgrade") == "The tables are at 0001.\n"


def test_out_and_in_again(keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(records.full())
    file = str(tmp_path / "all.zip")
    assert said("export", file).startswith(f"1 audits in {file} (")
    again = said("import", file)
    assert "0 audits, 0 projects and 0 members came in." in again
    assert f"here already, left as it is: kept  {records.full().title}" in again
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path / "other"))
    assert said("import", file).startswith("1 audits")
    with pytest.raises(StoreError, match="must be a new file"):
        run("export", file)


def test_keep_and_prune(home: Path) -> None:
    plan = Plan(title="Loans", data=Data(path="inputs/a.csv"))
    store.create(plan, {"a.csv": io.BytesIO(b"a\n1\n")}, audit="loans")
    (home / "uploads" / "x").mkdir(parents=True)
    os.utime(home / "uploads" / "x", (0, 0))
    assert said("keep", "--inputs", "30") == "rows and models 30 days, audits always, uploads 24 hours\n"
    assert (
        said("keep", "--audits", "400", "--uploads", "2")
        == "rows and models 30 days, audits 400 days, uploads 2 hours\n"
    )
    assert said("prune", "--dry-run") == "would be removed: 1 uploads\n"
    assert (home / "uploads" / "x").is_dir()
    assert said("prune") == "removed: 1 uploads\n"
    assert said("prune").startswith("Nothing is past its time (rows and models 30 days")
    assert said("keep", "--inputs", "always", "--audits", "always").startswith(
        "rows and models always, audits always"
    )
    assert "a number of days, or 'always'. Got 'soon'" in run("keep", "--inputs", "soon").output


def test_a_failure_is_one_sentence_without_a_password(tmp_path: Path) -> None:
    stated = {
        "FAIRWITNESS_DATABASE": "postgresql://me:hidden@127.0.0.1:1/audits",
        "FAIRWITNESS_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "fairwitness.app.cli", "store", "status"],
        capture_output=True, text=True, check=False, env=os.environ | stated,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("Error: The database at 'audits' on 127.0.0.1:1 cannot be reached.")
    assert done.stderr.count("\n") == 1
    assert "hidden" not in done.stdout + done.stderr
