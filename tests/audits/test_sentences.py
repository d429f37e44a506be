"""What pydantic says, in the words of the file."""

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from fairwitness.audits.sentences import fields_at, sentences


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    day: int


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    parts: tuple[Inner, ...]


def said(content):
    with pytest.raises(ValidationError) as refused:
        Outer.model_validate(content)
    return sentences(refused.value.errors(), Outer, written="See there.", what="list")


def test_the_nearest_key_of_the_place_is_named():
    assert said({"parts": [{"dy": 1}]}) == "There is no key `parts.0.dy`. Did you mean 'day'?"
    assert said({}) == "`parts` must be given."
    assert said({"parts": [{"day": "x" * 200}]}).startswith("`parts.0.day` must be a valid integer")
    assert said({"parts": [], 5: 1}) == "The keys of a list must be text. Got 5 instead."


def test_a_long_list_of_mistakes_is_cut():
    assert said({"parts": [{"day": "x"}] * 30}).endswith("And 18 more.")


def test_fields_are_found_through_lists():
    assert fields_at(("parts", 0), Outer) == ["day"]
    assert fields_at(("nothing",), Outer) == []
