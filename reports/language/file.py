"""Where texts come from: the files that are registered, a user's own, and what a record says of its language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, cast

import yaml

from fairwitness import _registry
from fairwitness.audits.language import GROUP, KIND, chosen
from fairwitness.audits.record import Record
from fairwitness.audits.yaml_file import parse_mapping
from fairwitness.errors import LanguageError
from fairwitness.reports.language.texts import Text, places
from fairwitness.reports.language.words import Words

_Fast: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEAD: Final = ("language", "region")
_FORMS: Final = {"one", "other"}
_MARKUP: Final = re.compile(r"[<>`|*\[\]\\]")
_OWN: Final = "The language file of the plan"


def named(name: str) -> Words:
    """The texts of a registered language, or of a file of one's own.

    Raises
    ------
    LanguageError
        The file cannot be read, or lacks a text.
    UnknownNameError
        There is no such language; the message names those there are.
    """
    return _of(*chosen(name))


def in_language(record: Record, name: str) -> Record:
    """The same record, to be reported in a language; raises as `named` does."""
    language, texts = chosen(name)
    _of(language, texts)
    made = record.provenance.model_copy(update={"language": language, "texts": texts})
    return record.model_copy(update={"provenance": made})


def spoken(record: Record) -> Words:
    """The texts of the language that a record asks for; raises as `named` does."""
    return _of(record.provenance.language, record.provenance.texts)


def read(content: Mapping[object, object], name: str) -> Words:
    """The texts of a file, by what it holds; messages call it so.

    Raises
    ------
    LanguageError
        It lacks a text that English has, or a place in one; or a text is more than text.
    """
    found = _whole(content, name)
    for key, english in ENGLISH.texts.items():
        if key not in found.texts:
            raise LanguageError(f"{name} must have every text that English has. It has none for `{key}`.")
        ours, theirs = places(english), places(found.texts[key])
        if ours - theirs:
            raise LanguageError(f"{name} must leave a place for {{{min(ours - theirs)}}} in `{key}`.")
        if theirs - ours:
            raise LanguageError(f"{name} must not have a place for {{{min(theirs - ours)}}} in `{key}`.")
        if mark := _MARKUP.search(str(found.texts[key])):
            raise LanguageError(f"{name} must hold plain text. Got '{mark[0]}' in `{key}`.")
    return found


def _of(language: str | None, texts: str | None) -> Words:
    if texts is not None:
        return _own(texts)
    name = None if language is None else chosen(language)[0]
    return ENGLISH if name is None else _registered(name)


@cache
def _own(texts: str) -> Words:
    return read(parse_mapping(texts, KIND, _OWN), _OWN)


@cache
def _registered(name: str) -> Words:
    file = cast(Traversable, _registry.load(GROUP, name))
    return read(_installed(file), f"The language file '{file.name}'")


def _installed(file: Traversable) -> Mapping[object, object]:
    """What a file holds that came with a package: read ten times as fast as a person's, and without its checks."""
    return cast(Mapping[object, object], yaml.load(file.read_text("utf-8"), Loader=_Fast))


def _whole(content: Mapping[object, object], name: str) -> Words:
    texts = dict(_flat(content, name))
    head = [texts.pop(key, "") for key in _HEAD]
    if not all(isinstance(one, str) and len(one) == 2 for one in head):
        raise LanguageError(
            f"{name} must begin with the two letters of its `language` and its `region`, such as de and DE."
        )
    language, region = cast(list[str], head)
    return Words(language, region, texts)


def _flat(content: Mapping[object, object], name: str, place: str = "") -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    for word, value in content.items():
        key = f"{place}{word}"
        if isinstance(value, str):
            found.append((key, value))
        elif not isinstance(value, dict):
            raise LanguageError(f"{name} must have a text for `{key}`, in quotes. Got {value!r} instead.")
        elif set(value) == _FORMS:
            found.append((key, {form: str(text) for form, text in value.items()}))
        else:
            found += _flat(value, name, f"{key}.")
    return found


ENGLISH: Final = _whole(_installed(files("fairwitness.reports.language").joinpath("en.yaml")), "en.yaml")
"""The texts that every other language has too."""
