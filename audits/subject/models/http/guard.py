"""Which servers an audit may talk to: those the operator names, at an address looked up once.

The plan may come from anybody, so it never decides alone: the host must also stand in ``FAIRWITNESS_MODEL_HOSTS``
or after ``--allow-host``. The name is looked up once and the connection goes to that very address, so that a name
server cannot answer with a harmless address first and with another one when it counts.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from fairwitness.errors import ModelError

if TYPE_CHECKING:
    from fairwitness.audits.subject.models.http.address import Address, Ip

HOSTS = "FAIRWITNESS_MODEL_HOSTS"
"""The environment variable in which the operator names the hosts that a model may be asked at."""

Resolve = Callable[[str, int], Sequence[str]]

# Where clouds hand out credentials to whatever asks from inside; 169.254.169.254 is link-local, and so refused.
_METADATA = frozenset(
    map(
        ip_address,
        ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"),
    )
)
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


@dataclass(frozen=True)
class Hosts:
    """What the operator allows: names and addresses, each with a port or without, and networks."""

    entries: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Hosts:
        """Read a comma list."""
        return cls(tuple(entry for part in text.split(",") if (entry := part.strip().casefold())))

    def name(self, host: str, port: int) -> bool:
        """Whether the host of a URL is named, as it stands or as part of a network."""
        bracketed = f"[{host}]" if ":" in host else host
        spelt = {host, bracketed, f"{bracketed}:{port}"}
        return any(entry in spelt for entry in self.entries) or self.hold(host, port)

    def hold(self, host: str, port: int) -> bool:
        """Whether an IP address is named, alone or in a network."""
        try:
            ip = ip_address(host)
        except ValueError:
            return False
        return any(ip in ip_network(entry, strict=False) for entry in self._networks(port))

    def _networks(self, port: int) -> Iterator[str]:
        for entry in self.entries:
            bare = entry.removesuffix(f":{port}") if entry.count(":") == 1 or "]:" in entry else entry
            try:
                ip_network(bare.strip("[]"), strict=False)
            except ValueError:
                continue
            yield bare.strip("[]")


def look_up(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a name, in the system's order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def pinned(address: Address, resolve: Resolve = look_up) -> tuple[str, ...]:
    """The IP addresses that a connection may be made to, looked up once.

    Raises
    ------
    ModelError
        The operator does not allow the host, there is none of that name, or one of its addresses is refused.
    """
    hosts = Hosts.of(os.environ.get(HOSTS, ""))
    if not hosts.name(address.host, address.port):
        raise ModelError(
            f"The host of a model must be allowed by whoever runs Fairwitness. '{address.host}' is not: start with "
            f"`--allow-host {address.host}`, or name it in the environment variable {HOSTS}."
        )
    found = [str(address.ip)] if address.ip is not None else _resolved(address, resolve)
    for ip in map(ip_address, found):
        _check(ip, address, hosts)
    return tuple(found)


def is_local(ip: Ip) -> bool:
    """Whether an address leads to this machine or to the network around it."""
    return any(each.is_loopback or not each.is_global for each in _meant(ip))


def _resolved(address: Address, resolve: Resolve) -> list[str]:
    try:
        found = [str(ip_address(each)) for each in resolve(address.host, address.port)]
    except (OSError, UnicodeError) as error:
        raise ModelError(
            f"The server of the model must have an address. There is none for the name '{address.host}'; check its "
            "spelling and the network."
        ) from error
    except ValueError as error:  # fe80::1%eth0: an address of one cable
        raise ModelError(f"'{address.host}' leads to a link-local address, which is refused.") from error
    if not found:
        raise ModelError(f"The server of the model must have an address. '{address.host}' has none.")
    return found


def _check(ip: Ip, address: Address, hosts: Hosts) -> None:
    what = f"'{address.host}'" + ("" if address.ip is not None else f" leads to {ip}, which")
    for each in _meant(ip):
        kind = _never(each)
        if kind:
            raise ModelError(f"A model must not be asked at {kind}. {what} is one, and is refused.")
    named = hosts.hold(str(ip), address.port) or (address.host == "localhost" and ip.is_loopback)
    if is_local(ip) and not named:
        raise ModelError(
            f"An address of this machine or of a private network must be allowed itself. '{address.host}' leads to "
            f"{ip}: add that address, or its network such as 10.0.0.0/8, to `--allow-host` or {HOSTS} if that "
            "is right."
        )


def _never(ip: Ip) -> str | None:
    """What an address is, if it is never asked, however it is allowed."""
    if ip in _METADATA:
        return "an address where a cloud hands out credentials"
    if ip.is_link_local or (isinstance(ip, IPv6Address) and ip.is_site_local):
        return "a link-local address"
    if ip.is_multicast:
        return "a multicast address"
    if ip.is_loopback:  # ::1 lies in a block that is reserved
        return None
    unspecified = ip.is_unspecified or (isinstance(ip, IPv4Address) and ip.packed[0] == 0)
    return "an address that is no host's" if unspecified or ip.is_reserved else None


def _meant(ip: Ip) -> Iterator[Ip]:
    """The address, and the IPv4 addresses that are written into it: each must be allowed."""
    if not isinstance(ip, IPv6Address):
        yield ip
        return
    if ip.ipv4_mapped is not None:
        yield ip.ipv4_mapped
        return
    if any(ip in network for network in _NAT64):
        yield IPv4Address(ip.packed[-4:])
        return
    yield ip
    if ip.sixtofour is not None:
        yield ip.sixtofour
    if ip.teredo is not None:
        yield from ip.teredo
