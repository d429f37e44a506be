"""A job of GitHub Actions on this machine: the shell steps of the action are run as the runner runs them.

What is stood in for is what a runner brings and this machine has not: `actions/setup-python` is a folder on the PATH
whose `python -m venv` gives environments with what is installed here; pip runs for real, and installs nothing
(PIP_DRY_RUN). Steps that use other actions are noted and not run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

import fairwitness

ROOT = Path(__file__).parents[2]
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"(?<!['\w.])[a-z]+(?:\.[\w-]+)+")


@dataclass
class Job:
    """One job: its workspace, the inputs of the action, and the event it runs for."""

    workspace: Path
    temp: Path
    inputs: Mapping[str, str] = field(default_factory=dict)
    event: str = "push"
    environment: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    used: list[dict[str, object]] = field(default_factory=list)
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    python: str | None = None
    """A script to stand for python, if it is another than the usual one."""

    def again(self, temp: Path, **inputs: str) -> Job:
        """A later job with other inputs, on a machine where the action is installed already."""
        known = {"install": self.steps["install"]}
        return Job(self.workspace, temp, {**self.inputs, **inputs}, self.event, self.environment, steps=known)

    def run(self, only: str | None = None) -> int:
        """Run the steps in their order, or only one; the exit code of the last one that failed, or 0."""
        self.temp.mkdir(parents=True, exist_ok=True)
        self._make_python()
        code = 0
        steps = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
        for step in steps:
            if step.get("id", "") in self.steps or only not in (None, step.get("id")):
                continue
            wanted = self._value(str(step["if"])) if "if" in step else code == 0
            if wanted and "uses" in step:
                self.used.append(
                    {
                        "uses": step["uses"],
                        **{key: self._value(str(value)) for key, value in step["with"].items()},
                    }
                )
            elif wanted:
                code = self._shell(step) or code
        return code

    @property
    def summary(self) -> str:
        """The page of the job."""
        file = self.temp / "summary.md"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    @property
    def commands(self) -> list[str]:
        """The workflow commands that the runner would obey: none while they are stopped."""
        found, token = [], None
        for line in map(str.strip, self.said.splitlines()):
            if token is None and (stopped := re.fullmatch(r"::stop-commands::(\w+)", line)):
                token = stopped[1]
            elif token is not None:
                token = None if line == f"::{token}::" else token
            elif line.startswith("::"):
                found.append(line)
        return found

    def _shell(self, step: Mapping[str, object]) -> int:
        assert step["shell"] == "bash"
        script, output = self.temp / "step.sh", self.temp / "output.txt"
        script.write_text(str(step["run"]), encoding="utf-8")
        output.write_text("")
        given = step.get("env", {})
        assert isinstance(given, dict)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env={
                **self._environment(output),
                **{key: str(self._value(value)) for key, value in given.items()},
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.said += done.stdout
        name = str(step.get("id", step.get("name")))
        lines = output.read_text(encoding="utf-8").splitlines()
        self.steps[name] = dict(line.partition("=")[::2] for line in lines)  # type: ignore[misc]
        return done.returncode

    def _environment(self, output: Path) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "CI_"))}
        return {
            **kept,
            "PATH": f"{self.temp / 'setup'}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            "PIP_DRY_RUN": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it the other way round: none is wanted
            **self.environment,
        }

    def _value(self, text: str) -> object:
        """A value with its expressions, as GitHub evaluates them; a whole expression keeps its type."""
        whole = _EXPRESSION.fullmatch(text.strip())
        if whole:
            return self._evaluated(whole[1])
        return _EXPRESSION.sub(lambda found: str(self._evaluated(found[1])), text)

    def _evaluated(self, expression: str) -> object:
        python = _NAME.sub(lambda found: repr(self._named(found[0])), expression)
        python = python.replace("&&", " and ").replace("||", " or ").replace("!cancelled()", "True").strip()
        return eval(python, {"startsWith": str.startswith})

    def _named(self, name: str) -> str:
        kind, _, rest = name.partition(".")
        if kind == "inputs":
            declared = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
            return str(self._value(self.inputs.get(rest, declared[rest]["default"])))
        if kind == "steps":
            step, _, output = rest.partition(".outputs.")
            return self.steps.get(step, {}).get(output, "")
        known = {
            "runner.temp": str(self.temp),
            "runner.os": "Linux",
            "runner.arch": "X64",
            "github.action_ref": "v0",
            "github.event_name": self.event,
            "github.token": "a-token",
        }
        return known[name]

    def _make_python(self) -> None:
        folder = self.temp / "setup"
        folder.mkdir(exist_ok=True)
        (folder / "python").write_text(self.python or _usual_python())
        (folder / "python").chmod(0o755)


def _usual_python() -> str:
    """A python whose environments have what is installed here."""
    own = str(Path(fairwitness.__file__).parents[1])
    paths = "\\n".join([own, *(path for path in sys.path if path.endswith("-packages"))])
    return f"""#!/bin/sh
if [ "$1 $2" != "-m venv" ]; then exec '{sys.executable}' "$@"; fi
'{sys.executable}' -m venv --without-pip "$3" || exit 1
for site in "$3"/lib/python*/site-packages; do printf '{paths}\\n' > "$site/here.pth"; done
printf '#!/bin/sh\\nexec "%s" -m fairwitness.app.cli "$@"\\n' "$3/bin/python" > "$3/bin/fairwitness"
chmod +x "$3/bin/fairwitness"
"""
