"""Where the words of a text are, in any script.

A word is a run of letters, digits and marks, with apostrophes and joiners inside. Scripts that are written without
spaces between words (Chinese, Japanese kana of either width, Thai, Lao, Khmer, Burmese) give one part for each
character and its marks, and so does an emoji with its modifiers: a flag, a keycap or a family is one. Spaces and
punctuation are never parts.

Sources: Unicode Standard Annex 29, "Unicode Text Segmentation"; Unicode Technical Standard 51, "Unicode Emoji".
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_UNSPACED = (
    "CJK",
    "IDEOGRAPHIC",
    "HANGZHOU",
    "HIRAGANA",
    "KATAKANA",
    "HALFWIDTH KATAKANA",
    "THAI",
    "LAO",
    "KHMER",
    "MYANMAR",
)
_VOICED = "\u3099\u309a\u309b\u309c\uff9e\uff9f"
"""Marks of kana, some of which Unicode counts as letters or signs."""
_JOINER = "\u200d"
_INSIDE = f"'\u2019_\u200c{_JOINER}\u00ad"
_SELECTOR = "\ufe0f"
_KEYCAP = "\u20e3"


@dataclass(frozen=True)
class Token:
    """One word, and the characters that it lies between."""

    text: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, in their order."""
    found: list[Token] = []
    start = 0
    while start < len(text):
        end = _end(text, start)
        if end > start:
            found.append(Token(text[start:end], start, end))
        start = max(end, start + 1)
    return tuple(found)


def _end(text: str, start: int) -> int:
    """Where the word that begins here ends; here, where none begins."""
    first = text[start]
    if _unspaced(first):
        return _over_marks(text, start + 1)
    if unicodedata.category(first) == "So":
        return _over_emoji(text, start)
    if first in "#*" and text[start + 1 : start + 3].lstrip(_SELECTOR)[:1] == _KEYCAP:
        return text.index(_KEYCAP, start) + 1
    if unicodedata.category(first)[0] == "M":
        return start  # a mark on what is no letter
    end = start
    while end < len(text) and not _unspaced(text[end]) and (_letter(text[end]) or _joins(text, end, start)):
        end += 1
    return end


def _letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def _joins(text: str, place: int, start: int) -> bool:
    return start < place < len(text) - 1 and text[place] in _INSIDE and _letter(text[place + 1])


def _unspaced(char: str) -> bool:
    return _letter(char) and unicodedata.name(char, "").startswith(_UNSPACED)


def _over_marks(text: str, place: int) -> int:
    while place < len(text) and (unicodedata.category(text[place])[0] == "M" or text[place] in _VOICED):
        place += 1
    return place


def _over_emoji(text: str, start: int) -> int:
    """A pair of letters that is a flag, or a sign with what changes it and what is joined to it."""
    place = start + 1
    if _regional(text[start]) and place < len(text) and _regional(text[place]):
        return place + 1
    while place < len(text) and (
        _changes(text[place])
        or (text[place] == _JOINER and unicodedata.category(text[place + 1 : place + 2] or " ") == "So")
        or (text[place - 1] == _JOINER and unicodedata.category(text[place]) == "So")
    ):
        place += 1
    return place


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _changes(char: str) -> bool:
    """A mark, a tone of skin, or a tag, of which the flags of parts of countries are made."""
    tone, tag = "\U0001f3fb" <= char <= "\U0001f3ff", "\U000e0020" <= char <= "\U000e007f"
    return tone or tag or unicodedata.category(char) in ("Mn", "Me")
