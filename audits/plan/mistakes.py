"""Everything that is wrong with the text of a plan, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from pydantic import ValidationError

from fairwitness.audits.plan.load import parse_plan, placed
from fairwitness.audits.sentences import Place
from fairwitness.errors import PlanError

_IN_LINE = re.compile(r" in line (\d+)")
_QUOTED = re.compile(r"'([^']+)'")


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong; `line` counts from 1 and is None where it is of the plan as a whole."""

    line: int | None
    sentence: str


def mistakes(text: str, *, name: str = "the plan") -> tuple[Mistake, ...]:
    r"""What is wrong with a plan as such, in the order of its lines; nothing where it can be read.

    Examples
    --------
    >>> mistakes("title: Loans\nalpha: 2\n")
    (Mistake(line=2, sentence='`alpha` must be less than 0.5. Got 2 instead.'),)
    """
    try:
        parse_plan(text, name=name)
    except PlanError as error:
        cause = error.__cause__
        if isinstance(cause, ValidationError):
            root = yaml.compose(text, Loader=yaml.SafeLoader)
            found = [Mistake(_line_of(root, place), said) for place, said in placed(cause.errors())]
            return tuple(sorted(found, key=lambda one: one.line or 0))
        said = str(error).removeprefix(f"{name}: ")
        stated = _IN_LINE.search(said)
        return (Mistake(int(stated[1]) if stated else None, said),)
    return ()


def mistake_of(error: Exception, text: str) -> Mistake:
    """What a check of the whole plan refused, on the line of the name that it quotes."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    quoted = _QUOTED.search(str(error))
    lines = (node.start_mark.line + 1 for node in _scalars(root) if quoted and node.value == quoted[1])
    return Mistake(next(lines, None), str(error))


def _line_of(node: yaml.Node | None, place: Place) -> int | None:
    """The line of the deepest part of a place that the text spells out; pydantic's own steps lead nowhere."""
    line = None
    for step in place:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    line, node = key.start_mark.line + 1, value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _scalars(value)
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for value in pair:
                yield from _scalars(value)
