"""Text as a drawing sets it: how wide it is about, which way it runs, and nothing that a drawing cannot hold."""

from __future__ import annotations

import unicodedata
from typing import Final

_NARROW: Final = frozenset("iIjl.,;:'!|()[]{}tfr-")
_WIDE: Final = frozenset("mwMW@%—")
_TURNS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def width(text: str, size: float) -> float:
    """About how wide a text is in a sans-serif face of that size; marks and joiners take no place."""
    return size * sum(_share(char) for char in text)


def from_right(text: str) -> bool:
    """Whether the first letter is of a script that is written from the right."""
    kinds = (unicodedata.bidirectional(char) for char in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def drawable(text: str) -> str:
    """The same text, as long, without what XML cannot hold or what would turn the direction of a line."""
    return "".join("\ufffd" if _odd(char) else char for char in text)


def _odd(char: str) -> bool:
    kind = unicodedata.category(char)
    control = kind == "Cc" and char not in "\t\n\r"
    return control or kind == "Cs" or char in _TURNS or char in "\ufffe\uffff"


def _share(char: str) -> float:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.1
    if char in _NARROW:
        return 0.36
    if char in _WIDE:
        return 0.92
    return 0.7 if char.isupper() or char.isdigit() else 0.3 if char.isspace() else 0.58
