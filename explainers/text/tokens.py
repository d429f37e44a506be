"""Where the words of a text are, in any script.

A word is a run of letters, digits and marks, with apostrophes inside. Scripts that are written without spaces between
words (Chinese, Japanese kana, Thai, Lao, Khmer, Burmese) give one part for each character and its marks, and so does an
emoji with its modifiers. Spaces and punctuation are never parts.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
_INSIDE = "'\u2019_"
_JOINER = "\u200d"
_MODIFIERS = ("\ufe0f", _JOINER)


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
        return _over_emoji(text, start + 1)
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
    while place < len(text) and unicodedata.category(text[place])[0] == "M":
        place += 1
    return place


def _over_emoji(text: str, place: int) -> int:
    while place < len(text) and (
        text[place] in _MODIFIERS
        or unicodedata.category(text[place]) in ("Sk", "Mn")
        or text[place - 1] == _JOINER
    ):
        place += 1
    return place
