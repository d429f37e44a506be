"""Headers whose values are secrets: read from the environment, shown nowhere."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fairwitness.errors import ModelError

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]+")
# What frames a request, or says what is asked for: another value would let a plan speak for the client.
_OURS = frozenset(
    {
        *("host", "content-length", "content-type", "content-encoding", "transfer-encoding", "connection"),
        *(
            "accept",
            "accept-encoding",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "keep-alive",
            "proxy-connection",
        ),
    }
)
_SHORTEST = 4


@dataclass(frozen=True)
class Headers:
    """Names and values; the values stay out of every message."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    def hide(self, text: str) -> str:
        """A text without the values: a server may repeat what it was sent."""
        for value in sorted(self.values.values(), key=len, reverse=True):
            for part in sorted({value, *value.split()}, key=len, reverse=True):
                if len(part) >= _SHORTEST or part == value:
                    text = text.replace(part, "…")
        return text


def headers_of(named: Mapping[str, str]) -> Headers:
    """Read each header's value from the environment variable that a plan names.

    Raises
    ------
    ModelError
        A variable is not set or holds what no header can, or a header is the client's own.
    """
    return Headers({name: _value(name, variable) for name, variable in named.items()})


def _value(name: str, variable: str) -> str:
    if not _NAME.fullmatch(name) or name.casefold() in _OURS:
        raise ModelError(
            f"A header in `model.http.headers` must be one such as Authorization or X-Api-Key. Got '{name}'."
        )
    value = os.environ.get(variable, "").strip()
    if not value:
        raise ModelError(
            f"The header '{name}' must have its value in the environment variable '{variable}'. It is not set; set it "
            "where Fairwitness is started, and leave the value out of the plan."
        )
    if not _VALUE.fullmatch(value):
        raise ModelError(
            f"The environment variable '{variable}' must hold one line of plain characters. It holds others, and was "
            "not sent."
        )
    return value
