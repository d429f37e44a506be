"""English texts with the figures and days of a reader's own form, by the data of the CLDR that babel has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from fairwitness.reports import format as fmt
from fairwitness.reports.language.file import ENGLISH
from fairwitness.reports.language.texts import Text
from fairwitness.reports.language.words import Words

if TYPE_CHECKING:
    from babel import Locale

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,6}")
_FIGURE: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_WRITTEN: Final = re.compile(r"(?<![\w.,/-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?(?![\w/-])(?!\.\d)")
"""A figure within a sentence of ours: a number by itself, no part of a name, a date or a version."""


@dataclass(frozen=True, eq=False)
class Form(Words):
    """English texts with figures and days as a locale has them; digits are Latin, and the minus is the true one."""

    locale: Locale

    @cached_property
    def _signs(self) -> tuple[str, str]:
        return self("figure.thousands"), self("figure.decimal")

    @cached_property
    def grouping(self) -> tuple[int, int]:
        """As `Texts.grouping`; 3 and 2 in India."""
        first, others = self.locale.decimal_formats[None].grouping
        return first, others

    def figure(self, text: str) -> str:
        """A figure as English writes it, in the form of the locale; words for what is undefined."""
        return text if text == fmt.NOT_ESTIMABLE else _FIGURE.sub(self._formed, text)

    def said(self, sentence: str) -> str:
        """A sentence of ours, with what figures stand in it in the form of the locale."""
        return _WRITTEN.sub(self._percent, sentence)

    def _percent(self, found: re.Match[str]) -> str:
        number = self.figure(found[0].removesuffix("%"))
        return self("figure.percent", n=number) if found[0].endswith("%") else number

    def _formed(self, found: re.Match[str]) -> str:
        whole, point, part = found[0].partition(".")
        thousands, decimal = self._signs
        if "," in whole:
            whole = thousands.join(_grouped(whole.replace(",", ""), *self.grouping))
        return f"{whole}{decimal}{part}" if point else whole

    def _day(self, day: datetime, months: str) -> str:
        from babel.dates import format_date, format_skeleton

        if months == "month":
            return format_date(day, "long", self.locale)
        return format_skeleton("yMMMd", day, locale=self.locale)

    def _month(self, day: datetime, months: str) -> str:
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM" if months == "month" else "yMMM", day, locale=self.locale)


@lru_cache(maxsize=64)
def in_form(locale: str | None) -> Words:
    """English texts in the form of a locale.

    Parameters
    ----------
    locale
        A tag as browsers send it (BCP 47), such as ``de-AT``. A region that is not known is left out; a language that
        is not known, none at all, and ``en`` without a region are written as the reports write English.
    """
    tag = locale or ""
    if not _TAG.fullmatch(tag) or tag.lower() == "en":
        return ENGLISH
    found = _known(tag)
    return ENGLISH if found is None else _formed(found)


def _known(tag: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    parts = tag.split("-")
    for end in range(len(parts), 0, -1):
        try:
            return Locale.parse("-".join(parts[:end]), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _formed(locale: Locale) -> Words:
    from babel.numbers import format_percent, get_decimal_symbol, get_group_symbol

    signs = {
        "figure.decimal": get_decimal_symbol(locale),
        "figure.thousands": get_group_symbol(locale),
        "figure.percent": format_percent(0, locale=locale).replace("0", "{n}"),
    }
    bare = Form(ENGLISH.language, ENGLISH.region, {**ENGLISH.texts, **signs}, locale)
    texts = {key: _said(text, bare) for key, text in ENGLISH.texts.items()} | signs
    return Form(ENGLISH.language, locale.territory or "", texts, locale)


def _said(text: Text, form: Form) -> Text:
    if isinstance(text, str):
        return form.said(text)
    return {kind: form.said(one) for kind, one in text.items()}


def _grouped(digits: str, first: int, others: int) -> list[str]:
    """The digits of a whole number from the left, parted where its groups end."""
    ends = [*range(len(digits) - first, 0, -others)][::-1]
    return [digits[start:end] for start, end in zip([0, *ends], [*ends, len(digits)], strict=True)]
