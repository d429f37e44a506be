"""Figures of counts of which some cells are hidden: they must hold for every number that those may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fairwitness.audits import rates
from fairwitness.audits.counts import Counts, FloatArray, IntArray, Tables
from fairwitness.audits.metrics import Metric, Shown, Source
from fairwitness.audits.metrics.base import NotMeasured, View
from fairwitness.audits.metrics.names import labelled
from fairwitness.audits.stats.bracketed import Bracketed
from fairwitness.audits.stats.intervals import wilson
from fairwitness.audits.stats.samples import Proportions


@dataclass(frozen=True)
class Completions:
    """The tables with nothing, and with all that may be, in the hidden cells; and what is shown.

    Attributes
    ----------
    cells, hidden
        By attribute: cells of the table, over all sites, and how many of them are hidden.
    """

    least: Tables
    most: Tables
    middle: Tables
    cells: dict[str, int]
    hidden: dict[str, int]

    def metric(self, known: Metric) -> Metric:
        """The metric, bounded over all completions."""
        return replace(known, measure=lambda source: self._measure(known, source))

    def _measure(self, known: Metric, source: Source) -> Shown:
        name, label = labelled(known.name) or (known.name, "")
        if name not in rates.METRICS:
            raise NotMeasured(
                "cells are hidden to protect people, and this figure cannot be bounded without them"
            )
        least, most, middle = (
            _viewed(tables.counts[source.attribute], label, source.view)
            for tables in (self.least, self.most, self.middle)
        )
        return bracketed(least, most, middle, name, known.name)


def _viewed(table: Counts, label: str, view: View) -> Counts:
    table = table.one_vs_rest(label) if label else table
    if view == "groups":
        return table
    return table.pooled() if view == "all" else table.rest()


@dataclass(frozen=True, eq=False)
class BracketedRates:
    """One rate for each of G groups, bounded over the hidden cells; see `audits.rates.Rates`."""

    attribute: str
    metric: str
    groups: tuple[str, ...]
    unknown: str | None
    rows: IntArray
    trials: IntArray
    value: tuple[float | None, ...]
    reasons: tuple[str | None, ...]
    everyone: Bracketed
    higher_is_better: bool
    method: str = "Wilson, over all numbers that hidden cells may have"

    @property
    def hits(self) -> tuple[int | None, ...]:
        """No number of successes is known where cells are hidden."""
        return (None,) * len(self.groups)

    def sample(self, judged: Sequence[int]) -> Bracketed:
        """Estimates and limits of the groups at those positions."""
        return self.everyone[np.asarray(judged, dtype=np.intp)]

    def interval(self, place: int, confidence: float) -> tuple[float, float] | None:
        """Wilson's lower limit of the least share and upper limit of the greatest."""
        if self.value[place] is None:
            return None
        least, most = self.everyone.least, self.everyone.most
        low, _ = wilson(least.successes[place], least.trials[place], confidence)
        _, high = wilson(most.successes[place], most.trials[place], confidence)
        return float(low), float(high)


def bracketed(least: Counts, most: Counts, middle: Counts, name: str, full: str) -> BracketedRates:
    """A rate from the completions of its counts.

    Parameters
    ----------
    name, full
        The rate, and what it is called where it is of one of several labels.
    """
    metric = rates.metric_named(name)
    success, trial = metric.masks(len(middle.labels), favourable_is_positive=middle.favourable_is_positive)
    failure = trial & ~success
    hits = [table.n[:, success].sum(axis=1).astype(np.float64) for table in (least, most, middle)]
    misses = [table.n[:, failure].sum(axis=1).astype(np.float64) for table in (least, most, middle)]
    shown = rates.rates(middle, name)
    everyone = Bracketed(
        _shares(hits[0], misses[1], 0.0), _shares(hits[1], misses[0], 1.0), _shares(hits[2], misses[2], 0.5)
    )
    return BracketedRates(
        middle.attribute,
        full,
        middle.groups,
        middle.unknown,
        middle.rows,
        # Whoever may have cases enough is judged: a verdict over fewer groups would promise less.
        most.n[:, trial].sum(axis=1),
        shown.value,
        shown.reasons,
        everyone,
        metric.higher_is_better,
    )


def _shares(hits: FloatArray, misses: FloatArray, unknown: float) -> Proportions:
    """Without any trial the least share may be 0, and the greatest 1."""
    trials = hits + misses
    empty = trials == 0
    return Proportions(np.where(empty, unknown, hits), np.where(empty, 1.0, trials))
