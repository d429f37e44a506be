"""JSON for other programs."""

from __future__ import annotations

import json
from typing import Final

_ACTIVE: Final = {ord(one): f"\\u{ord(one):04x}" for one in "<>&"}


def json_bytes(value: object) -> bytes:
    """Plain values as indented JSON in UTF-8; it stays data also where a page sets it into its script.

    Raises
    ------
    ValueError
        A number is not finite: an undefined number is never a number.
    """
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    return f"{text.translate(_ACTIVE)}\n".encode()
