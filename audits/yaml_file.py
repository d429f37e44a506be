"""YAML that people write: read with bounds, each key once, and a sentence with the line where it is none."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from fairwitness.errors import FairwitnessError

_MOST_BYTES: Final = 1 << 20
_MOST_KEYS: Final = 1000
_MOST_DIGITS: Final = 40
"""Bounds that no file of a person comes near, so that none takes the machine's memory or time."""


@dataclass(frozen=True)
class Kind:
    """What a file is meant to be, as messages call it."""

    word: str
    """Such as "plan"."""
    keys: str
    """Some of its keys, such as "`data` and `roles`"."""
    error: type[FairwitnessError]
    get_one: str
    """How to come by one, as the end of a sentence."""


class _RefusedError(ValueError):
    """What YAML would take and a person's file must not hold; a whole sentence."""


class _SingleKeyLoader(yaml.SafeLoader):
    """YAML lets a later key silently win over an earlier one; what a person writes must not."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge as YAML does, unless keys merged into keys become a bomb."""
        super().flatten_mapping(node)
        if len(node.value) > _MOST_KEYS:
            raise _RefusedError(
                f"A place must have at most {_MOST_KEYS:,} keys. Got more in line {node.start_mark.line + 1}."
            )

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        """A whole number that can be written out again."""
        if len(node.value) > _MOST_DIGITS:
            raise _RefusedError(
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
                raise _RefusedError(
                    f"Each key must stand once. Got '{key}' again in line {key_node.start_mark.line + 1}."
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_SingleKeyLoader.add_constructor("tag:yaml.org,2002:int", _SingleKeyLoader.construct_yaml_int)


def read_text(path: Path, kind: Kind) -> str:
    """The text of a file, without a byte-order mark; raises the kind's error if there is none, or too much."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        text = data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise kind.error(
            f"The {kind.word} must be a file. There is none at '{path}'; {kind.get_one}."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise kind.error(
            f"The {kind.word} '{path}' must be a UTF-8 text file. It cannot be read: {error}"
        ) from error
    if len(data) > _MOST_BYTES:
        raise kind.error(
            f"A {kind.word} must have at most {_MOST_BYTES >> 20} MB. '{path.name}' has more; is it the data?"
        )
    return text


def parse_mapping(text: str, kind: Kind, name: str) -> dict[object, object]:
    """The keys and values of YAML text that messages call `name`; raises the kind's error if it has none."""
    try:
        content = yaml.load(text, Loader=_SingleKeyLoader)
    except _RefusedError as error:
        raise kind.error(f"{name}: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise kind.error(f"{name} must be YAML. It stops being so{where}: {problem}.") from error
    except RecursionError as error:
        raise kind.error(f"{name} must be plain YAML. It is nested too deeply.") from error
    except (ValueError, TypeError) as error:
        # A date such as 2020-99-99, a list as a key, a thousand brackets: PyYAML raises Python's own errors.
        raise kind.error(f"{name} must be plain YAML. It holds what cannot be read: {error}.") from error
    if not isinstance(content, dict):
        got = "nothing" if content is None else f"a {type(content).__name__}"
        raise kind.error(f"{name} must hold keys such as {kind.keys}. Got {got} instead.")
    return content
