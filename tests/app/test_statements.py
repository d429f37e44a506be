"""Statements and frameworks of one's own, by the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairwitness.app.cli import cli
from fairwitness.audits.record import load_record
from fairwitness.audits.statements import FILE, load_statements
from fairwitness.errors import FairwitnessError, PlanError, StatementError

PLAN = """\
data: {path: rows.csv}
roles: {prediction: decision, sensitive: [sex], positive: "1"}
frameworks: [sg_ai_verify, ours.yaml]
statements: said.yaml
report: {formats: [json, markdown]}
"""
OURS = """\
id: ours
title: House rules
version: "3"
jurisdiction: Our house
as_of: 2026-11-20
status: In force.
sources: [{citation: House rules, url: "https://example.org"}]
dates: {all: [{date: 2026-01-01}]}
applies_from: all
controls:
  - {id: H-1, title: Why, clause: Rule 1, requirement: State it., evidence: [doc.intended_purpose], automation: manual}
"""
SAID = "statements: {roles: {by: Ana Pires, date: 2026-11-20, text: Ana Pires owns it.}}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    (home / "rows.csv").write_text("decision,sex\n" + "1,f\n0,f\n1,m\n0,m\n" * 20)
    (home / "plan.yaml").write_text(PLAN)
    (home / "ours.yaml").write_text(OURS)
    (home / "said.yaml").write_text(SAID)
    monkeypatch.chdir(tmp_path)
    return home


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, catch_exceptions=True)


def refused(*args: str) -> FairwitnessError:
    error = run(*args).exception
    assert isinstance(error, FairwitnessError), error
    return error


def test_an_audit_shows_statements_and_leaves_the_record_alone(folder: Path) -> None:
    run("audit", "home/plan.yaml", "--out", "with")
    (folder / "plan.yaml").write_text(PLAN.replace("statements: said.yaml\n", ""))
    run("audit", "home/plan.yaml", "--out", "without")
    told, untold = (Path(name, "report.md").read_text() for name in ("with", "without"))
    assert "Stated by Ana Pires on 20 November 2026: roles and accountability" in told
    assert "House rules" in told
    assert "Stated by" not in untold
    assert load_record("with").hash == load_record("without").hash
    assert "Ana Pires" not in Path("with", "record.json").read_text()
    assert not Path("without", FILE).exists()


def test_what_repeats_an_audit_finds_its_framework_and_its_statements(folder: Path) -> None:
    run("audit", "home/plan.yaml", "--out", "out")
    first = load_record("out")
    run("audit", "out/audit.yaml", "--out", "again")
    assert load_record("again").hash == first.hash
    assert load_statements(Path("again", FILE)) == load_statements(Path("out", FILE))


def test_reports_take_the_statements_beside_the_record_or_those_that_are_named(folder: Path) -> None:
    run("audit", "home/plan.yaml", "--out", "out")
    Path("out/report.md").unlink()
    run("report", "out", "--format", "markdown")
    assert "Stated by Ana Pires" in Path("out/report.md").read_text()
    Path("other.yaml").write_text(SAID.replace("Ana Pires", "Li Wei"))
    run("report", "out", "--format", "markdown", "--statements", "other.yaml")
    found = Path("out/report.md").read_text()
    assert "Stated by Li Wei" in found
    assert "Ana" not in found


def test_options_are_relative_to_where_the_command_runs(folder: Path) -> None:
    Path("mine.yaml").write_text(OURS.replace("id: ours", "id: mine"))
    Path("here.yaml").write_text(SAID.replace("Ana Pires", "Li Wei"))
    run("audit", "home/plan.yaml", "--out", "out", "--frameworks", "mine.yaml", "--statements", "here.yaml")
    assert [one.id for one in load_record("out").frameworks] == ["mine"]
    assert "Li Wei" in Path("out", FILE).read_text()


def test_bad_statements_are_refused_before_the_audit(folder: Path) -> None:
    (folder / "said.yaml").write_text("statements: {rolls: {by: A, date: 2026-11-20, text: x}}")
    error = refused("audit", "home/plan.yaml", "--out", "out")
    assert str(error) == "said.yaml: There is no statement `rolls`. Did you mean 'roles'?"
    assert not Path("out", "record.json").exists()


def test_a_persons_file_is_never_written_over(folder: Path) -> None:
    Path("out").mkdir()
    Path("out", FILE).write_text(SAID)
    assert "does not use" in str(refused("audit", "home/plan.yaml", "--out", "out"))
    assert Path("out", FILE).read_text() == SAID


def test_a_file_is_begun_with_what_a_record_leaves_open(folder: Path) -> None:
    run("audit", "home/plan.yaml", "--out", "out")
    done = run("statements", "out", "--out", "new.yaml")
    assert done.exit_code == 0, done.output
    assert "name it in the plan (`statements: new.yaml`)" in done.output
    text = Path("new.yaml").read_text()
    assert "intended_purpose:" in text
    assert "retention:" not in text
    assert not load_statements(Path("new.yaml"))
    assert "already there" in str(refused("statements", "--out", "new.yaml"))
    assert run("statements", "--out", "new.yaml", "--force").exit_code == 0
    assert "retention:" in Path("new.yaml").read_text()


def test_a_file_is_checked(folder: Path) -> None:
    done = run("statements", "--check", "home/said.yaml")
    assert "Roles and accountability: stated by Ana Pires on 2026-11-20" in done.output
    assert "1 of " in done.output
    assert isinstance(refused("statements", "--check", "no.yaml"), StatementError)


def test_a_record_without_a_framework_asks_for_nothing(folder: Path) -> None:
    (folder / "plan.yaml").write_text(PLAN.replace("frameworks: [sg_ai_verify, ours.yaml]\n", ""))
    run("audit", "home/plan.yaml", "--out", "out")
    assert "names no framework" in str(refused("statements", "out", "--out", "new.yaml"))


def test_a_bad_framework_is_one_sentence(folder: Path) -> None:
    (folder / "ours.yaml").write_text(OURS.replace("doc.intended_purpose", "doc.purpose"))
    error = refused("audit", "home/plan.yaml", "--out", "out")
    assert isinstance(error, PlanError)
    assert str(error).startswith(
        "ours.yaml, control 'H-1' (line 11): There is no kind of evidence 'doc.purpose'."
    )


def test_the_schema_of_a_plan_knows_statements() -> None:
    assert "statements" in json.loads(run("schema").output)["properties"]


def test_a_plan_is_validated_with_the_files_beside_it(folder: Path) -> None:
    assert "1 plan can be run." in run("validate", "home/plan.yaml").output
    (folder / "ours.yaml").write_text(OURS.replace("clause", "claws"))
    assert "There is no key `claws`" in run("validate", "home/plan.yaml").output


def test_an_audit_beside_a_baseline_finds_its_framework_and_its_statements(folder: Path) -> None:
    run("audit", "home/plan.yaml", "--out", "first")
    done = run("audit", "home/plan.yaml", "--out", "second", "--baseline", "first")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert load_record("second").hash == load_record("first").hash
    assert "Stated by Ana Pires" in Path("second", "report.md").read_text()
