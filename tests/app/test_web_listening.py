"""Where the app listens and what it answers to: nothing but this machine, unless somebody says so and to whom."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from fairwitness.app import login, web
from fairwitness.app.commands.web import command
from fairwitness.app.web.listening import HOSTS_VARIABLE, Listening, listening, warning
from fairwitness.errors import FairwitnessError


@pytest.fixture(autouse=True)
def _nobody_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOSTS_VARIABLE, raising=False)
    monkeypatch.delenv(login.SECRETS, raising=False)


def test_unasked_it_is_this_machine() -> None:
    where = listening()
    assert where == Listening()
    assert where.local
    assert warning(where) is None
    assert where.options(8501)["server.address"] == "127.0.0.1"
    assert where.options(8501)["server.allowedHosts"] == ["localhost", "127.0.0.1"]


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1"])
def test_this_machine_has_several_names(name: str) -> None:
    assert listening(name).local


@pytest.mark.parametrize(("address", "proxy"), [("0.0.0.0", False), ("::", False), ("127.0.0.1", True)])
def test_where_any_name_may_be_asked_for_the_operator_says_which(
    address: str, proxy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FairwitnessError, match="FAIRWITNESS_HOSTS must name the hosts"):
        listening(address, behind_proxy=proxy)
    monkeypatch.setenv(HOSTS_VARIABLE, " audits.example.org, *.example.com ,")
    where = listening(address, behind_proxy=proxy)
    assert where.hosts[:2] == ("audits.example.org", "*.example.com")
    assert "127.0.0.1" in where.hosts, "for whoever asks how it is from beside it"
    assert where.options(80)["browser.serverAddress"] == "audits.example.org"
    assert not where.local


def test_others_are_let_in_with_a_warning_unless_they_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    where = listening("192.0.2.7")
    assert where.hosts[0] == "192.0.2.7"
    assert "No login is set up" in str(warning(where))
    monkeypatch.setenv(login.SECRETS, "secrets.toml")
    assert warning(where) is None


@pytest.mark.parametrize("address", ["", "example.org", "1.2.3", "127.0.0.1:80", "http://127.0.0.1"])
def test_an_address_that_is_none_is_a_sentence(address: str) -> None:
    with pytest.raises(FairwitnessError, match="must be an IP address of this machine"):
        listening(address)


@pytest.mark.parametrize("hosts", ["http://a.org", "a.org:80", "a b", "a*.org", "-", "a/b"])
def test_a_host_that_is_none_is_a_sentence(hosts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOSTS_VARIABLE, hosts)
    with pytest.raises(FairwitnessError, match="must be names with commas between them"):
        listening()


@pytest.mark.parametrize(
    ("said", "path"), [("", ""), ("/", ""), ("audits", "/audits"), ("/a/b/", "/a/b"), ("/x-1_~", "/x-1_~")]
)
def test_a_path_before_every_page(said: str, path: str) -> None:
    where = listening(base_path=said)
    assert where.base_path == path
    assert where.options(1)["server.baseUrlPath"] == path.strip("/")
    assert where.url(8501) == f"http://127.0.0.1:8501{path}"


@pytest.mark.parametrize("path", ["/a b", "//x", "/a?b", "http://x", "/<"])
def test_a_path_that_is_none_is_a_sentence(path: str) -> None:
    with pytest.raises(FairwitnessError, match="must be a path such as"):
        listening(base_path=path)


def test_a_browser_here_finds_it_wherever_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOSTS_VARIABLE, "a.org")
    assert listening("0.0.0.0").url(1) == "http://127.0.0.1:1"
    assert listening("::1").url(1) == "http://[::1]:1"


def test_the_command_warns_and_serves_where_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Listening] = []
    monkeypatch.setattr(web, "serve", lambda port, where, *, open_browser: served.append(where))
    monkeypatch.setenv(HOSTS_VARIABLE, "a.org")
    found = CliRunner().invoke(
        command, ["--no-demo", "--no-browser", "--address", "0.0.0.0", "--base-path", "x", "--behind-proxy"]
    )
    assert found.exit_code == 0, found.output
    assert "No login is set up" in found.stderr
    assert served == [Listening("0.0.0.0", "/x", True, ("a.org", "localhost", "127.0.0.1"))]
    assert CliRunner().invoke(command, ["--no-demo", "--no-browser"]).stderr == ""
    assert served[1].local
    assert served[1].base_path == ""
