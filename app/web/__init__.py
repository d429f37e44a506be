"""Start the web app: one process, bound to this machine, nothing sent anywhere."""

from __future__ import annotations

import socket
import sys
import threading
import time
import webbrowser
from pathlib import Path
from typing import Final

from fairwitness.app import store
from fairwitness.app.upload_limit import most_megabytes
from fairwitness.errors import FairwitnessError

ADDRESS: Final = "127.0.0.1"
MAIN: Final = Path(__file__).resolve().parent / "main.py"
"""What Streamlit runs. It has a folder of its own, with its configuration: Streamlit takes a folder ``pages`` beside it
for its older kind of pages, and would answer the first link to a page with "Page not found"."""
PORTS: Final = range(8501, 8521)
_PATIENCE: Final = 30.0


def serve(port: int | None = None, *, open_browser: bool = True) -> None:
    """Serve the web app until it is stopped.

    Parameters
    ----------
    port : int, optional
        The port on 127.0.0.1; the first free one from 8501 on if left out.
    open_browser : bool
        Whether to open the page in the user's browser once it answers.

    Raises
    ------
    FairwitnessError
        The port is taken, or none is free; or the audits cannot be kept.
    """
    chosen = _port(port)
    store.keep_house()
    if open_browser:
        threading.Thread(target=_open_when_up, args=(chosen,), daemon=True).start()
    from streamlit.web import cli

    sys.argv = ["streamlit", "run", str(MAIN), *options(chosen)]
    cli.main(prog_name="streamlit", standalone_mode=False)


def options(port: int) -> list[str]:
    """What is said to Streamlit beside its configuration file, so that nobody's own configuration opens the app up."""
    return [
        f"--server.address={ADDRESS}",
        f"--server.port={port}",
        "--server.headless=true",
        "--server.fileWatcherType=none",
        "--server.enableXsrfProtection=true",
        f"--server.maxUploadSize={most_megabytes()}",
        "--browser.gatherUsageStats=false",
        f"--browser.serverAddress={ADDRESS}",
        "--client.showErrorDetails=none",
    ]


def _port(wanted: int | None) -> int:
    for port in [wanted] if wanted is not None else PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, port))
            except OSError:
                continue
            return port
    if wanted is not None:
        raise FairwitnessError(
            f"The port must be free. {wanted} is used by another program; name another with `--port`."
        )
    raise FairwitnessError(f"No port from {PORTS[0]} to {PORTS[-1]} is free; name one with `--port`.")


def _open_when_up(port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex((ADDRESS, port)) == 0:
                webbrowser.open(f"http://{ADDRESS}:{port}")
                return
        time.sleep(0.2)
