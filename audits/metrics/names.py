"""How metrics are named: ``conditional_`` before a rate among comparable people, ``[label]`` behind one of several."""

from __future__ import annotations

import re

CONDITIONAL = "conditional_"
_OF_LABEL = re.compile(r"(?P<name>\w+)\[(?P<label>.+)\]")


def labelled(metric: str) -> tuple[str, str] | None:
    """The rate and the label of ``rate[label]``; None for any other name."""
    match = _OF_LABEL.fullmatch(metric)
    return None if match is None else (match["name"], match["label"])


def without_label(metric: str) -> str:
    """The name of a metric, whichever of several labels it is of."""
    return metric.partition("[")[0]


def plain_rate(metric: str) -> str:
    """The name of a metric, whichever label it is of and whoever is compared."""
    return without_label(metric).removeprefix(CONDITIONAL)
