"""The hook that checks plans before a commit: which files it is given, and what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from job import ROOT

from fairwitness.app.cli import cli

(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
(EXAMPLE,) = yaml.safe_load((ROOT / "examples" / "ci" / ".pre-commit-config.yaml").read_text())["repos"][0][
    "hooks"
]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("audit.yaml", True),
        ("fairness/audit-2026.yml", True),
        ("audit.yaml.bak", False),
        ("myaudit.yaml", False),
        ("audits/plan.yaml", False),
    ],
)
def test_which_files_are_plans(path: str, wanted: bool) -> None:
    assert bool(re.search(HOOK["files"], path)) == wanted


def test_the_hook_has_what_pre_commit_asks_for() -> None:
    assert {"id", "name", "entry", "language"} <= HOOK.keys()
    assert {key: HOOK[key] for key in ("id", "entry", "files", "types")} == {
        key: EXAMPLE[key] for key in ("id", "entry", "files", "types")
    }


def test_its_entry_takes_files_and_refuses_a_plan_with_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    program, *arguments = HOOK["entry"].split()
    assert program == "fairwitness"
    example = ROOT / "examples" / "ci" / "audit.yaml"
    assert CliRunner().invoke(cli, [*arguments, str(example)]).exit_code == 0
    Path("audit.yaml").write_text("titel: x\n")
    done = CliRunner().invoke(cli, [*arguments, str(example), "audit.yaml"])
    assert done.exit_code == 2
    assert done.output.startswith("audit.yaml:1: There is no key `titel`. Did you mean 'title'?")
