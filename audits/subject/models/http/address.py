"""The URL of a model, in the one spelling that everybody reads alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from fairwitness.errors import ModelError

Ip = IPv4Address | IPv6Address

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_NUMERIC = re.compile(r"\d+|0x[0-9a-f]*")
_PLAIN = re.compile(r"[!-\[\]-~]+")  # printable ASCII without the backslash


@dataclass(frozen=True)
class Address:
    """Where a model answers."""

    secure: bool
    """Whether it is https."""
    host: str
    """A name or an IP address in small letters, without brackets."""
    port: int
    path: str
    """From the first slash on."""

    @property
    def ip(self) -> Ip | None:
        """The host as an IP address, if it is one."""
        return _ip(self.host)

    @property
    def netloc(self) -> str:
        """Host and port as the header ``Host`` has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"

    def at(self, path: str) -> Address:
        """The same server, another path."""
        return Address(self.secure, self.host, self.port, path)


def parse_address(url: str) -> Address:
    """Read a URL, and refuse every spelling that two programs could read in two ways.

    Raises
    ------
    ModelError
        It is no plain http or https URL, or it could hold a secret.
    """
    if not _PLAIN.fullmatch(url):
        raise _refused(
            "must be written in plain letters, digits and signs. Write other ones as %XX or `xn--`"
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused(f"must be a URL such as https://models.example.com/invocations. {error}") from error
    if parts.scheme not in ("http", "https"):
        raise _refused(f"must begin with http:// or https://. It begins with '{parts.scheme[:20]}:'")
    if "[" in parts.netloc and ":" not in (parts.hostname or ""):
        raise _refused(f"must name a host such as models.example.com. Got '{parts.netloc[:60]}'")
    if "@" in parts.netloc:
        raise _refused("must hold no user name or password. Put them into a header with `model.http.headers`")
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        # The plan stands in the record, and a query is where keys are passed.
        raise _refused("must hold no `?` or `#`. Put a key into a header with `model.http.headers`")
    secure = parts.scheme == "https"
    return Address(secure, _host(parts.hostname or ""), _port(port, secure=secure), parts.path or "/")


def _port(port: int | None, *, secure: bool) -> int:
    if port == 0:
        raise _refused("must name a port from 1 to 65535. Got 0")
    return port or (443 if secure else 80)


def _host(host: str) -> str:
    if ":" in host:
        if "%" in host or _ip(host) is None:
            raise _refused(f"must name an IPv6 address without a zone. Got '{host}'")
        return str(_ip(host))
    last = host.rpartition(".")[2]
    if _NUMERIC.fullmatch(last) and _ip(host) is None:
        # 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1 to some programs and names to others.
        raise _refused(f"must write an IP address as four decimal numbers. Got '{host}'")
    if not _NAME.fullmatch(host):
        raise _refused(f"must name a host such as models.example.com. Got '{host}'")
    return host


def _ip(host: str) -> Ip | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _refused(why: str) -> ModelError:
    return ModelError(f"The URL of a model {why}.")
