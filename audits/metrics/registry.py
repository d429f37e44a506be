"""The metric of a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from fairwitness.audits import rates
from fairwitness.audits.metrics import library
from fairwitness.audits.metrics.base import BINARY, Metric, Need, Shown, Source
from fairwitness.audits.metrics.conditional import PREFIX, conditional
from fairwitness.audits.metrics.mean import means
from fairwitness.audits.metrics.rate import of_label, two_labels
from fairwitness.audits.metrics.score import scores
from fairwitness.audits.metrics.tabled import tabled
from fairwitness.audits.plan.model import Task
from fairwitness.errors import PlanError, UnknownNameError

_OF_LABEL = re.compile(r"(?P<name>\w+)\[(?P<label>.+)\]")
_LABELS: frozenset[Need] = frozenset({"labels"})


def _in_parts(source: Source) -> Shown:
    """What is judged by its parts has no figure of its own."""
    raise PlanError(f"A figure of '{source.attribute}' was asked of a metric that only joins others.")


_JOINT = Metric(
    "equalized_odds",
    "Positives found, and negatives taken for positive",
    _in_parts,
    tasks=BINARY,
    needs=_LABELS,
    parts=("true_positive_rate", "false_positive_rate"),
)

METRICS: Mapping[str, Metric] = MappingProxyType(
    {**two_labels(), **means(), **scores(), **tabled(), _JOINT.name: _JOINT}
)
"""Every built-in metric by its name."""


def metric_named(name: str) -> Metric:
    """The metric of that name: built in, ``name[label]``, ``conditional_name``, or one of a library.

    Raises
    ------
    UnknownNameError
        There is none; the message has the nearest one.
    """
    if name in METRICS:
        return METRICS[name]
    if (match := _OF_LABEL.fullmatch(name)) and match["name"] in rates.METRICS:
        return of_label(match["name"], match["label"])
    if name.startswith(PREFIX) and name.removeprefix(PREFIX) in rates.METRICS:
        return conditional(name.removeprefix(PREFIX))
    found = library.named(name)
    if found is None:
        raise UnknownNameError.among(name, METRICS, what="metric")
    return found


def is_of(metric: Metric, task: Task) -> bool:
    """Whether a metric is of a kind of decision; a rate of two labels is also one of each of several."""
    return task in metric.tasks or (task == "multiclass" and metric.name in rates.METRICS)


def for_task(task: Task) -> dict[str, Metric]:
    """The built-in metrics of a kind of decision."""
    return {name: metric for name, metric in METRICS.items() if is_of(metric, task)}
