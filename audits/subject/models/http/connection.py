"""One request over one connection, to an address that was checked, until a deadline."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairwitness.audits.subject.models.http.address import Address

_PIECE = 1 << 16


class TooMuchError(Exception):
    """The answer is longer than was agreed."""


@dataclass(frozen=True)
class Reply:
    """What a server sent back."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    """Names in small letters."""


class Pinned(HTTPConnection):
    """A connection that goes to addresses looked up before, and for TLS asks for the name's certificate.

    `http.client` follows no redirect and reads no proxy from the environment.
    """

    def __init__(self, address: Address, ips: Sequence[str], timeout: float) -> None:
        super().__init__(address.host, address.port, timeout=timeout)
        self._address, self._ips = address, ips
        self._until = time.monotonic() + timeout
        self._late = False
        self._line: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the first address that answers."""
        self.sock = self._line = self._dial()
        self.sock.settimeout(self._left())
        if self._address.secure:
            # The handshake comes after the line is kept, so that the deadline can end it too.
            self.sock = self._line = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self._address.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def ask(self, method: str, headers: Mapping[str, str], body: bytes | None, most: int) -> Reply:
        """Send and receive.

        Raises
        ------
        TimeoutError
            The deadline passed, however busy the server kept the line.
        TooMuchError
            The body has more than `most` bytes.
        OSError, HTTPException
            The connection broke, or what came is no HTTP.
        """
        watch = threading.Timer(self._left(), self._end)
        watch.daemon = True
        watch.start()
        try:
            self.request(method, self._address.path, body, {"Host": self._address.netloc, **headers})
            with self.getresponse() as response:
                received = self._read(response, most)
                found = {name.casefold(): value for name, value in response.headers.items()}
                reply = Reply(response.status, received, found)
        except Exception:
            if self._late:
                raise TimeoutError from None
            raise
        finally:
            watch.cancel()
            self.close()
        if self._late:
            raise TimeoutError  # a body without a length ends where the deadline cut it
        return reply

    def _dial(self) -> socket.socket:
        broken: OSError | None = None
        for ip in self._ips:
            try:
                return socket.create_connection((ip, self._address.port), self._left())
            except OSError as error:
                broken = error
        raise broken or OSError("no address")

    def _left(self) -> float:
        return max(0.01, self._until - time.monotonic())

    def _end(self) -> None:
        self._late = True
        # Not `sock`: http.client lets go of it as soon as an answer without a length begins.
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def _read(self, response: HTTPResponse, most: int) -> bytes:
        if (response.length or 0) > most:
            raise TooMuchError
        pieces, size = [], 0
        while piece := response.read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise TooMuchError
        if response.length:
            raise ConnectionResetError("the answer ended early")
        return b"".join(pieces)
