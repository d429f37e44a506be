"""One way to write a value down, so that the same content always has the same hash.

Keys are sorted, floats are rounded to 12 significant digits (the same sum taken in another order differs
later than that), and text is UTF-8. After RFC 8785 (JSON Canonicalization Scheme), which leaves floats as
they are.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence

from pydantic import JsonValue

SIGNIFICANT_DIGITS = 12


def canonical(value: object) -> bytes:
    """The canonical JSON of plain values.

    Raises
    ------
    ValueError
        A number is not finite: an undefined number is never a number.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def sha256(value: object) -> str:
    """The SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _plain(value: object) -> JsonValue:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"A record must hold finite numbers. Got {value} instead.")
        rounded = float(f"{value:.{SIGNIFICANT_DIGITS - 1}e}")
        return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"A record must hold plain values. Got a {type(value).__name__} instead.")
