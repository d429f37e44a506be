from __future__ import annotations

import io
import socket
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from logged_in import set_up
from streamlit.starlette import App

from fairwitness.app import login, store, web
from fairwitness.app.commands.web import command
from fairwitness.app.jobs.queue import RUNS_VARIABLE
from fairwitness.app.shelf import Shelf
from fairwitness.app.store import audits
from fairwitness.app.upload_limit import MOST_VARIABLE
from fairwitness.app.web.listening import ADDRESS, Listening
from fairwitness.audits.plan import Plan
from fairwitness.errors import FairwitnessError


@pytest.fixture(autouse=True)
def _nobody_keeps_house() -> Iterator[None]:
    """A server that has ended tidies up to the end of its round: that must not reach into the home of the next test."""
    yield
    for thread in threading.enumerate():
        if thread.name == "fairwitness-housekeeping":
            thread.join(30)


def test_nothing_but_this_machine_is_served() -> None:
    config = tomllib.loads((web.MAIN.parent / ".streamlit" / "config.toml").read_text())
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["allowedHosts"] == ["localhost", "127.0.0.1"]
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"


def test_what_is_said_to_streamlit_are_options_of_its_own() -> None:
    from streamlit import config

    for name, said in Listening().options(8501).items():
        assert type(said) is config.get_config_options()[name].type or name in (
            "server.address",
            "server.allowedHosts",
        )


def test_the_entry_is_where_streamlit_looks_for_its_configuration() -> None:
    assert web.MAIN.is_file()
    assert (web.MAIN.parent / ".streamlit" / "config.toml").is_file()


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(FairwitnessError, match=f"{port} is used by another program"):
            web.serve(port, open_browser=False)


def test_a_port_that_is_taken_is_said_before_the_demo_is_made(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        said = CliRunner().invoke(command, ["--port", str(taken.getsockname()[1]), "--no-browser"])
    assert isinstance(said.exception, FairwitnessError)
    assert "used by another program" in str(said.exception)
    assert "demo" not in said.output
    assert store.entries() == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (login.SECRETS, "gone.toml"),
        (login.ADMINS, "people must log in"),
        (RUNS_VARIABLE, "must be"),
        (MOST_VARIABLE, "whole number of megabytes"),
    ],
)
def test_a_wrong_setting_is_said_before_the_demo_is_made(
    name: str, said: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "gone.toml")
    found = CliRunner().invoke(command, ["--no-browser"])
    assert isinstance(found.exception, FairwitnessError)
    assert said in str(found.exception)
    assert "demo" not in found.output


def test_a_free_port_is_found() -> None:
    assert web.free_port(None) in web.PORTS


def test_an_address_of_another_machine_is_a_sentence() -> None:
    with pytest.raises(FairwitnessError, match="must be one of this machine's own"):
        web.free_port(None, "192.0.2.1")


def test_the_list_is_put_right_before_anybody_is_answered(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "audits" / "old").mkdir(parents=True)
    (home / "audits" / "old" / "plan.yaml").write_text("title: Old\n")
    seen: list[str] = []
    monkeypatch.setattr(App, "run", lambda *_, **__: seen.extend(entry.title for entry in store.entries()))
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")
    web.serve(open_browser=False)
    assert seen == ["Old"]


def test_of_rows_past_their_time_nothing_is_kept_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    audit = store.create(Plan(title="Old"), {"a.csv": io.BytesIO(b"x")})
    audits.put(replace(store.entry(audit), created="2020-01-01"))
    store.set_retention(inputs_days=7)
    shelf: Shelf[str] = Shelf("test", str.upper, 2)
    shelf.ready((audit, "1")).result(5)
    monkeypatch.setattr(App, "run", lambda *_, **__: None)
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")
    web.serve(open_browser=False)
    end = time.monotonic() + 10
    while len(shelf) and time.monotonic() < end:
        time.sleep(0.01)
    assert len(shelf) == 0


def test_with_a_login_streamlit_reads_that_file_alone_and_believes_no_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert web.with_login(None) == {}
    set_up(tmp_path, monkeypatch)
    how = login.read()
    assert how is not None
    said = web.with_login(how)
    assert said["secrets.files"] == [str(tmp_path / "secrets.toml")]
    assert said["server.trustedUserHeaders"] == {}
    assert said["browser.serverAddress"] == "127.0.0.1"


def test_nothing_is_served_while_people_are_to_log_in_and_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "free_port", lambda *_: pytest.fail("it went on"))
    monkeypatch.setenv(login.SECRETS, str(tmp_path / "gone.toml"))
    with pytest.raises(FairwitnessError, match="cannot be read"):
        web.serve(open_browser=False)
