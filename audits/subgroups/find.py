"""Search one half of the rows, check what was found on the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.rates import Metric, metric_named
from fairwitness.audits.subgroups.confirm import Confirmation, Tally, confirm, split
from fairwitness.audits.subgroups.items import Column, Columns, read_columns
from fairwitness.audits.subgroups.result import Condition, Half, Search, Slice
from fairwitness.audits.subgroups.search import Candidate, Found, Limits, members, search
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

BoolArray = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Settings:
    """What is searched for, and how the finding is checked.

    Attributes
    ----------
    metrics
        Names of rates; the chance of a false confirmation is bounded over all of them together.
    alpha
        The chance that any group is confirmed that is treated no worse than the rest.
    seed
        Of the split into a searched and a checked half.
    """

    metrics: tuple[str, ...] = ("selection_rate",)
    limits: Limits = field(default_factory=Limits)
    alpha: float = 0.05
    seed: int = 0
    favourable_is_positive: bool = True


def find_subgroups(
    frame: pd.DataFrame, outcome: Labels, prediction: Labels, settings: Settings | None = None
) -> tuple[Search, ...]:
    """Search the columns of a frame for the groups that are treated worst; one result a metric.

    Parameters
    ----------
    frame
        The columns that may form groups. It must not hold the target, the prediction, the score or ids.
    outcome
        1 positive, 0 negative, -1 unlabelled: (rows,).
    prediction
        1 positive, 0 negative: (rows,).

    Raises
    ------
    DataError
        The lengths do not fit.
    UnknownNameError
        There is no metric of that name.
    """
    return searched(read_columns(frame), outcome, prediction, settings or Settings())


def searched(columns: Columns, outcome: Labels, prediction: Labels, settings: Settings) -> tuple[Search, ...]:
    """The same for columns that are cut into items already."""
    rows = len(outcome)
    for name, length in (
        ("prediction", len(prediction)),
        *((f"column {column.name}", len(column.codes)) for column in columns.kept),
    ):
        if length != rows:
            raise DataError(
                f"The `{name}` must have one value for each of the {rows:,} rows. Got {length:,}."
            )
    first = split(rows, settings.seed)
    looks = [
        _Look.of(metric_named(name), columns, (outcome, prediction), first, settings)
        for name in settings.metrics
    ]
    checked = iter(confirm([tally for look in looks for tally in look.checked], settings.alpha))
    return tuple(look.result([next(checked) for _ in look.checked], columns, settings) for look in looks)


@dataclass(frozen=True, eq=False)
class _Look:
    """One metric searched, and not yet confirmed."""

    metric: Metric
    kept: tuple[Column, ...]
    found: Found
    searched: tuple[Tally, ...]
    checked: tuple[Tally, ...]
    sizes: tuple[int, int]
    reason: str | None

    @classmethod
    def of(
        cls,
        metric: Metric,
        columns: Columns,
        labels: tuple[Labels, Labels],
        first: BoolArray,
        settings: Settings,
    ) -> _Look:
        success, trial = _cases(metric, *labels, favourable_is_positive=settings.favourable_is_positive)
        bad = trial & ~success if metric.higher_is_better else success
        half = {True: trial & first, False: trial & ~first}
        cut = {which: _taken(columns.kept, keep) for which, keep in half.items()}
        reason = _why_nothing(columns, bad[half[True]], settings.limits)
        names = [column.name for column in columns.kept]
        known = {frozenset(map(names.index, one)) for one in columns.declared if one <= set(names)}
        found = Found((), 0) if reason else search(cut[True], bad[half[True]], settings.limits, known)
        tallies = {
            which: tuple(
                Tally.of(members(cut[which], one.items), bad[half[which]]) for one in found.candidates
            )
            for which in half
        }
        sizes = (int(half[True].sum()), int(half[False].sum()))
        return cls(metric, columns.kept, found, tallies[True], tallies[False], sizes, reason)

    def result(self, checked: Sequence[Confirmation], columns: Columns, settings: Settings) -> Search:
        return Search(
            metric=self.metric.name,
            slices=tuple(self._slices(checked, settings.alpha)),
            looked_at=self.found.looked_at,
            columns=tuple(column.name for column in self.kept),
            left_out=columns.left_out,
            searched_rows=self.sizes[0],
            checked_rows=self.sizes[1],
            seed=settings.seed,
            alpha=settings.alpha,
            reason=self.reason,
        )

    def _slices(self, checked: Sequence[Confirmation], alpha: float) -> Iterable[Slice]:
        for one, before, after, seen in zip(
            self.found.candidates, self.searched, self.checked, checked, strict=True
        ):
            yield Slice(
                conditions=_conditions(self.kept, one),
                searched=_half(before, self.metric),
                checked=_half(after, self.metric),
                low=seen.low,
                high=seen.high,
                p=seen.p,
                p_adjusted=seen.p_adjusted,
                confirmed=seen.p_adjusted is not None and seen.p_adjusted <= alpha,
                reason=seen.reason,
            )


def _cases(
    metric: Metric, outcome: Labels, prediction: Labels, *, favourable_is_positive: bool
) -> tuple[BoolArray, BoolArray]:
    """Which rows are successes, and which are trials of a metric: (rows,) each."""
    success, trial = metric.masks(favourable_is_positive=favourable_is_positive)
    place = np.where(outcome < 0, 2, outcome).astype(np.intp), prediction.astype(np.intp)
    return success[place], trial[place]


def _taken(columns: Sequence[Column], keep: BoolArray) -> tuple[Column, ...]:
    return tuple(Column(column.name, column.values, column.codes[keep]) for column in columns)


def _why_nothing(columns: Columns, bad: BoolArray, limits: Limits) -> str | None:
    if not columns.kept:
        return "no column can form groups"
    if len(bad) < 2 * limits.min_rows:
        return (
            f"the half of the rows that is searched has {len(bad):,} cases, too few for a group of "
            f"{limits.min_rows} and a rest of as many"
        )
    if not bad.any() or bad.all():
        return "all cases on the half of the rows that is searched are alike"
    return None


def _conditions(columns: Sequence[Column], one: Candidate) -> tuple[Condition, ...]:
    return tuple(
        Condition(columns[column].name, columns[column].values[value]) for column, value in one.items
    )


def _half(tally: Tally, metric: Metric) -> Half:
    rate, rest = (
        _rate(bad, rows, metric) for bad, rows in ((tally.bad, tally.rows), (tally.rest_bad, tally.rest_rows))
    )
    gap = None if rate is None or rest is None else tally.bad / tally.rows - tally.rest_bad / tally.rest_rows
    return Half(tally.rows, tally.rest_rows, rate, rest, gap)


def _rate(bad: int, rows: int, metric: Metric) -> float | None:
    if not rows:
        return None
    return (rows - bad if metric.higher_is_better else bad) / rows
