"""One door for everything that can be added: checks, model formats, explainers, report formats, frameworks, policies.

A part is an entry point in a group named here; the built-in parts come in by the same door (see ``pyproject.toml``).
"""

from __future__ import annotations

import functools
from importlib.metadata import EntryPoints, entry_points
from typing import Literal, Protocol, cast

from fairwitness.errors import FairwitnessError, UnknownNameError

Group = Literal[
    "fairwitness.checks",
    "fairwitness.datasets",
    "fairwitness.models",
    "fairwitness.explainers",
    "fairwitness.reports",
    "fairwitness.frameworks",
    "fairwitness.framework_files",
    "fairwitness.policies",
    "fairwitness.languages",
]


_SINGULAR = {"policies": "policy"}


class _Parts(Protocol):
    """What `entry_points` gives, under different names in different versions of Python."""

    def select(self, *, group: str, name: str = ...) -> EntryPoints: ...


@functools.cache
def _parts() -> _Parts:
    """Every entry point there is; finding them reads the metadata of all installed packages, so it is done once."""
    return cast(_Parts, entry_points())


@functools.cache
def names(group: Group) -> tuple[str, ...]:
    """Names registered in a group, sorted; nothing is imported."""
    return tuple(sorted({point.name for point in _parts().select(group=group)}))


@functools.cache
def load(group: Group, name: str) -> object:
    """The object registered under a name; of a class, an instance.

    Raises
    ------
    UnknownNameError
        No part of that name is registered; the message has the nearest one.
    FairwitnessError
        The part is registered, and the package that has it cannot be imported.
    """
    found = _parts().select(group=group, name=name)
    plural = group.removeprefix("fairwitness.")
    what = _SINGULAR.get(plural) or plural.rstrip("s")
    if not found:
        raise UnknownNameError.among(name, names(group), what=what)
    try:
        part = next(iter(found)).load()
    except (ImportError, AttributeError) as error:
        raise FairwitnessError(f"The {what} '{name}' cannot be loaded: {error}.") from error
    return part() if isinstance(part, type) else part


def load_all(group: Group) -> dict[str, object]:
    """Every registered object of a group by its name, in the order of the names."""
    return {name: load(group, name) for name in names(group)}
