"""The half that was not searched says whether a finding holds.

The search takes the worst of very many groups, so its own figures are too bad (the winner's curse) and its own
p-values mean nothing. Rows it never touched have seen no selection: for them the usual tests hold, adjusted
only for the few groups that were carried over.

References
----------
D. R. Cox, Biometrika 62 (1975) 441-444 (data splitting).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwitness.audits.stats.contrasts import Proportions, Question, difference_limits, p_values
from fairwitness.audits.stats.multiplicity import holm

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Tally:
    """Cases of a group and of the rest on one half, and how many of each went badly."""

    rows: int
    bad: int
    rest_rows: int
    rest_bad: int

    @classmethod
    def of(cls, inside: BoolArray, bad: BoolArray) -> Tally:
        """Count: both of shape (cases,)."""
        rows, hit = int(inside.sum()), int((inside & bad).sum())
        return cls(rows, hit, len(bad) - rows, int(bad.sum()) - hit)

    @property
    def estimable(self) -> bool:
        """Whether there is a case inside and one outside."""
        return self.rows > 0 and self.rest_rows > 0


@dataclass(frozen=True)
class Confirmation:
    """How one group fared on the half that was not searched; None throughout without a case on both sides."""

    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    reason: str | None = None


def split(rows: int, seed: int) -> BoolArray:
    """Which rows are searched: half of them (the smaller half), drawn with the seed over the order of the rows.

    Another order of the rows gives another split, and with it another search.
    """
    chosen = np.zeros(rows, dtype=bool)
    chosen[np.random.default_rng([seed, rows]).permutation(rows)[: rows // 2]] = True
    return chosen


def confirm(tallies: Sequence[Tally], alpha: float) -> tuple[Confirmation, ...]:
    """Test every carried-over group against the rest, one-sided, and adjust by Holm over all of them.

    Parameters
    ----------
    tallies
        On the half that was not searched.
    alpha
        The limits are one-sided at half of it each, for each group alone.
    """
    some = [place for place, one in enumerate(tallies) if one.estimable]
    found = [Confirmation(reason=_reason(one)) for one in tallies]
    if not some:
        return tuple(found)
    inside = _proportions([(tallies[place].bad, tallies[place].rows) for place in some])
    rest = _proportions([(tallies[place].rest_bad, tallies[place].rest_rows) for place in some])
    low, high = difference_limits(inside, rest, alpha / 2)
    p = p_values(inside, rest, Question("above"))
    # A group that could not be tested was carried over all the same, and is counted with p = 1.
    adjusted = holm([*p, *np.ones(len(tallies) - len(some))])
    for i, place in enumerate(some):
        found[place] = Confirmation(float(low[i]), float(high[i]), float(p[i]), float(adjusted[i]))
    return tuple(found)


def _proportions(pairs: Sequence[tuple[int, int]]) -> Proportions:
    table = np.array(pairs, dtype=np.float64)
    return Proportions(table[:, 0], table[:, 1])


def _reason(one: Tally) -> str | None:
    if one.estimable:
        return None
    where = "in the group" if one.rows == 0 else "outside the group"
    return f"no case {where} on the half of the rows that was not searched"
