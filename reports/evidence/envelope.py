"""DSSE: a payload with its type, and signatures over both.

After the DSSE protocol 1.0 (https://github.com/secure-systems-lab/dsse). What is signed is the *pre-authentication
encoding*, in which every part stands after its length, so that no other payload and type come to the same bytes.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass

from fairwitness.audits.record.strict import parse_json
from fairwitness.errors import EvidenceError

_PAYLOAD, _TYPE, _SIGNATURES, _KEY, _SIGNATURE = "payload", "payloadType", "signatures", "keyid", "sig"


def pae(payload_type: str, payload: bytes) -> bytes:
    """The bytes that are signed.

    Examples
    --------
    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode()
    return b" ".join([b"DSSEv1", b"%d" % len(kind), kind, b"%d" % len(payload), payload])


@dataclass(frozen=True)
class Signature:
    """One signature."""

    value: bytes
    key_id: str = ""
    """Which key it claims to be of: a hint, never a reason to trust it."""


@dataclass(frozen=True)
class Envelope:
    """A payload and who signed it."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...] = ()

    @property
    def signed(self) -> bytes:
        """The bytes that each signature is of."""
        return pae(self.payload_type, self.payload)

    def to_json(self) -> bytes:
        """The envelope as JSON; the same envelope is the same bytes."""
        signatures = [
            {_KEY: one.key_id, _SIGNATURE: base64.b64encode(one.value).decode()} for one in self.signatures
        ]
        values = {
            _PAYLOAD: base64.b64encode(self.payload).decode(),
            _TYPE: self.payload_type,
            _SIGNATURES: signatures,
        }
        return (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode()


def read_envelope(data: bytes, name: str) -> Envelope:
    """An envelope from JSON, in either alphabet of base64.

    Raises
    ------
    EvidenceError
        It is no envelope; `name` is how the message calls it.
    """
    try:
        content = _object(parse_json(data))
        return Envelope(
            _text(content, _TYPE),
            _decoded(_text(content, _PAYLOAD)),
            tuple(_signature(one) for one in _list(content.get(_SIGNATURES, []))),
        )
    except (ValueError, TypeError) as error:
        raise EvidenceError(f"'{name}' must be a DSSE envelope. It is none: {error}.") from error


def _signature(found: object) -> Signature:
    content = _object(found)
    return Signature(_decoded(_text(content, _SIGNATURE)), _text(content, _KEY, ""))


def _object(found: object) -> Mapping[str, object]:
    if not isinstance(found, Mapping):
        raise TypeError("it holds something else where an object should be")
    return found


def _list(found: object) -> list[object]:
    if not isinstance(found, list):
        raise TypeError(f"its `{_SIGNATURES}` are no list")
    return found


def _text(content: Mapping[str, object], key: str, default: str | None = None) -> str:
    found = content.get(key, default)
    if not isinstance(found, str):
        raise TypeError(f"its `{key}` is no text")
    return found


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"it holds what is no base64 ({error})") from error
