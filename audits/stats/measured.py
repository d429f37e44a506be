"""What is compared: a figure by group, and which of the groups can be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from fairwitness.audits.counts import IntArray
from fairwitness.audits.stats.samples import Sample

_EVERYBODY_ELSE = "everybody else: "


class Measured(Protocol):
    """One figure for each of G groups, whatever it is: a rate, a mean, an area under a curve."""

    @property
    def attribute(self) -> str:
        """The sensitive attribute."""

    @property
    def metric(self) -> str:
        """The figure's name."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The G names."""

    @property
    def unknown(self) -> str | None:
        """The group that stands for missing values, if any."""

    @property
    def rows(self) -> IntArray:
        """Rows counted, (G,)."""

    @property
    def trials(self) -> IntArray:
        """Rows that the figure is of, (G,)."""

    @property
    def value(self) -> tuple[float | None, ...]:
        """The figure; None where there is none."""

    @property
    def reasons(self) -> tuple[str | None, ...]:
        """Why there is none, in words; None where there is one."""

    @property
    def higher_is_better(self) -> bool:
        """Whether the group with the lower figure is the worse off."""

    def sample(self, judged: Sequence[int]) -> Sample:
        """Estimates and limits of the groups at those positions, which may be none."""


@dataclass(frozen=True)
class Excluded:
    """A group that is shown but not judged, its trials and why."""

    group: str
    trials: int
    reason: str


@dataclass(frozen=True)
class Eligible:
    """Positions of the groups to judge, in an order that does not depend on how they came, and the others.

    ``blocks_within`` says that a group large enough to be judged has no figure.
    """

    judged: tuple[int, ...]
    excluded: tuple[Excluded, ...]
    blocks_within: bool


def eligible(measured: Measured, min_group: int, rest: Measured | None = None) -> Eligible:
    """Which groups can be judged.

    Parameters
    ----------
    min_group
        Groups with fewer trials are left out, as is a group whose ``rest`` has fewer. So are those that have
        a figure and no standard error.
    rest
        The figure of everybody else, at each group's position; None if groups are not compared with it.
    """
    known = [g for g, name in enumerate(measured.groups) if name != measured.unknown]
    why = {g: _shortfall(measured, g, min_group) for g in known}
    blocked = {g for g in known if _blocks(measured, g, min_group)}
    if rest is not None:
        for g in known:
            short = _shortfall(rest, g, min_group)
            why[g] = why[g] or (short and f"{_EVERYBODY_ELSE}{short}")
        blocked |= {g for g in known if _blocks(rest, g, min_group)}
    for source, who in ((measured, ""),) if rest is None else ((measured, ""), (rest, _EVERYBODY_ELSE)):
        for g in _without_error(source, [g for g in known if why[g] is None]):
            why[g] = f"{who}{_trials(source, g)} without a spread give no standard error"
            blocked.add(g)
    excluded = tuple(
        Excluded(name, int(measured.trials[g]), why.get(g, "stands for missing values") or "")
        for g, name in enumerate(measured.groups)
        if g not in why or why[g] is not None
    )
    judged = sorted((g for g in known if why[g] is None), key=lambda g: _rank(measured, g))
    return Eligible(tuple(judged), excluded, bool(blocked))


def _rank(measured: Measured, g: int) -> tuple[float, float, str]:
    return -float(measured.trials[g]), -(measured.value[g] or 0.0), measured.groups[g]


def _shortfall(measured: Measured, g: int, min_group: int) -> str | None:
    reason, trials = measured.reasons[g], int(measured.trials[g])
    if reason is None and trials < min_group:
        return f"{trials} of the {min_group} trials that it takes to be judged"
    return reason


def _blocks(measured: Measured, g: int, min_group: int) -> bool:
    return measured.value[g] is None and int(measured.trials[g]) >= min_group


def _without_error(measured: Measured, groups: Sequence[int]) -> list[int]:
    known = np.isfinite(measured.sample(groups).variance).tolist()
    return [g for g, there in zip(groups, known, strict=True) if not there]


def _trials(measured: Measured, g: int) -> str:
    trials = int(measured.trials[g])
    return f"{trials:,} trial{'' if trials == 1 else 's'}"
