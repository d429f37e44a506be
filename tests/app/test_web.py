from __future__ import annotations

import socket
import tomllib

import pytest

from fairwitness.app import web
from fairwitness.errors import FairwitnessError


def test_nothing_but_this_machine_is_served() -> None:
    said = web.options(8501)
    for option in (
        "--server.address=127.0.0.1",
        "--browser.gatherUsageStats=false",
        "--server.headless=true",
        "--client.showErrorDetails=none",
    ):
        assert option in said
    config = tomllib.loads((web.MAIN.parent / ".streamlit" / "config.toml").read_text())
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["allowedHosts"] == ["localhost", "127.0.0.1"]
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"


def test_the_entry_is_where_streamlit_looks_for_its_configuration() -> None:
    assert web.MAIN.is_file()
    assert (web.MAIN.parent / ".streamlit" / "config.toml").is_file()


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind((web.ADDRESS, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(FairwitnessError, match=f"{port} is used by another program"):
            web.serve(port, open_browser=False)


def test_a_free_port_is_found() -> None:
    assert web._port(None) in web.PORTS
