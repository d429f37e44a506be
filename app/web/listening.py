"""Where the web app listens, and under which names it answers: this machine alone, unless somebody says otherwise."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from typing import Final

from fairwitness.app import login
from fairwitness.app.upload_limit import most_megabytes
from fairwitness.errors import FairwitnessError

ADDRESS: Final = "127.0.0.1"
HOSTS_VARIABLE: Final = "FAIRWITNESS_HOSTS"
_OWN: Final = ("localhost", "127.0.0.1")
_HOST: Final = re.compile(r"\*|(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_BASE: Final = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")


@dataclass(frozen=True)
class Listening:
    """Where to listen, and what to answer to."""

    address: str = ADDRESS
    base_path: str = ""
    """What stands before every page of the app, such as ``/audits``; empty if it has the host to itself."""
    behind_proxy: bool = False
    """Whether a proxy stands in front, whose word on the scheme and the visitor's address is taken."""
    hosts: tuple[str, ...] = _OWN
    """The names that a request may ask for; any other is refused, so that no page elsewhere can borrow a browser."""

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        return not self.behind_proxy and ipaddress.ip_address(self.address).is_loopback

    def url(self, port: int) -> str:
        """Where a browser on this machine finds it."""
        found = ipaddress.ip_address(self.address)
        host = ADDRESS if found.is_unspecified else f"[{found}]" if found.version == 6 else str(found)
        return f"http://{host}:{port}{self.base_path}"

    def options(self, port: int) -> dict[str, object]:
        """What is said to Streamlit beside its configuration file, so that nobody's own opens the app up."""
        return {
            "server.address": self.address,
            "server.port": port,
            "server.baseUrlPath": self.base_path.strip("/"),
            "server.headless": True,
            "server.fileWatcherType": "none",
            "server.enableXsrfProtection": True,
            "server.allowedHosts": list(self.hosts),
            "server.maxUploadSize": most_megabytes(),
            "browser.gatherUsageStats": False,
            "browser.serverAddress": self.address if self.local else _named(self.hosts),
            "client.showErrorDetails": "none",
        }


def listening(address: str = ADDRESS, base_path: str = "", *, behind_proxy: bool = False) -> Listening:
    """Where to listen, with the names that the operator allows in FAIRWITNESS_HOSTS.

    Raises
    ------
    FairwitnessError
        The address is none, the path or a name cannot be one, or nobody said which names to answer to.
    """
    asked = ADDRESS if address == "localhost" else address
    try:
        found = ipaddress.ip_address(asked)
    except ValueError as error:
        raise FairwitnessError(
            f"`--address` must be an IP address of this machine; 0.0.0.0 is all it has. Got '{address}' instead."
        ) from error
    if not _BASE.fullmatch(base_path if base_path.startswith("/") else f"/{base_path}"):
        raise FairwitnessError(f"`--base-path` must be a path such as /audits. Got '{base_path}' instead.")
    named = _allowed()
    if not named and (behind_proxy or found.is_unspecified):
        why = (
            "A proxy passes on the name that people ask for"
            if behind_proxy
            else f"{asked} answers to any name"
        )
        raise FairwitnessError(
            f"{HOSTS_VARIABLE} must name the hosts that people reach this by, such as audits.example.org. {why}, and "
            "none is allowed yet."
        )
    own = () if found.is_unspecified or asked in _OWN else (asked,)
    return Listening(
        asked,
        f"/{base_path.strip('/')}" if base_path.strip("/") else "",
        behind_proxy,
        tuple(dict.fromkeys((*named, *own, *_OWN))),
    )


def warning(where: Listening) -> str | None:
    """What the operator must know before others can reach it; None if there is nothing to say."""
    if where.local or login.secrets_file() is not None:
        return None
    return (
        "No login is set up, so whoever reaches this address can read, make and delete audits; docs/people.md says "
        "how to have people log in."
    )


def _allowed() -> tuple[str, ...]:
    stated = [name.strip() for name in os.environ.get(HOSTS_VARIABLE, "").split(",") if name.strip()]
    for name in stated:
        if not _HOST.fullmatch(name):
            raise FairwitnessError(
                f"{HOSTS_VARIABLE} must be names with commas between them, without scheme or port, such as "
                f"audits.example.org. Got '{name[:80]}' instead."
            )
    return tuple(stated)


def _named(hosts: tuple[str, ...]) -> str:
    return next((name for name in hosts if "*" not in name), ADDRESS)
