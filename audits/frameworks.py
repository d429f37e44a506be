"""What a framework is to an audit: facts about a text, and what a record can show for each control.

The frameworks themselves are data beside the reports; they come in through the entry point group
``fairwitness.frameworks``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, cast

from fairwitness import _registry
from fairwitness.audits.record.schema import Control, FrameworkFacts, RecordContent


class Framework(Protocol):
    """One regulation or standard."""

    id: str

    def facts(self) -> FrameworkFacts:
        """Which text was read, and its state on that day."""
        ...

    def controls(self, content: RecordContent) -> tuple[Control, ...]:
        """What the record holds for each control."""
        ...


def framework(name: str) -> Framework:
    """The framework of that name; raises `UnknownNameError` if there is none."""
    return cast(Framework, _registry.load("fairwitness.frameworks", name))


def with_controls(content: RecordContent, names: Iterable[str]) -> RecordContent:
    """The same content with the controls of the named frameworks filled in."""
    chosen = [framework(name) for name in names]
    facts = tuple(each.facts() for each in chosen)
    controls = tuple(control for each in chosen for control in each.controls(content))
    return content.model_copy(update={"frameworks": facts, "controls": controls})
