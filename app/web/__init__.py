"""Start the web app: one process, bound to this machine unless asked otherwise, nothing sent anywhere."""

from __future__ import annotations

import errno
import os
import socket
import sys
import threading
import time
import webbrowser
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from fairwitness.app import jobs, login, shelf, store
from fairwitness.app.login import Login
from fairwitness.app.upload_limit import most_megabytes
from fairwitness.app.web.listening import ADDRESS, Listening
from fairwitness.errors import FairwitnessError

MAIN: Final = Path(__file__).resolve().parent / "main.py"
"""What Streamlit runs. It has a folder of its own, with its configuration: Streamlit takes a folder ``pages`` beside it
for its older kind of pages, and would answer the first link to a page with "Page not found"."""
PORTS: Final = range(8501, 8521)
_PATIENCE: Final = 30.0


def serve(port: int | None = None, where: Listening | None = None, *, open_browser: bool = True) -> None:
    """Serve the web app until it is stopped.

    Parameters
    ----------
    port : int, optional
        The first free one from 8501 on if left out.
    where : Listening, optional
        This machine alone if left out.
    open_browser : bool
        Whether to open the page in the user's browser once it answers.

    Raises
    ------
    FairwitnessError
        The port is taken, or none is free; the audits cannot be kept; or people are to log in, and how is not said.
    """
    where = where or Listening()
    chosen = check(port, where)
    how = login.read()
    if how is not None:
        where = replace(where, hosts=tuple(dict.fromkeys((*where.hosts, how.host))))
    ended = store.keep_house(shelf.forget)
    if open_browser:
        threading.Thread(target=_open_when_up, args=(where, chosen), daemon=True).start()
    from fairwitness.app.web.server import app_of

    os.environ["FORWARDED_ALLOW_IPS"] = "*" if where.behind_proxy else ""  # whose word uvicorn takes
    sys.argv = [str(MAIN)]  # beside it lies the configuration that Streamlit is to read
    try:
        app_of(MAIN, where).run(config=where.options(chosen) | with_login(how))
    finally:
        ended.set()


def check(port: int | None, where: Listening) -> int:
    """The port that a server would listen on, once everything that the operator said is found to be sound.

    Raises
    ------
    FairwitnessError
        It is not, or the port is taken.
    """
    login.read()
    jobs.most_at_once()
    most_megabytes()
    return free_port(port, where.address)


def with_login(how: Login | None) -> dict[str, object]:
    """What Streamlit is told of the identity provider, beside where to listen."""
    if how is None:
        return {}
    return {
        "secrets.files": [str(login.secrets_file())],
        "server.trustedUserHeaders": {},  # a header could be anybody's
        "browser.serverAddress": how.host,
    }


def free_port(wanted: int | None, address: str = ADDRESS) -> int:
    """The port that is wanted if it is free; the first free one from 8501 on if none is wanted.

    Raises
    ------
    FairwitnessError
        It is taken, none is free, or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for port in [wanted] if wanted is not None else PORTS:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno == errno.EADDRNOTAVAIL:
                    raise FairwitnessError(
                        f"`--address` must be one of this machine's own. '{address}' is not."
                    ) from error
                continue
            return port
    if wanted is not None:
        raise FairwitnessError(
            f"The port must be free. {wanted} is used by another program; name another with `--port`."
        )
    raise FairwitnessError(f"No port from {PORTS[0]} to {PORTS[-1]} is free; name one with `--port`.")


def _open_when_up(where: Listening, port: int) -> None:
    url = where.url(port)
    parts = urlsplit(url)
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection((str(parts.hostname), port), 0.5):
            webbrowser.open(url)
            return
        time.sleep(0.2)
