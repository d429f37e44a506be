"""The template for GitLab: its script runs, and its reports are the files that the audit writes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from job import ROOT

from fairwitness.reports.files import FILES

JOB = yaml.safe_load((ROOT / "templates" / "fairwitness.gitlab-ci.yml").read_text(encoding="utf-8"))[
    "fairwitness"
]


def test_what_gitlab_reads_is_what_is_written() -> None:
    formats = JOB["variables"]["FAIRWITNESS_FORMATS"].split(",")
    written = {f"fairwitness-out/{FILES[name]}" for name in formats}
    assert set(JOB["artifacts"]["reports"].values()) <= written
    assert JOB["artifacts"]["when"] == "always"


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, []),
        ({"FAIRWITNESS_ROWS": "a file.csv"}, ["--data", "a file.csv"]),
        ({"FAIRWITNESS_BASELINE": "b/record.json"}, ["--baseline", "b/record.json"]),
    ],
)
def test_the_last_line_asks_for_the_audit_and_ends_with_its_code(
    given: dict[str, str], asked: list[str], tmp_path: Path
) -> None:
    made = tmp_path / ".fairwitness-venv" / "bin"
    made.mkdir(parents=True)
    (made / "fairwitness").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\nexit 3\n')
    (made / "fairwitness").chmod(0o755)
    stated = {name: str(value) for name, value in JOB["variables"].items()}
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", JOB["script"][-1]],
        cwd=tmp_path,
        env={**os.environ, **stated, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    base = ["audit", "audit.yaml", "--out", "fairwitness-out", "--formats", stated["FAIRWITNESS_FORMATS"]]
    assert (done.stdout.splitlines(), done.returncode) == ([*base, *asked], 3)
