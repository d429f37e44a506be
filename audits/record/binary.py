"""Bytes in a record: Base64 in JSON, bytes in Python."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST = 400_000


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("must be Base64") from error


def _small_png(value: bytes) -> bytes:
    if not value.startswith(_PNG) or len(value) > _MOST:
        raise ValueError(f"must be a PNG of at most {_MOST:,} bytes")
    return value


Base64 = Annotated[
    bytes,
    BeforeValidator(_decoded),
    PlainSerializer(lambda value: base64.b64encode(value).decode(), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
SmallPng = Annotated[Base64, AfterValidator(_small_png)]
