"""What a framework is to an audit: facts about a text, and what a record can show for each control.

The frameworks themselves are data beside the reports; they come in through the entry point group
``fairwitness.frameworks``. A user's own is a file that the plan names by its path; what reads it comes in through
``fairwitness.framework_files``, under the end of the file's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, cast

from fairwitness import _registry
from fairwitness.audits import language
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.record.schema import Control, FrameworkFacts, RecordContent
from fairwitness.errors import FrameworkError, UnknownNameError

_FILES = "fairwitness.framework_files"


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
    """The framework of that name, or in the file at that path.

    Raises
    ------
    UnknownNameError
        None of that name is registered.
    FrameworkError
        The file cannot be used.
    """
    if not is_file(name):
        try:
            return cast(Framework, _registry.load("fairwitness.frameworks", name))
        except UnknownNameError as error:
            raise UnknownNameError(f"{error} Your own is named by its file, such as ./ours.yaml.") from error
    path = Path(name)
    kinds = _registry.names(_FILES)
    if path.suffix.removeprefix(".") not in kinds:
        ends = " or ".join(f".{kind}" for kind in kinds)
        raise FrameworkError(
            f"A framework of your own must be a file that ends in {ends}. Got '{name}' instead."
        )
    read = cast(Callable[[Path], Framework], _registry.load(_FILES, path.suffix.removeprefix(".")))
    return read(path)


def chosen(names: Iterable[str]) -> tuple[Framework, ...]:
    """The frameworks of these names and files; raises as `framework`, and if two have one id."""
    found: dict[str, Framework] = {}
    for name in names:
        one = framework(name)
        if one.id in found:
            raise FrameworkError(
                f"Each framework must have an id of its own. Got '{one.id}' twice, the second time as '{name}'."
            )
        found[one.id] = one
    return tuple(found.values())


def is_file(name: str) -> bool:
    """Whether a plan means a file by this, and not a registered name."""
    return name not in _registry.names("fairwitness.frameworks") and any(mark in name for mark in "/\\.")


def located(plan: Plan, folder: Path) -> Plan:
    """The same plan with its files (frameworks, statements, logo, language) as found from here, not from `folder`."""
    names = tuple(str(folder / name) if is_file(name) else name for name in plan.frameworks)
    stated = None if plan.statements is None else str(folder / plan.statements)
    logo = None if plan.report.logo is None else str(folder / plan.report.logo)
    said = plan.report.language
    texts = str(folder / said) if language.is_file(said) else said
    report = plan.report.model_copy(update={"logo": logo, "language": texts})
    return plan.model_copy(update={"frameworks": names, "statements": stated, "report": report})


def with_controls(content: RecordContent, names: Iterable[str]) -> RecordContent:
    """The same content with the controls of the named frameworks filled in."""
    found = chosen(names)
    facts = tuple(each.facts() for each in found)
    controls = tuple(control for each in found for control in each.controls(content))
    return content.model_copy(update={"frameworks": facts, "controls": controls})
