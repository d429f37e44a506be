"""Read a plan from YAML, and say in one sentence what is wrong with it."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml
from pydantic import BaseModel, ValidationError

from fairwitness.audits.plan.model import Plan
from fairwitness.errors import PlanError, nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WRITTEN = "`fairwitness schema` prints what each key may hold."
_MOST_BYTES: Final = 1 << 20
_MOST_KEYS: Final = 1000
_MOST_DIGITS: Final = 40
_MOST_SAID: Final = 12
_MOST_LOOKED_AT: Final = 200
"""Bounds that no plan of a person comes near, so that none takes the machine's memory or time."""
Location = tuple[int | str, ...]
_SHORT = reprlib.Repr()
_SHORT.maxlevel = 2
_SHORT.maxother = _SHORT.maxstring = 60
# Steps of a place that are no keys: the members of a union, and the functions that read short spellings.
_PYDANTIC = re.compile(r"(function-|tuple\[|literal\[|constrained-|nullable|\[key\]|(bool|int|float|str)$)")


class _SingleKeyLoader(yaml.SafeLoader):
    """YAML lets a later key silently win over an earlier one; a plan must not."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge as YAML does, unless keys merged into keys become a bomb."""
        super().flatten_mapping(node)
        if len(node.value) > _MOST_KEYS:
            raise PlanError(
                f"A place in a plan must have at most {_MOST_KEYS:,} keys. Got more in line "
                f"{node.start_mark.line + 1}."
            )

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        """A whole number that can be written out again."""
        if len(node.value) > _MOST_DIGITS:
            raise PlanError(
                f"A whole number must have at most {_MOST_DIGITS} digits. Got {len(node.value):,} in line "
                f"{node.start_mark.line + 1}."
            )
        return int(super().construct_yaml_int(node))

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[object] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise PlanError(
                    f"Each key must stand once. Got '{key}' again in line {key_node.start_mark.line + 1}."
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_SingleKeyLoader.add_constructor("tag:yaml.org,2002:int", _SingleKeyLoader.construct_yaml_int)


def load_plan(path: str | Path) -> Plan:
    """Read a plan file.

    Raises
    ------
    PlanError
        The file is not there, is not YAML, or holds something a plan cannot; the message says where.
    """
    path = Path(path)
    return parse_plan(read_text(path), name=path.name)


def read_text(path: Path) -> str:
    """The text of a plan's file, whatever it says.

    Raises
    ------
    PlanError
        The file is not there, is no UTF-8 text, or is longer than any plan.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        text = data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise PlanError(
            f"The plan must be a file. There is none at '{path}'; `fairwitness init` writes one."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(f"The plan '{path}' must be a UTF-8 text file. It cannot be read: {error}") from error
    if len(data) > _MOST_BYTES:
        raise PlanError(
            f"A plan must have at most {_MOST_BYTES >> 20} MB. '{path.name}' has more; is it the data?"
        )
    return text


def parse_plan(text: str, *, name: str = "the plan") -> Plan:
    """A plan from YAML text; `name` is how messages call it."""
    try:
        content = yaml.load(text, Loader=_SingleKeyLoader)
    except PlanError as error:
        raise PlanError(f"{name}: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise PlanError(f"{name} must be YAML. It stops being so{where}: {problem}.") from error
    except RecursionError as error:
        raise PlanError(f"{name} must be plain YAML. It is nested too deeply.") from error
    except (ValueError, TypeError) as error:
        # A date such as 2020-99-99, a list as a key, a thousand brackets: PyYAML raises Python's own errors.
        raise PlanError(f"{name} must be plain YAML. It holds what cannot be read: {error}.") from error
    if not isinstance(content, dict):
        got = "nothing" if content is None else f"a {type(content).__name__}"
        raise PlanError(f"{name} must hold keys such as `data` and `roles`. Got {got} instead.")
    return make_plan(content, name=name)


def make_plan(content: Mapping[str, object], *, name: str = "the plan") -> Plan:
    """A plan from plain values.

    Raises
    ------
    PlanError
        One sentence for each thing that is wrong, with its place.
    """
    try:
        return Plan.model_validate(content)
    except PlanError as error:
        raise PlanError(f"{name}: {error}") from error
    except ValidationError as error:
        raise PlanError(f"{name}: {_sentences(error.errors())}") from error


def _sentences(details: Sequence[ErrorDetails]) -> str:
    sentences = list(dict.fromkeys(sentence for _, sentence in placed(details)))
    more = len(sentences) - _MOST_SAID
    return " ".join([*sentences[:_MOST_SAID], *([f"And {more:,} more."] if more > 0 else [])])


def placed(details: Sequence[ErrorDetails]) -> list[tuple[Location, str]]:
    """One sentence for each place, with the place: what a union did not take is said once, for all its members."""
    unknown = {detail["loc"][:-1] for detail in details if detail["type"] == "extra_forbidden"}
    said: dict[str, tuple[Location, str]] = {}
    for detail in details[:_MOST_LOOKED_AT]:
        # A misspelt key is also a missing one; the spelling is what a person must put right.
        if detail["type"] == "missing" and detail["loc"][:-1] in unknown:
            continue
        place = _place(detail["loc"])
        if place in said and detail["type"] != "value_error":
            said[place] = detail["loc"], f"`{place}` cannot be {_shown(detail['input'])}; {_WRITTEN}"
        else:
            key = place + detail["msg"] if place in said else place
            said[key] = detail["loc"], _sentence(detail, place)
    return list(said.values())


def _sentence(detail: ErrorDetails, place: str) -> str:
    location, message = detail["loc"], detail["msg"]
    if detail["type"] == "extra_forbidden":
        return f"There is no key `{place}`. {nearest(str(location[-1]), _fields_at(location[:-1]))}".rstrip()
    if detail["type"] == "value_error":
        return message.removeprefix("Value error, ")
    if detail["type"] == "missing":
        return f"`{place}` must be given."
    if detail["type"] == "invalid_key":
        return f"The keys of a plan must be text. Got {_shown(location[-1])} instead."
    if detail["type"] == "string_pattern_mismatch":
        message = "Input should be three capital letters such as DEU"
    if detail["type"] in ("model_type", "model_attributes_type", "dict_type"):
        message = "Input should be keys with values"
    wanted = message.removeprefix("Input should be ").removeprefix("String should ").replace("tuple", "list")
    verb = "must" if message.startswith("String should") else "must be"
    return f"`{place}` {verb} {wanted.split(', unable to')[0]}. Got {_shown(detail['input'])} instead."


def _place(location: tuple[int | str, ...]) -> str:
    """Where in the plan, in its own keys: without the steps that only pydantic knows."""
    known: list[str] = []
    for depth, step in enumerate(location):
        if isinstance(step, int) or depth == 0 or step in _fields_at(location[:depth]):
            known.append(str(step))
        elif depth == len(location) - 1 and not _PYDANTIC.match(step):
            known.append(step)
    return ".".join(known)


def _shown(value: object) -> str:
    """A value as short as can be: a hostile plan may hold one that is huge when written out."""
    return "nothing" if value is None else _SHORT.repr(value)


def _fields_at(location: tuple[object, ...]) -> list[str]:
    """Names of the fields that a place in the plan may have."""
    part: type[BaseModel] | None = Plan
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
