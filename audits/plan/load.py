"""Read a plan from YAML, and say in one sentence what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from fairwitness.audits import sentences, yaml_file
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.sentences import Place
from fairwitness.audits.yaml_file import Kind, parse_mapping
from fairwitness.errors import PlanError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WRITTEN: Final = "`fairwitness schema` prints what each key may hold."
_PLAN: Final = Kind("plan", "`data` and `roles`", PlanError, "`fairwitness init` writes one")


def load_plan(path: str | Path) -> Plan:
    """Read a plan file.

    Parameters
    ----------
    path : str or path
        A YAML file. Paths in it are relative to its folder.

    Returns
    -------
    Plan
        Frozen; every key that the file leaves out has its default.

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
    return yaml_file.read_text(path, _PLAN)


def parse_plan(text: str, *, name: str = "the plan") -> Plan:
    """A plan from YAML text; `name` is how messages call it."""
    return _made(parse_mapping(text, _PLAN, name), name)


def make_plan(content: Mapping[str, object], *, name: str = "the plan") -> Plan:
    """A plan from plain values.

    Raises
    ------
    PlanError
        One sentence for each thing that is wrong, with its place.
    """
    return _made(content, name)


def _made(content: object, name: str) -> Plan:
    try:
        return Plan.model_validate(content)
    except PlanError as error:
        raise PlanError(f"{name}: {error}") from error
    except ValidationError as error:
        raise PlanError(f"{name}: {sentences.sentences(error.errors(), Plan, written=_WRITTEN)}") from error


def placed(details: Sequence[ErrorDetails]) -> list[tuple[Place, str]]:
    """What is wrong with a plan: one sentence for each place, with the place."""
    return sentences.placed(details, Plan, written=_WRITTEN)
