"""Columns that hold what law protects, or stand in for it, told by their names and by their values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from fairwitness.audits.plan.words import OTHERS, PROXIES, SENSITIVE, VALUES

if TYPE_CHECKING:
    import pandas as pd

_MOST_GROUPS = 50
_LOOKED_AT = 20_000
_MOSTLY = 0.8
_LETTERS = str.maketrans(
    {"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "ł": "l", "ø": "o", "æ": "ae", "\u0131": "i"}
)
_BIRTH_YEARS = (1900, 2100)


def why_sensitive(name: str, column: pd.Series) -> str | None:
    """A sentence that says why a column looks like a sensitive attribute; None if it does not."""
    distinct = distinct_values(column)
    numeric = column.dtype.kind in "iuf"
    dated = column.dtype.kind == "M"
    if distinct < 2 or "cat" in tokens(name):  # cat_sex is a coded feature
        return None
    for what, words in SENSITIVE.items():
        if not _named(name, words):
            continue
        if what == "age" and (dated or _is_birth(column)):
            return f"The column '{name}' is named like a date or year of birth, which tells the age; law protects age."
        if numeric or distinct <= _MOST_GROUPS:
            return f"The column '{name}' is named like an attribute that law protects."
    if numeric or dated or distinct > _MOST_GROUPS:
        return None
    what_held = _held(column)
    return (
        None
        if what_held is None
        else f"The column '{name}' holds values like those of {what_held}, which law protects."
    )


def proxies(frame: pd.DataFrame, taken: Collection[str]) -> Iterator[str]:
    """A sentence for each column that may stand in for a sensitive attribute."""
    for name in map(str, frame.columns):
        if name in taken or distinct_values(frame[name]) < 2:
            continue
        for what, words in PROXIES.items():
            if _named(name, words):
                yield f"The column '{name}' may tell {what}: a model that reads it can treat groups differently."
                break


def tokens(name: str) -> list[str]:
    """The words of a name in small letters, without accents.

    Examples
    --------
    >>> tokens("Geschlecht_derPerson"), tokens("Größe"), tokens("Płeć")
    (['geschlecht', 'der', 'person'], ['groesse'], ['plec'])
    """
    spaced = re.sub(r"([^\W\d_A-Z])([A-Z])", r"\1 \2", name)
    return [token for token in re.split(r"[^a-z]+", folded(spaced)) if token]


def folded(text: str) -> str:
    """A text in small letters without accents; umlauts are written as two letters."""
    small = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    return "".join(sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign))


def _named(name: str, words: Collection[str]) -> bool:
    """Whether one word of a name, or two that stand together, is among some words."""
    # Umlauts are also written with the letter alone: Fodelsear and foedelsear are one word.
    found = [*tokens(name), *tokens("".join(_bare(sign) for sign in unicodedata.normalize("NFC", name)))]
    return bool({*found, *("".join(pair) for pair in pairwise(found))} & set(words))


def _bare(sign: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", sign) if not unicodedata.combining(part))


def distinct_values(column: pd.Series) -> int:
    """How many values there are; 0 where they are lists or other things that cannot be told apart."""
    try:
        return int(column.nunique())
    except TypeError:
        return 0


def _held(column: pd.Series) -> str | None:
    """What the values of a column of groups are of."""
    values = {folded(str(value)).strip().rstrip(".") for value in column.dropna().iloc[:_LOOKED_AT].unique()}
    kept = values - OTHERS
    if len(kept) < 2 and not values & OTHERS:
        return None
    for what, sets in VALUES.items():
        for known in sets:
            whole = what == "sex"
            if whole and len(kept) > 1 and kept <= known:
                return what
            if not whole and len(kept) > 1 and len(kept & known) >= _MOSTLY * len(kept):
                return what
    return None


def _is_birth(column: pd.Series) -> bool:
    """Years that people were born in, or dates as text."""
    low, high = _BIRTH_YEARS
    if column.dtype.kind in "iuf":
        known = column.dropna()
        return bool(len(known) and known.between(low, high).all() and (known % 1 == 0).all())
    texts = column.dropna().astype(str).iloc[:1000]
    return bool(len(texts) and texts.str.fullmatch(r"\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*").all())
