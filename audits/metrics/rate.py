"""Rates of counted rows: of two labels, or of one of several against the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fairwitness.audits import rates
from fairwitness.audits.metrics.base import BINARY, LABELLED, MULTICLASS, Metric, Need, Source
from fairwitness.audits.rates import Rates

_NONE: frozenset[Need] = frozenset()
_LABELS: frozenset[Need] = frozenset({"labels"})


def two_labels() -> dict[str, Metric]:
    """Every rate of `audits.rates` by its name."""
    return {
        name: Metric(
            name,
            rate.title,
            _measured(name),
            rate.higher_is_better,
            tasks=LABELLED if name == "accuracy" else BINARY,
            needs=_LABELS if rate.needs_labels else _NONE,
        )
        for name, rate in rates.METRICS.items()
    }


def of_label(name: str, label: str) -> Metric:
    """A rate of one of several labels against all others, called ``name[label]``.

    Raises
    ------
    UnknownNameError
        There is no such rate.
    """
    rate = rates.metric_named(name)
    full = f"{name}[{label}]"

    def measure(source: Source) -> Rates:
        table = source.tables.counts[source.attribute].one_vs_rest(label)
        return replace(rates.rates(table, name), metric=full)

    title = _TITLES.get(name, rate.title)
    return Metric(
        full,
        f"{title}: {label}",
        measure,
        rate.higher_is_better,
        tasks=MULTICLASS,
        needs=_LABELS if rate.needs_labels else _NONE,
    )


# What a rate is called where the positive label is one of several.
_TITLES = {
    "selection_rate": "Decision",
    "base_rate": "Outcome",
    "true_positive_rate": "Recognised",
    "false_negative_rate": "Missed",
    "false_positive_rate": "Taken for it",
    "precision": "Decision is right",
}


def _measured(name: str) -> Callable[[Source], Rates]:
    return lambda source: rates.rates(source.tables.counts[source.attribute], name)
