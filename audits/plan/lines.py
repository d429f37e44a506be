"""Where in the text of a plan each limit stands."""

from __future__ import annotations

import yaml

from fairwitness.audits.plan.explanation_limit import ExplanationLimit
from fairwitness.audits.plan.gate import Gate
from fairwitness.audits.plan.load import parse_plan


def limit_lines(text: str, *, name: str = "the plan") -> tuple[tuple[Gate | ExplanationLimit, int], ...]:
    """Each declared limit with the line its entry begins in, counted from 1; gates first, then explanations'.

    A limit that the plan does not spell out, such as the usual one of a plan without `gates`, has no line.

    Raises
    ------
    PlanError
        The text is no plan.
    """
    plan = parse_plan(text, name=name)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    gates = zip(plan.gates, _lines(root, "gates"), strict=False)
    limits = zip(plan.explain.limits, _lines(root, "explain", "limits"), strict=False)
    return (*gates, *limits)


def _lines(node: yaml.Node | None, *keys: str) -> list[int]:
    """The lines that the entries of a list begin in; none where the keys lead to no list."""
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for name, value in pairs if name.value == key), None)
    entries = node.value if isinstance(node, yaml.SequenceNode) else []
    return [entry.start_mark.line + 1 for entry in entries]
