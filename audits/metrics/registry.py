"""The metric of a name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fairwitness.audits import rates
from fairwitness.audits.metrics import library
from fairwitness.audits.metrics.base import BINARY, Metric, Need, Shown, Source
from fairwitness.audits.metrics.conditional import conditional
from fairwitness.audits.metrics.mean import means
from fairwitness.audits.metrics.names import CONDITIONAL, labelled
from fairwitness.audits.metrics.rate import of_label, two_labels
from fairwitness.audits.metrics.score import scores
from fairwitness.audits.metrics.tabled import tabled
from fairwitness.audits.plan.model import Task
from fairwitness.errors import PlanError, UnknownNameError

_ALSO_CALLED: Mapping[str, str] = {
    **dict.fromkeys(("recall", "sensitivity", "tpr", "hit_rate", "equal_opportunity"), "true_positive_rate"),
    **dict.fromkeys(("specificity", "tnr"), "true_negative_rate"),
    **dict.fromkeys(("fallout", "fpr", "predictive_equality"), "false_positive_rate"),
    **dict.fromkeys(("miss_rate", "fnr"), "false_negative_rate"),
    **dict.fromkeys(("ppv", "predictive_parity"), "precision"),
    **dict.fromkeys(("demographic_parity", "statistical_parity", "positive_rate"), "selection_rate"),
    "disparate_impact": "selection_rate",
    "prevalence": "base_rate",
    "npv": "negative_predictive_value",
    "fdr": "false_discovery_rate",
    "mae": "mean_absolute_error",
    "rmse": "root_mean_squared_error",
    "auc": "roc_auc_score",
    "ece": "expected_calibration_error",
    "brier": "brier_score_loss",
    "theil": "theil_index",
}
"""What a rate is called elsewhere: not accepted, because a record has one name for a thing, but recognised."""
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
    rate, label = labelled(name) or (name, None)
    if label is not None and rate in rates.METRICS:
        return of_label(rate, label)
    if name.startswith(CONDITIONAL) and name.removeprefix(CONDITIONAL) in rates.METRICS:
        return conditional(name.removeprefix(CONDITIONAL))
    found = library.named(name)
    if found is None:
        raise _unknown(name)
    return found


def _unknown(name: str) -> UnknownNameError:
    stem, label = labelled(name) or (name, None)
    of_one = "" if label is None else f"[{label}]"
    usual = _ALSO_CALLED.get(stem.casefold())
    if usual is None:
        return UnknownNameError.among(name, METRICS, what="metric")
    return UnknownNameError(f"There is no metric named '{name}'. It is called '{usual}{of_one}' here.")


def is_of(metric: Metric, task: Task) -> bool:
    """Whether a metric is of a kind of decision; a rate of two labels is also one of each of several."""
    return task in metric.tasks or (task == "multiclass" and metric.name in rates.METRICS)


def for_task(task: Task) -> dict[str, Metric]:
    """The built-in metrics of a kind of decision."""
    return {name: metric for name, metric in METRICS.items() if is_of(metric, task)}
