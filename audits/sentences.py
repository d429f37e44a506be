"""What pydantic found wrong with a person's file, in sentences that name the place by the file's own keys."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel

from fairwitness.errors import nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Place = tuple[int | str, ...]
_MOST_SAID: Final = 12
_MOST_LOOKED_AT: Final = 200
_SHORT = reprlib.Repr()
_SHORT.maxlevel = 2
_SHORT.maxother = _SHORT.maxstring = 60
# Steps of a place that are no keys: the members of a union, and the functions that read short spellings.
_PYDANTIC = re.compile(r"(function-|tuple\[|literal\[|constrained-|nullable|\[key\]|(bool|int|float|str)$)")


def sentences(
    details: Sequence[ErrorDetails], root: type[BaseModel], *, written: str, what: str = "plan"
) -> str:
    """What is wrong, in sentences: the first dozen, and how many more there are.

    Parameters
    ----------
    root
        The model whose fields the places start at.
    written
        Where a person finds what each key may hold, as a sentence.
    what
        What messages call the file.
    """
    found = list(dict.fromkeys(said for _, said in placed(details, root, written=written, what=what)))
    more = len(found) - _MOST_SAID
    return " ".join([*found[:_MOST_SAID], *([f"And {more:,} more."] if more > 0 else [])])


def placed(
    details: Sequence[ErrorDetails], root: type[BaseModel], *, written: str, what: str = "plan"
) -> list[tuple[Place, str]]:
    """One sentence for each place, with the place: what a union did not take is said once, for all its members."""
    unknown = {detail["loc"][:-1] for detail in details if detail["type"] == "extra_forbidden"}
    said: dict[str, tuple[Place, str]] = {}
    for detail in details[:_MOST_LOOKED_AT]:
        # A misspelt key is also a missing one; the spelling is what a person must put right.
        if detail["type"] == "missing" and detail["loc"][:-1] in unknown:
            continue
        place = _place(detail["loc"], root)
        if place in said and detail["type"] != "value_error":
            said[place] = detail["loc"], f"`{place}` cannot be {_shown(detail['input'])}; {written}"
        else:
            key = place + detail["msg"] if place in said else place
            said[key] = detail["loc"], _sentence(detail, place, root, what)
    return list(said.values())


def _sentence(detail: ErrorDetails, place: str, root: type[BaseModel], what: str) -> str:
    location, message = detail["loc"], detail["msg"]
    if detail["type"] == "extra_forbidden":
        known = fields_at(location[:-1], root)
        return f"There is no key `{place}`. {nearest(str(location[-1]), known)}".rstrip()
    if detail["type"] == "value_error":
        return message.removeprefix("Value error, ")
    if detail["type"] == "missing":
        return f"`{place}` must be given."
    if detail["type"] == "invalid_key":
        return f"The keys of a {what} must be text. Got {_shown(location[-1])} instead."
    if detail["type"] == "string_pattern_mismatch":
        message = "Input should be three capital letters such as DEU"
    if detail["type"] in ("model_type", "model_attributes_type", "dict_type"):
        message = "Input should be keys with values"
    wanted = message.removeprefix("Input should be ").removeprefix("String should ").replace("tuple", "list")
    verb = "must" if message.startswith("String should") else "must be"
    return f"`{place}` {verb} {wanted.split(', unable to')[0]}. Got {_shown(detail['input'])} instead."


def _place(location: Place, root: type[BaseModel]) -> str:
    """Where in the file, in its own keys: without the steps that only pydantic knows."""
    known: list[str] = []
    for depth, step in enumerate(location):
        if isinstance(step, int) or depth == 0 or step in fields_at(location[:depth], root):
            known.append(str(step))
        elif depth == len(location) - 1 and not _PYDANTIC.match(step):
            known.append(step)
    return ".".join(known)


def _shown(value: object) -> str:
    """A value as short as can be: a hostile file may hold one that is huge when written out."""
    return "nothing" if value is None else _SHORT.repr(value)


def fields_at(location: tuple[object, ...], root: type[BaseModel]) -> list[str]:
    """Names of the fields that a place may have."""
    part: type[BaseModel] | None = root
    for step in location:
        if isinstance(step, int) or part is None:
            continue
        field = part.model_fields.get(str(step))
        part = next((model for model in _models_in(field.annotation if field else None)), None)
    return sorted(field.alias or name for name, field in part.model_fields.items()) if part else []


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    found: list[type[BaseModel]] = []
    for inner in getattr(annotation, "__args__", ()):
        found += _models_in(inner)
    return found
