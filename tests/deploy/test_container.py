"""Dockerfile and compose.yaml, as far as they can be held to something without a container engine."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import click
import pytest
import yaml
from check_jsonschema import main as check
from click.testing import CliRunner

from fairwitness.app.cli import cli
from fairwitness.app.commands.web import command as web
from fairwitness.app.jobs.queue import RUNS_VARIABLE
from fairwitness.app.store.database import VARIABLE
from fairwitness.app.upload_limit import MOST_VARIABLE
from fairwitness.app.web.listening import HOSTS_VARIABLE
from fairwitness.audits.keys import HOME_VARIABLE

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile with their arguments, continued lines joined."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]


def one(name: str) -> str:
    return [rest for found, rest in instructions() if found == name][-1]


def test_compose_follows_its_schema() -> None:
    done = CliRunner().invoke(check, ["--builtin-schema", "vendor.compose-spec", str(ROOT / "compose.yaml")])
    assert done.exit_code == 0, done.output


def test_it_starts_a_command_that_there_is_with_options_that_it_takes() -> None:
    assert json.loads(one("ENTRYPOINT")) == ["tini", "--", "fairwitness"]
    name, *options = json.loads(one("CMD"))
    assert cli.get_command(click.Context(cli), name) is web
    context = web.make_context("web", list(options))
    assert context.params["address"] == "0.0.0.0"
    assert context.params["behind_proxy"] is True
    assert context.params["browser"] is False


def test_it_runs_as_nobody_who_has_a_name_or_rights() -> None:
    names = [name for name, _ in instructions()]
    assert one("USER") == "10001:10001"
    assert names.index("USER") > max(i for i, name in enumerate(names) if name in ("RUN", "COPY"))


def test_every_file_that_is_copied_is_there_and_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [rest.split()[:-1] for name, rest in instructions() if name == "COPY" and "--from" not in rest]
    for source in [path for paths in copied for path in paths]:
        assert (ROOT / source).exists(), source
        assert source in kept


def test_what_it_installs_there_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = next(rest for name, rest in instructions() if name == "ARG").partition("=")[2].split(",")
    assert set(extras) <= set(project["optional-dependencies"])
    python = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    assert set(python) == {"python:3.11-slim-bookworm"}
    assert project["requires-python"] == ">=3.11"


def test_health_is_asked_in_exec_form() -> None:
    said = one("HEALTHCHECK").partition("CMD ")[2]
    program, flag, code = json.loads(said)
    assert (program, flag) == ("python", "-c")
    compile(code, "healthcheck", "exec")
    assert "127.0.0.1:8501/api/health" in code


def test_every_setting_is_one_that_the_app_reads() -> None:
    known = {RUNS_VARIABLE, VARIABLE, MOST_VARIABLE, HOSTS_VARIABLE, HOME_VARIABLE}
    set_here = {name for name in SERVICES["app"]["environment"] if name.startswith("FAIRWITNESS")}
    set_there = set(re.findall(r"(FAIRWITNESS_\w+)=", one("ENV")))
    assert set_here <= known
    assert set_there <= known


def test_no_secret_has_a_value_here() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or "PASSWORD" in str(value):
                assert "${POSTGRES_PASSWORD:?" in value


def test_the_app_writes_to_its_volume_alone_and_has_no_rights() -> None:
    app = SERVICES["app"]
    assert app["read_only"] is True
    assert app["volumes"] == ["audits:/data"]
    assert app["cap_drop"] == ["ALL"]
    assert app["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in app


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert SERVICES["db"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"] == {"internal": True}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_comes_back_and_cannot_gain_rights(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
