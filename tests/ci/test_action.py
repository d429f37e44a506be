"""action.yml: it follows GitHub's schema, and its shell steps do what they should where nothing can be judged."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from check_jsonschema import main as check
from click.testing import CliRunner
from job import ROOT, Job

from fairwitness.app.commands.audit import command as audit
from fairwitness.reports.files import FILES

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SHELL = {str(step.get("id", step.get("name"))): step for step in ACTION["runs"]["steps"] if "run" in step}
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-actions", ["action.yml"]),
        (
            "vendor.github-workflows",
            [".github/workflows/test.yml", "examples/ci/.github/workflows/audit.yml"],
        ),
        ("vendor.gitlab-ci", ["templates/fairwitness.gitlab-ci.yml", "examples/ci/.gitlab-ci.yml"]),
    ],
)
def test_files_follow_the_schemas_of_their_hosts(schema: str, files: list[str]) -> None:
    done = CliRunner().invoke(check, ["--builtin-schema", schema, *(str(ROOT / file) for file in files)])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("name", SHELL)
def test_no_expression_is_pasted_into_a_script(name: str) -> None:
    """What somebody else may have written, such as the name of a branch, would run as a command there."""
    assert "${{" not in SHELL[name]["run"]
    assert SHELL[name]["shell"] == "bash"


@needs_bash
@pytest.mark.parametrize("name", SHELL)
def test_every_script_is_bash(name: str) -> None:
    done = subprocess.run(
        ["bash", "-n"], input=SHELL[name]["run"], text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_name_in_an_expression_is_there() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    assert set(re.findall(r"steps\.([\w-]+)\.", text)) <= set(SHELL)
    assert all(one.get("description") for one in (*ACTION["inputs"].values(), *ACTION["outputs"].values()))


def test_the_files_and_options_it_names_are_those_of_the_command() -> None:
    script = (
        SHELL["audit"]["run"] + SHELL["report"]["run"] + SHELL["Write the comment of the pull request"]["run"]
    )
    options = {option for parameter in audit.params for option in parameter.opts}
    assert set(re.findall(r"(?<=\()--[a-z]+", script)) <= options
    named = {"github-annotations.txt", "github-summary.md", "pull-request.md", "report.sarif"}
    assert named <= set(FILES.values())
    assert all(name in script for name in named)


@needs_bash
def test_where_nothing_can_be_judged_the_job_fails_with_the_sentence_on_the_plan(tmp_path: Path) -> None:
    """The mistake has what would be markup, an escape or a command of the runner."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "audit.yaml").write_text('title: x\nroles: {"::error::100% `x`": [sex]}\n')
    job = Job(folder, tmp_path / "temp")
    job.steps["install"] = {"bin": str(_bin(tmp_path))}
    assert job.run() == 2
    assert job.steps["audit"]["exit-code"] == "2"
    (command,) = job.commands
    assert command.startswith(
        "::error file=audit.yaml,title=Could not judge::Error: audit.yaml: There is no key "
    )
    assert "100%25 `x`" in command
    assert "## Could not judge\n\n```text\nError: " in job.summary
    assert job.summary.count("`") == 6
    assert not [step for step in job.used if "upload-artifact" in str(step["uses"])]
    assert job.steps["report"] == {}
    assert "Write the comment of the pull request" not in job.steps


@needs_bash
@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, ["--constraint", f"{ROOT}/constraints.txt", f"{ROOT}"]),
        ({"extras": "demo"}, ["--constraint", f"{ROOT}/constraints.txt", f"{ROOT}[demo]"]),
        ({"version": "0.0.1"}, ["fairwitness==0.0.1"]),
        ({"version": "0.0.1", "extras": "boosters,demo"}, ["fairwitness[boosters,demo]==0.0.1"]),
    ],
)
def test_pip_is_asked_for_what_the_inputs_say(
    given: dict[str, str], asked: list[str], tmp_path: Path
) -> None:
    job = Job(tmp_path, tmp_path / "temp", given, python=_listening(tmp_path / "asked.txt"))
    job.run(only="install")
    base = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    assert (tmp_path / "asked.txt").read_text().splitlines() == [*base, *asked]
    assert job.steps["install"] == {"bin": f"{tmp_path}/temp/fairwitness-venv/bin"}


def _bin(folder: Path) -> Path:
    """A folder with the python and the command that the install step gives."""
    made = folder / "bin"
    made.mkdir()
    (made / "python").write_text(f"#!/bin/sh\nexec '{sys.executable}' \"$@\"\n")
    (made / "fairwitness").write_text(f"#!/bin/sh\nexec '{sys.executable}' -m fairwitness.app.cli \"$@\"\n")
    for name in ("python", "fairwitness"):
        (made / name).chmod(0o755)
    return made


def _listening(asked: Path) -> str:
    """A python whose environments write down what they are asked."""
    return f"""#!/bin/sh
mkdir -p "$3/bin"
printf '#!/bin/sh\\nprintf "%%s\\\\n" "$@" > {asked}\\n' > "$3/bin/python"
chmod +x "$3/bin/python"
"""
