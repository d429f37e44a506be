"""Texts by key, with named places for what changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fairwitness.reports import format as fmt

RECORD: Final = "en"
"""The language of every record: its sentences are made in the audit, and sealed."""
_PLACE: Final = re.compile(r"\{(\w+)\}")
Text = str | Mapping[str, str]
"""A text, or one for a single thing and one for any other number (``one``, ``other``)."""


class Quoted(str):
    """A sentence of the record that stands in a report of another language, and is marked as English there."""

    __slots__ = ()


def places(text: Text) -> frozenset[str]:
    """The names of the places that a text leaves open."""
    forms = [text] if isinstance(text, str) else list(text.values())
    return frozenset(name for form in forms for name in _PLACE.findall(form))


@dataclass(frozen=True, eq=False)
class Texts:
    """The texts of one language.

    Attributes
    ----------
    language, region
        Codes of ISO 639-1 and ISO 3166-1, such as ``de`` and ``DE``.
    texts
        By key: the place in a report, and what it says there, joined by a point.
    """

    language: str
    region: str
    texts: Mapping[str, Text]

    def __call__(self, key: str, /, **values: str | int) -> str:
        """The text of a key with its places filled; whole numbers as `count` writes them.

        A text that knows one and many goes by ``n``. What is filled in is never read for places itself.
        """
        text = self.texts[key]
        if not isinstance(text, str):
            text = text["one" if values["n"] == 1 else "other"]
        filled = {
            name: value if isinstance(value, str) else self.count(value) for name, value in values.items()
        }
        return _PLACE.sub(lambda place: filled[place[1]], text)

    @property
    def grouping(self) -> tuple[int, int]:
        """How many digits stand together at the right of a whole number, and in each group before."""
        return 3, 3

    def part(self, place: str) -> dict[str, str]:
        """All plain texts of one place, by what they say, for a template that fills them itself."""
        start = f"{place}."
        return {
            key.removeprefix(start): text
            for key, text in self.texts.items()
            if key.startswith(start) and isinstance(text, str)
        }

    def knows(self, key: str) -> bool:
        """Whether there is a text of that key."""
        return key in self.texts

    def of(self, place: str, name: str) -> str:
        """What a thing of the record is called; one that there is no text for, what the record calls it."""
        key = f"{place}.{name}"
        return self(key) if self.knows(key) else name

    def quote(self, text: str) -> str:
        """A sentence of the record: as it is in English, else marked as such."""
        return text if self.language == RECORD else Quoted(text)

    def listed(self, items: list[str] | tuple[str, ...]) -> str:
        """Names in a row: ``a``, ``a and b``, ``a, b and c``."""
        if len(items) < 2:
            return items[0] if items else self("said.none")
        return self("said.list", first=", ".join(items[:-1]), last=items[-1])

    def count(self, value: int | None) -> str:
        """A whole number with thousands."""
        return self.figure(fmt.count(value))

    def figure(self, text: str) -> str:
        """A figure as English writes it, in the signs of this language; words for what is undefined."""
        if text == fmt.NOT_ESTIMABLE:
            return self("said.not_estimable")
        signs = {",": self("figure.thousands"), ".": self("figure.decimal")}
        return re.sub(r"(?<=\d)[,.](?=\d)", lambda sign: signs[sign[0]], text)
