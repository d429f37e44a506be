"""What columns and values are called: roles, attributes that law protects, and columns that stand in for these.

The words are in ``words.yaml``, in ten languages. Names are compared word by word, in small letters and without
accents, so ``Straße`` is ``strasse`` and ``âge`` is ``age``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import yaml

_FILE: Final = yaml.safe_load(files("fairwitness.audits.plan").joinpath("words.yaml").read_text("utf-8"))


def _words(of: str) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in _FILE[of].items()}


ROLES: Final = _words("roles")
"""Role, and the words of its columns."""

SENSITIVE: Final = _words("sensitive")
"""What is protected, and the words of columns that hold it."""

PROXIES: Final = _words("proxies")
"""What a column tells of people, and the words of columns that do; `first name` is two words that are one."""

VALUES: Final[Mapping[str, tuple[frozenset[str], ...]]] = {
    name: tuple(map(frozenset, sets)) for name, sets in _FILE["values"].items()
}
"""What is protected, and sets of values: those of sex must be met wholly, of the others by most values of a column."""

OTHERS: Final = frozenset[str](_FILE["others"])
"""Values that may stand beside any of these."""

HARMS: Final = frozenset[str](_FILE["harms"])
"""Words of columns whose positive label is bad for a person."""

BENEFITS: Final = frozenset[str](_FILE["benefits"])
"""Words of columns and labels that are good for one."""
