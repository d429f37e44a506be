"""Whether gates got worse: outcomes over the family of compared gates, and the exit code they amount to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from fairwitness.audits.stats.multiplicity import check_alpha, holm_of_known
from fairwitness.errors import PlanError

Outcome = Literal["worse", "better", "not_worse", "no_change_shown", "not_estimable"]


class ExitCode(IntEnum):
    """What the exit code of a comparison says."""

    NONE_WORSE = 0
    SOME_WORSE = 1
    COULD_NOT_COMPARE = 2
    NOT_SETTLED = 3


@dataclass(frozen=True)
class Evidence:
    """The p-values of one gate, each None where there is nothing to test.

    Attributes
    ----------
    worse
        Of "the gap is worse by at most the tolerance" (0 without one).
    better
        Of "the gap is no smaller".
    not_worse
        Of "the gap is worse by the tolerance or more"; None without a tolerance.
    """

    worse: float | None = None
    better: float | None = None
    not_worse: float | None = None


@dataclass(frozen=True)
class Judged:
    """The outcome of one gate, and its p-values adjusted over the family."""

    outcome: Outcome
    adjusted: Evidence


def judge(family: Sequence[Evidence], alpha: float = 0.05) -> list[Judged]:
    """The outcome of every gate.

    Holm over all gates for ``worse`` and, separately, for ``better`` and for ``not_worse``: over the family, the
    chance of any false one of each is at most ``alpha``. What is not estimable takes no part.
    """
    worse, better = (
        holm_of_known([one.worse for one in family]),
        holm_of_known([one.better for one in family]),
    )
    not_worse = holm_of_known([one.not_worse for one in family])
    adjusted = [Evidence(*each) for each in zip(worse, better, not_worse, strict=True)]
    return [Judged(_outcome(one, alpha), one) for one in adjusted]


def exit_code(outcomes: Iterable[Outcome], *, tolerated: bool) -> int:
    """The exit code of a comparison.

    Parameters
    ----------
    tolerated
        Whether a tolerance was given. Without one only "worse beyond noise" fails; with one, a gate that is shown
        neither to be worse nor not to be is not settled. A gate that cannot be compared is no pass either way.
    """
    found = set(outcomes) or {"not_estimable"}
    if "worse" in found:
        return ExitCode.SOME_WORSE
    if "not_estimable" in found:
        return ExitCode.COULD_NOT_COMPARE
    return ExitCode.NOT_SETTLED if tolerated and "no_change_shown" in found else ExitCode.NONE_WORSE


def check_terms(tolerance: float | None, alpha: float) -> None:
    """Refuse what no tolerance, or no level, can be.

    Raises
    ------
    PlanError
        The message says what it must be.
    """
    check_alpha(alpha)
    if tolerance is not None and not 0 < tolerance <= 1:
        raise PlanError(
            f"The `tolerance` must be above 0 and at most 1. Got {tolerance} instead; two points are 0.02."
        )


def _outcome(adjusted: Evidence, alpha: float) -> Outcome:
    if adjusted.worse is None:
        return "not_estimable"
    if adjusted.worse <= alpha:
        return "worse"
    if adjusted.better is not None and adjusted.better <= alpha:
        return "better"
    if adjusted.not_worse is not None and adjusted.not_worse <= alpha:
        return "not_worse"
    return "no_change_shown"
