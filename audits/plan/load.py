"""Read a plan from YAML, and say in one sentence what is wrong with it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError

from fairwitness.audits.plan.model import Plan
from fairwitness.errors import PlanError, nearest


class _SingleKeyLoader(yaml.SafeLoader):
    """YAML lets a later key silently win over an earlier one; a plan must not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise PlanError(
                    f"Each key must stand once. Got '{key}' again in line {key_node.start_mark.line + 1}."
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def load_plan(path: str | Path) -> Plan:
    """Read a plan file.

    Raises
    ------
    PlanError
        The file is not there, is not YAML, or holds something a plan cannot; the message says where.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PlanError(
            f"The plan must be a file. There is none at '{path}'; `fairwitness init` writes one."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(f"The plan '{path}' must be a UTF-8 text file. It cannot be read: {error}") from error
    return parse_plan(text, name=path.name)


def parse_plan(text: str, *, name: str = "the plan") -> Plan:
    """A plan from YAML text; `name` is how messages call it."""
    try:
        content = yaml.load(text, Loader=_SingleKeyLoader)
    except PlanError as error:
        raise PlanError(f"{name}: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise PlanError(
            f"{name} must be YAML. It stops being so{where}: {getattr(error, 'problem', error)}."
        ) from error
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
        raise PlanError(f"{name}: " + " ".join(_sentence(detail) for detail in error.errors())) from error


def _sentence(detail: Mapping[str, object]) -> str:
    location = detail["loc"]
    place = (
        ".".join(str(part) for part in location if not str(part).startswith("function-"))
        if isinstance(location, tuple)
        else ""
    )
    message = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden" and isinstance(location, tuple):
        return f"There is no key `{place}`. {nearest(str(location[-1]), _fields_at(location[:-1]))}".rstrip()
    if detail["type"] == "value_error":
        return message
    return f"`{place}`: {message[0].lower()}{message[1:]}. Got {detail['input']!r} instead."


def _fields_at(location: tuple[object, ...]) -> list[str]:
    """Names of the fields that a place in the plan may have."""
    part: type[BaseModel] | None = Plan
    for step in location:
        if isinstance(step, int) or part is None:
            continue
        field = part.model_fields.get(str(step))
        part = next((model for model in _models_in(field.annotation if field else None)), None)
    return sorted(part.model_fields) if part else []


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    found: list[type[BaseModel]] = []
    for inner in getattr(annotation, "__args__", ()):
        found += _models_in(inner)
    return found
