"""Two versions on the same rows: everything comes from one table of group, outcome and both decisions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fairwitness.audits.rates import metric_named
from fairwitness.audits.versions.change import Asked, Change, Seen, Terms, measure
from fairwitness.audits.versions.document import GroupChange
from fairwitness.audits.versions.doubts import change_limits, newcombe
from fairwitness.audits.versions.resample import Limits, Wanted, resample
from fairwitness.audits.versions.table import PairedTable, paired_rates

CONFIDENCE = 0.95
_NEWCOMBE = "Newcombe, paired (method 10)"
_MOVER = "MOVER of Clopper-Pearson limits, paired"


def seen_paired(table: PairedTable, metric: str) -> Seen:
    """One metric of every group under both versions.

    Raises
    ------
    UnknownNameError
        There is no metric of that name.
    """
    found = paired_rates(table, metric)
    return Seen(
        metric_named(metric).name,
        table.attribute,
        table.groups,
        table.unknown,
        (found.before.successes, found.before.trials),
        (found.after.successes, found.after.trials),
        (found.before.reasons, found.after.reasons),
        found.joint,
        found.same_trials,
    )


def compare_table(
    table: PairedTable, asked: Sequence[Asked], metrics: Sequence[str], terms: Terms, *, seed: int = 0
) -> tuple[list[Change], list[GroupChange], list[Limits | None]]:
    """Compare both versions on one attribute.

    Parameters
    ----------
    asked
        The gates of this attribute.
    metrics
        The rates that are shown for every group.

    Returns
    -------
    changes, groups, resampled
        One change for each gate, one for each metric and group, and the bootstrap's limits of each gate's change.
    """
    names = dict.fromkeys([*(one.metric for one in asked), *metrics])
    seen = {name: seen_paired(table, name) for name in names}
    changes = [measure(seen[one.metric], one.kind, terms) for one in asked]
    wanted = {
        one.asked: Wanted(one.asked.metric, one.asked.kind, one.judged)
        for one in changes
        if one.before is not None
    }
    drawn = dict(
        zip(wanted, resample(table, list(wanted.values()), alpha=terms.alpha, seed=seed), strict=True)
    )
    groups = [change for name in metrics for change in _groups(seen[name], terms.min_group)]
    return changes, groups, [drawn.get(one.asked) for one in changes]


def _groups(seen: Seen, min_group: int) -> list[GroupChange]:
    both = np.minimum(seen.before[1], seen.after[1]) > 0
    limits: list[tuple[float, float] | None] = [None] * len(seen.groups)
    if seen.joint is not None and both.any():
        found = (newcombe if seen.same_trials else change_limits)(seen.joint[both], CONFIDENCE)
        for place, low, high in zip(np.flatnonzero(both).tolist(), *map(list, found), strict=True):
            limits[place] = float(low), float(high)
    return group_changes(seen, min_group, limits, _NEWCOMBE if seen.same_trials else _MOVER)


def group_changes(
    seen: Seen, min_group: int, limits: Sequence[tuple[float, float] | None], method: str
) -> list[GroupChange]:
    """One rate of every group, as the document has it; ``limits`` are of B's rate less A's."""
    (x, n), (y, m) = seen.before, seen.after
    found = []
    for place, group in enumerate(seen.groups):
        before = int(x[place]) / int(n[place]) if n[place] else None
        after = int(y[place]) / int(m[place]) if m[place] else None
        there = before is not None and after is not None
        known = limits[place] if there else None
        enough = min(int(n[place]), int(m[place])) >= max(min_group, 1)
        reason = seen.reasons[0][place] or seen.reasons[1][place]
        found.append(
            GroupChange(
                metric=seen.metric,
                attribute=seen.attribute,
                group=group,
                before=before,
                after=after,
                change=None if before is None or after is None else after - before,
                low=known and known[0],
                high=known and known[1],
                confidence=CONFIDENCE,
                n_before=int(n[place]),
                n_after=int(m[place]),
                method=method,
                judged=there and enough and group != seen.unknown,
                reason=reason,
            )
        )
    return found
