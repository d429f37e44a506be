"""JSON to a model's server and back, with patience for a busy one and a sentence for every other."""

from __future__ import annotations

import json
import random
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import HTTPException, IncompleteRead
from typing import TYPE_CHECKING

from fairwitness.audits.subject.models.http.connection import Pinned, Reply, TooMuchError
from fairwitness.audits.subject.models.http.headers import Headers
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    from fairwitness.audits.subject.models.http.address import Address

_BUSY = frozenset({429, 502, 503, 504})
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 60.0  # seconds
_MOST_BYTES = 64 << 20
_REASON = re.compile(r"\bError: ")
_SAID = 200  # characters of a server's own words


class NoSuchModelError(ModelError):
    """The server has nothing under that path."""


@dataclass(frozen=True)
class Client:
    """A server that is asked in JSON."""

    address: Address
    ips: tuple[str, ...]
    """Where the host's name led when it was checked."""
    headers: Headers = field(default_factory=Headers)
    timeout: float = 600.0
    """Seconds, from the connection to the last byte."""
    retries: int = 3
    most: int = _MOST_BYTES
    """Bytes that an answer may have."""
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def get(self, path: str) -> object:
        """Fetch a JSON value; see `post`."""
        return self._asked("GET", self.address.at(path), None)

    def post(self, path: str, question: object) -> object:
        """Send a JSON value and receive one.

        Raises
        ------
        NoSuchModelError
            The server does not know the path.
        ModelError
            It cannot be reached, refuses, takes too long, or answers with something that is no JSON.
        """
        body = json.dumps(question, allow_nan=False, separators=(",", ":")).encode()
        return self._asked("POST", self.address.at(path), body)

    def _asked(self, method: str, address: Address, body: bytes | None) -> object:
        for again in range(self.retries + 1):
            last = again == self.retries
            try:
                reply = self._once(method, address, body)
            except TimeoutError as error:
                raise self._sentence(
                    f"must answer within {self.timeout:g} seconds. It did not; make `model.http.batch` smaller or "
                    "`model.timeout` longer"
                ) from error
            except TooMuchError as error:
                raise self._sentence(
                    f"must answer with at most {self.most >> 20} MiB. It sent more; make `model.http.batch` smaller"
                ) from error
            except (OSError, HTTPException) as error:
                if last or not _passing(error):
                    raise self._sentence(_broken(error)) from error
                self.sleep(_pause(again))
                continue
            if reply.status in _BUSY and not last:
                self.sleep(self._wait(reply, again))
                continue
            return self._value(reply)
        raise AssertionError("every way through the loop ends in it")

    def _once(self, method: str, address: Address, body: bytes | None) -> Reply:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = Pinned(address, self.ips, self.timeout)
        return connection.ask(method, headers | dict(self.headers.values), body, self.most)

    def _wait(self, reply: Reply, again: int) -> float:
        asked = _seconds(reply.headers.get("retry-after", ""))
        if asked > _LONGEST_WAIT:
            raise self._sentence(
                f"must be free within {_LONGEST_WAIT:g} seconds. It asked to wait for {asked:.0f}; try again later"
            )
        return max(asked, _pause(again))

    def _value(self, reply: Reply) -> object:
        if reply.status != 200:
            raise self._failed(reply)
        encoding = reply.headers.get("content-encoding", "identity")
        if encoding != "identity":
            raise self._sentence("must answer without compression. It compressed the answer unasked")
        try:
            return json.loads(reply.body)
        except (ValueError, RecursionError) as error:
            raise self._sentence(
                f"must answer in JSON. It answered with {_kind(reply)}; check the URL and `model.http.protocol`"
            ) from error

    def _failed(self, reply: Reply) -> ModelError:
        status = reply.status
        if 300 <= status < 400:
            return self._sentence(
                f"must answer itself. It sent the question on to another address (status {status}), which is not "
                "followed; give the URL that answers"
            )
        if status in (401, 407, 403):
            return self._sentence(
                f"must let this audit in. It refused (status {status}); name the environment variable that holds the "
                "key, for the header it belongs in, under `model.http.headers`"
            )
        said = self._said(reply)
        if status in (404, 405):
            return NoSuchModelError(
                f"The server of the model at '{self.address.netloc}' must know the path of the URL. It does not "
                f"(status {status}){said}; correct it."
            )
        return self._sentence(f"must answer with status 200. It answered with {status}{said}")

    def _said(self, reply: Reply) -> str:
        """What the server says is wrong, in one line; a page for people is not repeated."""
        try:
            content = json.loads(reply.body)
        except (ValueError, RecursionError):
            return f" and {_kind(reply)}" if reply.body.strip() else ""
        if isinstance(content, dict):
            content = next((content[key] for key in ("message", "error", "detail") if content.get(key)), "")
        # MLflow repeats the rows it was sent before it says, after "Error: ", what is wrong with them.
        words = _REASON.split(content)[-1].strip() if isinstance(content, str) else ""
        line = words.splitlines()[0] if words else ""
        # Hidden before it is cut, or half of a secret might be left at the end.
        text = printable(self.headers.hide(line))
        return f": {text[:_SAID].rstrip('. ')}" if text else ""

    def _sentence(self, what: str) -> ModelError:
        return ModelError(f"The server of the model at '{self.address.netloc}' {what}.")


def printable(text: str) -> str:
    """A text of somebody else without what could steer a terminal or turn the reading direction."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _kind(reply: Reply) -> str:
    if not reply.body.strip():
        return "nothing"
    start = reply.body[:200].lstrip().lower()
    return "an HTML page" if start.startswith((b"<!doctype html", b"<html")) else "something else"


def _passing(error: OSError | HTTPException) -> bool:
    """Whether the same question may come through the next time."""
    if isinstance(error, ssl.SSLError):
        return isinstance(error, ssl.SSLEOFError)
    return isinstance(error, OSError | IncompleteRead)


def _broken(error: OSError | HTTPException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"must show a certificate that this machine trusts. It does not ({error.verify_message.rstrip('.')}); "
            "name the file of your own authority in the environment variable SSL_CERT_FILE"
        )
    if isinstance(error, ssl.SSLError) and not _passing(error):
        return (
            f"must speak TLS, as the URL begins with https://. It does not ({error.reason or 'no handshake'})"
        )
    if isinstance(error, ConnectionRefusedError):
        return "must be running. Nothing listens there; start it, or correct the port"
    if isinstance(error, ConnectionResetError):
        return "must answer. It cut the connection off; look at its log, or say https:// if it speaks TLS"
    if not _passing(error):
        return "must speak HTTP. What came back is none; correct the port, or say https:// if it speaks TLS"
    reason = getattr(error, "strerror", None) or type(error).__name__
    return f"must be within reach. The connection broke: {reason}"


def _pause(again: int) -> float:
    """Seconds before the next attempt: twice as long each time, at random so that many clients spread."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**again) * random.uniform(0.5, 1.0)


def _seconds(text: str) -> float:
    """What a ``Retry-After`` asks for, as a number or a date; 0 if it cannot be read."""
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return 0.0
