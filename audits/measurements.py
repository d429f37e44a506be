"""Every figure of an audit, measured once: of each attribute's groups, of everybody, and of everybody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from fairwitness.audits.counts import Tables
from fairwitness.audits.metrics import Metric, Rows, Shown, Source, metric_named
from fairwitness.audits.metrics.base import NotMeasured
from fairwitness.audits.metrics.figures import Figures
from fairwitness.audits.stats.samples import Normal

_WITHOUT = {
    "labels": "there is no target: what really happened is not known",
    "score": "there is no score",
    "strata": "the plan names no strata",
    "rows": "the rows are needed, and only their counts are at hand",
}


@dataclass
class Measurements:
    """The figures of one audit; each is computed when it is first asked for.

    Parameters
    ----------
    tables
        What figures are computed from.
    rows
        The rows, where they are at hand.
    more
        Metrics of the caller's own, by name.
    bounded
        Makes a metric hold for every number that hidden cells may have; None where no cell is hidden.
    hidden
        By attribute, how many cells are hidden, of how many.
    """

    tables: Tables
    rows: Rows | None = None
    resamples: int = 2000
    seed: int = 0
    more: dict[str, Metric] = field(default_factory=dict)
    bounded: Callable[[Metric], Metric] | None = None
    hidden: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    _done: dict[tuple[str, str, str], Shown] = field(default_factory=dict, repr=False)

    def metric(self, name: str) -> Metric:
        """The metric of that name, the caller's own first."""
        found = self.more[name] if name in self.more else metric_named(name)
        return found if self.bounded is None else self.bounded(found)

    def as_shown(self) -> Measurements:
        """The same as if hidden cells had the numbers that are shown for them."""
        return Measurements(self.tables, self.rows, self.resamples, self.seed, self.more)

    def redecided(self, tables: Tables) -> Measurements:
        """The same rows decided otherwise; what is of their scores alone is not measured again, and needs no rows."""
        kept = {key: shown for key, shown in self._done.items() if "score" in self.metric(key[1]).needs}
        return Measurements(tables, None, self.resamples, self.seed, self.more, _done=kept)

    def by_group(self, name: str, attribute: str) -> Shown:
        """A metric of every group of an attribute."""
        return self._measured("groups", name, attribute, lambda source: source)

    def overall(self, name: str) -> Shown:
        """A metric of all rows together, as the single group ``all``."""
        first = self.tables.attributes[0]
        return self._measured("all", name, first, lambda source: source.pooled())

    def rest(self, name: str, attribute: str) -> Shown:
        """A metric of everybody else, at the place of each group."""
        return self._measured("rest", name, attribute, lambda source: source.rest())

    def missing(self, name: str) -> str | None:
        """What the audit lacks for a metric, in words; None where it lacks nothing."""
        has = {
            "labels": self.has_labels,
            "score": any(self.tables.moments.values()),
            "strata": bool(self.tables.strata),
            "rows": self.rows is not None,
        }
        return next((_WITHOUT[need] for need in sorted(self.metric(name).needs) if not has[need]), None)

    @property
    def has_labels(self) -> bool:
        """Whether any row says what really happened."""
        if self.tables.counts:
            return any(table.n[:, :-1].any() for table in self.tables.counts.values())
        return any("error" in found and found["error"].n.any() for found in self.tables.moments.values())

    def _measured(self, whose: str, name: str, attribute: str, view: Callable[[Source], Source]) -> Shown:
        key = (whose, name, attribute)
        if key not in self._done:
            source = view(Source(self.tables, attribute, self.resamples, self.seed, self.rows))
            self._done[key] = self._measure(self.metric(name), source)
        return self._done[key]

    def _measure(self, metric: Metric, source: Source) -> Shown:
        lacking = self.missing(metric.name)
        # Rates say it themselves, with the number of rows they looked at.
        if lacking is not None and (metric.unit != "share" or "strata" in metric.needs):
            return _nothing(metric, source, lacking)
        try:
            return metric.measure(source)
        except NotMeasured as answer:
            return _nothing(metric, source, str(answer))


def _nothing(metric: Metric, source: Source, reason: str) -> Figures:
    """No figure of any group, and why."""
    counts, moments = (
        source.tables.counts.get(source.attribute),
        source.tables.moments.get(source.attribute, {}),
    )
    table = counts if counts is not None else next(iter(moments.values()))
    groups = len(table.groups)
    zeros = np.zeros(groups)
    return Figures(
        source.attribute,
        metric.name,
        table.groups,
        table.unknown,
        counts.rows if counts is not None else next(iter(moments.values())).n,
        np.zeros(groups, dtype=np.int64),
        (None,) * groups,
        (reason,) * groups,
        Normal(zeros, zeros + np.inf, zeros + 1),
        metric.higher_is_better,
        "none",
    )
