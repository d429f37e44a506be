"""Rates among comparable people: as they would be if every group were spread over the strata alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairwitness.audits import rates
from fairwitness.audits.conditional.standardised import Standardised, StandardisedSample, standardise
from fairwitness.audits.conditional.tally import tally
from fairwitness.audits.counts import Counts
from fairwitness.audits.metrics.base import BINARY, Metric, Need, NotMeasured, Source
from fairwitness.audits.metrics.figures import Figures
from fairwitness.audits.metrics.names import CONDITIONAL

_STRATA: frozenset[Need] = frozenset({"strata"})
_LABELS: frozenset[Need] = frozenset({"labels"})


def conditional(rate: str) -> Metric:
    """The standardised form of a rate, called ``conditional_`` and the rate's name.

    Raises
    ------
    UnknownNameError
        There is no such rate.
    """
    found = rates.metric_named(rate)
    return Metric(
        CONDITIONAL + rate,
        f"{found.title}, among comparable people",
        _Conditional(rate),
        found.higher_is_better,
        tasks=BINARY,
        needs=_STRATA | _LABELS if found.needs_labels else _STRATA,
    )


def standardised(source: Source, rate: str) -> Standardised:
    """The standardised rates, and what they leave out.

    Raises
    ------
    NotMeasured
        Rows carry weights or come in clusters.
    """
    strata = source.tables.strata[source.attribute]
    first = next(iter(strata.values()))
    if not all(table.plain for table in strata.values()):
        raise NotMeasured("rates among comparable people are not measured with weights or clusters")
    success, trial = rates.metric_named(rate).masks(favourable_is_positive=first.favourable_is_positive)
    cells = np.stack([_aligned(table, source) for table in strata.values()])
    counted = tally(cells, success, trial, tuple(strata), _groups(source))
    unknown = first.unknown
    known = [g for g, name in enumerate(counted.groups) if name != unknown and counted.trials[:, g].any()]
    return standardise(counted, known)


@dataclass(frozen=True)
class _Conditional:
    rate: str

    def __call__(self, source: Source) -> Figures:
        found = standardised(source, self.rate)
        counted = found.tally
        there = [g for g, value in enumerate(found.value) if value is not None]
        return Figures(
            source.attribute,
            CONDITIONAL + self.rate,
            counted.groups,
            next(iter(source.tables.strata[source.attribute].values())).unknown,
            source.tables.counts[source.attribute].rows,
            found.trials,
            found.value,
            found.reasons,
            _spread(found, there, len(counted.groups)),
            rates.metric_named(self.rate).higher_is_better,
            "MOVER of Clopper-Pearson limits over strata",
        )


def _spread(found: Standardised, there: list[int], groups: int) -> StandardisedSample:
    """The sample of the groups that have a rate, at their places among all; one even trial elsewhere."""
    if not there:
        return StandardisedSample(np.full((1, groups), 0.5), np.ones((1, groups)), np.ones(1))
    some = found.sample(there)
    shape = (len(some.weights), groups)
    successes, each = np.full(shape, 0.5), np.ones(shape)
    successes[:, there], each[:, there] = some.successes, some.of
    return StandardisedSample(successes, each, some.weights)


def _groups(source: Source) -> tuple[str, ...]:
    return source.tables.counts[source.attribute].groups


def _aligned(table: Counts, source: Source) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """A stratum's cells with a place for every group: a site may not have had them all."""
    groups = _groups(source)
    cells = np.zeros((len(groups), 3, 2), dtype=np.int64)
    for place, name in enumerate(table.groups):
        cells[groups.index(name)] = table.n[place]
    return cells
