"""Which gaps are shared out among the columns, and over which rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.explain import GapMetric
from fairwitness.audits.record.schema import Comparison
from fairwitness.audits.subject import Subject
from fairwitness.audits.subject.attributes import Attribute

if TYPE_CHECKING:
    from fairwitness.audits.checks.base import Context

Places = npt.NDArray[np.int64]
FIRST: Final[dict[str, GapMetric]] = {"binary": "selection_rate", "regression": "mean_prediction"}
"""By task: the gap that is always looked at."""
_OTHERS: Final[tuple[GapMetric, ...]] = ("true_positive_rate", "false_positive_rate", "mean_score")
_OUTCOME: Final[dict[str, int]] = {"true_positive_rate": 1, "false_positive_rate": 0}
"""Rates over the rows of one outcome."""


@dataclass(frozen=True)
class Wanted:
    """A gap that is to be shared out.

    Parameters
    ----------
    metric
        What it is a gap of.
    attribute
        By which groups.
    comparison
        Its judgement.
    pair
        The groups with the higher and the lower figure.
    sizes
        How many rows of either the figure is of.
    """

    metric: GapMetric
    attribute: Attribute
    comparison: Comparison
    pair: tuple[str, str]
    sizes: tuple[int, int]


def wanted(context: Context) -> Iterator[Wanted]:
    """The widest judged gap of each metric and sensitive attribute, where there is one over two rows of each group."""
    subject = context.rows()
    attributes = {one.name: one for one in subject.attributes}
    for metric in metrics(context):
        for name in [one.name for one in context.plan.roles.sensitive]:
            judged = (
                one
                for one in context.comparisons
                if (one.metric, one.attribute, one.kind) == (metric, name, "difference") and one.groups
            )
            found = next(judged, None)
            if found is None or not found.value:
                continue
            pair = _high_first(context, found)
            sizes = _sizes(subject, metric, attributes[name], pair)
            if min(sizes) >= 2:
                yield Wanted(metric, attributes[name], found, pair, sizes)


def metrics(context: Context) -> tuple[GapMetric, ...]:
    """The metric of the task, those that the plan names, and those of its gates."""
    task = context.plan.task
    if task != "binary":
        return (FIRST[task],) if task in FIRST else ()
    gates = {gate.metric for gate in context.plan.gates}
    asked = {*gates, *context.plan.explain.gaps}
    model = context.rows().model
    if model is None or not model.has_scores:
        asked.discard("mean_score")
    return (FIRST[task], *(one for one in _OTHERS if one in asked))


def drawn(subject: Subject, one: Wanted) -> Places:
    """The first rows of both groups in a random order that all gaps share, so that they share rows where they can."""
    order = np.random.default_rng(subject.plan.seed + 3).permutation(len(subject.frame))
    order = order[_counted(subject, one.metric)[order]]
    codes = one.attribute.codes[order]
    sides = [order[codes == one.attribute.groups.index(group)] for group in one.pair]
    return np.concatenate([side[: subject.plan.explain.rows] for side in sides])


def _counted(subject: Subject, metric: GapMetric) -> npt.NDArray[np.bool_]:
    """Which rows the figure is of."""
    rows = np.ones(len(subject.frame), dtype=bool) if subject.weights is None else subject.weights > 0
    if metric in _OUTCOME:
        rows &= subject.decisions.outcome == _OUTCOME[metric]
    return rows


def _sizes(
    subject: Subject, metric: GapMetric, attribute: Attribute, pair: tuple[str, str]
) -> tuple[int, int]:
    if metric not in _OUTCOME:
        known = dict(zip(attribute.groups, map(int, attribute.sizes), strict=True))
        return known[pair[0]], known[pair[1]]
    codes = attribute.codes[_counted(subject, metric)]
    first, second = (int((codes == attribute.groups.index(group)).sum()) for group in pair)
    return first, second


def _high_first(context: Context, one: Comparison) -> tuple[str, str]:
    """The two groups, that with the higher figure first."""
    figures = {
        found.group: found.value or 0.0
        for found in context.estimates
        if (found.metric, found.attribute) == (one.metric, one.attribute)
    }
    first, second = one.groups or ("", "")
    return (first, second) if figures.get(first, 0.0) >= figures.get(second, 0.0) else (second, first)
