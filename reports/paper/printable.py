"""Text as paper can show it.

A PDF/A file may hold no glyph that its fonts lack, so one uncovered character would stop the whole report.
It is replaced by its Unicode name in brackets: legible, inert, and found by a search. Control and direction
characters, which could reorder a line, are dropped. A text of many pages is cut. The attached record
keeps the originals.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final, TypeVar, cast

from fairwitness.reports.paper import fonts

_JOINERS: Final = frozenset(
    {0x200B, 0x200C, 0x200D, 0x2060, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)}
)
"""Parts of a sequence, without a meaning of their own."""
_PLAIN: Final = frozenset({*range(0x20, 0x7F), *range(0xA0, 0x100)} - {0xAD})
"""What every face has: texts of these alone need no look into the fonts."""
MOST: Final = 8_000
"""Characters of one text: PDF/A allows no string of more than 32,767 bytes, and paper none that fills pages."""
T = TypeVar("T")


def printable(value: T) -> T:
    """The same plain values with every text as paper can show it; keys of mappings too."""
    if isinstance(value, str):
        return cast("T", _text(value))
    if isinstance(value, dict):
        return cast("T", {printable(key): printable(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return cast("T", type(value)(printable(item) for item in value))
    return value


def _text(text: str) -> str:
    text = text if len(text) <= MOST else f"{text[: MOST - 1]}…"
    if all(ord(c) in _PLAIN for c in text):
        return text
    shown = "".join(_shown(c) for c in unicodedata.normalize("NFC", text))
    return shown if len(shown) <= MOST else f"{shown[: MOST - 1]}…"


@cache
def _shown(c: str) -> str:
    if c in "\n\t\u2028\u2029":
        return " "
    if ord(c) in _JOINERS or unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn"):
        return ""
    # Beyond the basic plane no label can be cut safely, so those have names even where a face has them.
    if ord(c) in _PLAIN or (ord(c) < 0x10000 and ord(c) in fonts.covered()):
        return c
    name = unicodedata.name(c, f"U+{ord(c):04X}").lower()
    return f"[{name.replace('cjk unified ideograph-', 'cjk ').replace('hangul syllable ', 'hangul ')}]"
