"""What people are asked to state, as data: forms of fields, and the kinds of evidence that each field feeds."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import Self

import yaml
from pydantic import model_validator

from fairwitness.audits.plan.part import Part


class Field(Part):
    """One thing to state."""

    key: str
    title: str
    asks: str
    """What to write, in a sentence."""
    feeds: tuple[str, ...]
    """Kinds of evidence, by their keys in the vocabulary of the frameworks."""


class Form(Part):
    """Fields that belong together."""

    id: str
    title: str
    fields: tuple[Field, ...]


class Forms(Part):
    """All forms there are."""

    version: str
    forms: tuple[Form, ...]

    @model_validator(mode="after")
    def _keys_are_single(self) -> Self:
        keys = [field.key for form in self.forms for field in form.fields]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"The keys of fields must be different. Got '{twice[0]}' twice.")
        return self


@functools.cache
def forms() -> tuple[Form, ...]:
    """The forms, from ``forms.yaml``."""
    text = files("fairwitness.audits.statements").joinpath("forms.yaml").read_text("utf-8")
    return Forms.model_validate(yaml.safe_load(text)).forms


@functools.cache
def fields() -> Mapping[str, Field]:
    """Every field by its key, in the order of the forms."""
    return {field.key: field for form in forms() for field in form.fields}


@functools.cache
def feeding() -> Mapping[str, tuple[Field, ...]]:
    """The fields that feed each kind of evidence, by the key of the evidence."""
    found: dict[str, tuple[Field, ...]] = {}
    for field in fields().values():
        for key in field.feeds:
            found[key] = (*found.get(key, ()), field)
    return found
