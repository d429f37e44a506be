"""Reports for builds point at the plan as the repository has it, through both commands."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from fairwitness.app import cli
from fairwitness.app.commands.place import place_of_plan, plan_beside
from fairwitness.reports.files import file_name

PLAN = """\
title: Hiring
data: {path: rows.csv}
roles: {target: hired, prediction: decision, sensitive: [sex], positive: "1"}
gates:
  - metric: selection_rate
    limit: 0.05
  - {metric: precision, limit: 0.9}
report:
  formats: [json]
"""
EVERY = (
    "json", "markdown", "junit", "model_card", "datasheet", "cyclonedx", "xlsx", "sarif", "github_summary",
    "github_annotations", "pull_request", "gitlab",
)  # fmt: skip
"""All that any record can be written in, but for those that draw."""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a plan and rows in a folder."""
    folder = tmp_path / "repository" / "ci"
    folder.mkdir(parents=True)
    (folder / "plan.yaml").write_text(PLAN)
    frame = pd.DataFrame({"sex": ["f", "m"] * 200, "hired": [0, 1, 1, 1] * 100, "decision": [0, 1] * 200})
    frame.to_csv(folder / "rows.csv", index=False)
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(folder.parent)
    return folder.parent


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["fairwitness", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return int(stopped.value.code or 0)


def lines(folder: Path) -> list[tuple[str, int | None]]:
    (found,) = json.loads((folder / "report.sarif").read_text())["runs"]
    places = [one["locations"][0]["physicalLocation"] for one in found["results"]]
    return [(place["artifactLocation"]["uri"], place.get("region", {}).get("startLine")) for place in places]


def test_every_format_is_written_by_both_commands(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "audit", "ci/plan.yaml", "--format", ",".join(EVERY), "--out", "out") == 1
    made = {name: (repository / "out" / file_name(name)).read_bytes() for name in EVERY}
    assert lines(repository / "out") == [("ci/plan.yaml", 5), ("ci/plan.yaml", 7)]
    capsys.readouterr()
    wanted = [*("report", "out", "--plan", "ci/plan.yaml"), "--format", ",".join(EVERY), "--out", "again"]
    assert run(monkeypatch, *wanted) == 0
    assert capsys.readouterr().out.split() == [f"again/{file_name(name)}" for name in EVERY]
    assert {name: (repository / "again" / file_name(name)).read_bytes() for name in EVERY} == made


def test_without_a_plan_the_one_beside_the_record_is_pointed_at(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, "audit", "ci/plan.yaml", "--out", "out")
    assert run(monkeypatch, "report", "out", "--format", "sarif") == 0
    (uri, line), *_ = lines(repository / "out")
    assert uri == "out/audit.yaml"
    assert (repository / uri).read_text().splitlines()[(line or 0) - 1] == "- metric: selection_rate"
    (repository / "out" / "audit.yaml").unlink()
    run(monkeypatch, "report", "out", "--format", "sarif")
    assert set(lines(repository / "out")) == {("audit.yaml", None)}


def test_a_limit_of_an_option_has_no_line(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = ("--gate", "selection_rate<=0.07")
    run(monkeypatch, "audit", "ci/plan.yaml", *limit, "--format", "json,sarif", "--out", "out")
    assert lines(repository / "out") == [("ci/plan.yaml", None)]


@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_the_root_is_what_the_build_system_says(
    repository: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, str(repository))
    monkeypatch.chdir(repository / "ci")
    found = place_of_plan(Path("plan.yaml"))
    assert found is not None
    assert found.path == "ci/plan.yaml"


def test_a_plan_elsewhere_is_named_without_the_machines_folders(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "ci")
    (repository / "other.yaml").write_text(PLAN)
    found = place_of_plan(repository / "other.yaml")
    assert found is not None
    assert found.path == "other.yaml"
    assert place_of_plan(None) is None


def test_a_plan_that_is_not_there_is_said(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "audit", "ci/plan.yaml", "--out", "out")
    capsys.readouterr()
    assert run(monkeypatch, "report", "out", "--plan", "nowhere.yaml", "--format", "sarif") == 2
    assert "nowhere.yaml" in capsys.readouterr().err
    assert plan_beside(repository) is None
