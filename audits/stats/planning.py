"""How many more rows would settle an inconclusive verdict, at the rates that were observed.

The limits are the real ones (MOVER, Clopper-Pearson) at the expected counts, taken as real numbers; only
the scatter of the next sample around them is approximated by a normal distribution. The chance that a
disparity shows is taken as that of the surest pair alone, the chance of ``within`` as 1 minus the sum of the
chances that a pair fails. Both are lower bounds, so the number of rows is rather too high than too low.
Observed rates are themselves uncertain: the number is a guide to the next sample's size, not a promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy import special

from fairwitness.audits.counts import FloatArray
from fairwitness.audits.rates import Rates
from fairwitness.audits.stats.contrasts import Proportions, Question, margin
from fairwitness.audits.stats.verdict import Contrast, proportions, questions

MOST_ROWS = 10_000_000
"""Beyond this no number is given."""

_SAME = 1e-9


@dataclass(frozen=True)
class MoreRows:
    """Which groups would need more rows, how many in all, and a sentence that says so.

    ``rows`` is None where no number would settle the verdict, 0 where the rows are enough.
    """

    groups: tuple[str, ...]
    rows: int | None
    reason: str


@dataclass(frozen=True, eq=False)
class _Study:
    """The judged groups as observed, and what must be shown."""

    names: tuple[str, ...]
    rate: FloatArray
    trials: FloatArray
    rows: FloatArray
    asked: Question
    every_pair: bool
    level: float
    power: float

    def chances(self, trials: FloatArray) -> FloatArray:
        """The chance that each ordered pair clears its limit with so many trials: (G, G), no diagonal."""
        groups = Proportions(self.rate * trials, trials)
        each = Proportions(groups.successes[:, None], trials[:, None])
        other = Proportions(groups.successes[None, :], trials[None, :])
        clear = margin(each, other, self.level, self.asked)
        variance = self.rate * (1 - self.rate) / trials
        scatter = np.sqrt(variance[:, None] + self.asked.ratio**2 * variance[None, :])
        safe = np.where(scatter > 0, scatter, 1.0)
        chance = np.where(scatter > 0, special.ndtr(clear / safe), clear > 0)
        chance[np.eye(len(trials), dtype=bool)] = float(self.every_pair)
        return chance

    def settles(self, trials: FloatArray) -> bool:
        chance = self.chances(trials)
        reached = 1 - (1 - chance).sum() if self.every_pair else chance.max()
        return bool(reached >= self.power)

    def rows_for(self, trials: FloatArray) -> FloatArray:
        """More rows of each group that should bring so many trials: a row is not always a trial."""
        return np.ceil((trials - self.trials) * self.rows / self.trials - _SAME)


def rows_needed(rates: Rates, contrast: Contrast, alpha: float = 0.05, power: float = 0.8) -> MoreRows:
    """The fewest more rows that would settle an inconclusive contrast with the given chance.

    First only the groups that hold the verdict up are raised to a common size, the smaller of each pair
    before both; then all judged groups grow in proportion. The plan with the fewest rows is given.

    Parameters
    ----------
    rates
        The rates that the contrast was made of.
    alpha
        The level of this one gate; in a family of m gates alpha / m is enough whatever the others show.
    """
    if contrast.value is None or contrast.groups is None:
        return MoreRows((), None, contrast.reason or "there is no gap to measure")
    beyond = contrast.value - contrast.tolerance
    if abs(beyond) < _SAME:
        return MoreRows(
            (), None, "the gap is as large as the limit itself; no number of rows would settle it"
        )
    if contrast.kind == "ratio":
        beyond = -beyond
    if beyond < 0 and contrast.blocks_within:
        return MoreRows((), None, "a group has no rate; no number of rows of the others would settle it")
    study = _study(rates, contrast, alpha, power, every_pair=beyond < 0)
    if study.settles(study.trials):
        return MoreRows((), 0, "the rows are enough at this level")
    found = [
        plan for plan in (_fewest(study, grown) for grown in _plans(study, contrast)) if plan is not None
    ]
    if not found:
        return MoreRows(
            (), None, f"no number up to {MOST_ROWS:,} more rows would settle it at the observed rates"
        )
    return _told(study, min(found, key=lambda plan: plan.sum()))


def _study(rates: Rates, contrast: Contrast, alpha: float, power: float, *, every_pair: bool) -> _Study:
    left_out = {item.group for item in contrast.excluded}
    judged = [g for g, name in enumerate(rates.groups) if name not in left_out]
    groups = proportions(rates, judged)
    disparity, within = questions(contrast.kind, contrast.tolerance)
    return _Study(
        names=tuple(rates.groups[g] for g in judged),
        rate=groups.rate,
        trials=groups.trials,
        rows=rates.rows[judged].astype(np.float64),
        asked=within if every_pair else disparity,
        every_pair=every_pair,
        level=alpha if every_pair else alpha / (len(judged) * (len(judged) - 1)),
        power=power,
    )


def _plans(study: _Study, contrast: Contrast) -> Iterable[Callable[[int], FloatArray]]:
    """Ways to grow: each gives the trials of every group after a number of steps."""
    pairs: list[tuple[int, int]]
    if study.every_pair:
        short = 1 - study.chances(study.trials) > (1 - study.power) / (
            len(study.names) * (len(study.names) - 1)
        )
        pairs = [(int(i), int(j)) for i, j in np.argwhere(short)]
        sets = [{_smaller(study, pair) for pair in pairs}, {group for pair in pairs for group in pair}]
    else:
        named = [contrast.groups, contrast.evidence.groups if contrast.evidence else None]
        pairs = [(study.names.index(a), study.names.index(b)) for a, b in filter(None, named)]
        sets = [{_smaller(study, pair)} for pair in pairs] + [set(pair) for pair in pairs]
    for members in sets:
        yield _raised(study, sorted(members))
    yield lambda steps: study.trials * (1 + steps / study.rows.sum())


def _smaller(study: _Study, pair: tuple[int, int]) -> int:
    return min(pair, key=lambda group: (study.trials[group], study.names[group]))


def _raised(study: _Study, members: list[int]) -> Callable[[int], FloatArray]:
    """The members' trials raised to a common number, one more each step."""
    start = study.trials[members].min()

    def grown(steps: int) -> FloatArray:
        trials = study.trials.copy()
        trials[members] = np.maximum(trials[members], start + steps)
        return trials

    return grown


def _fewest(study: _Study, grown: Callable[[int], FloatArray]) -> FloatArray | None:
    """More rows of each group after the fewest steps that settle it; None if that takes too many."""
    low, high = 0, 1
    while not study.settles(grown(high)):
        if study.rows_for(grown(high)).sum() > MOST_ROWS:
            return None
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if study.settles(grown(middle)) else (middle, high)
    rows = study.rows_for(grown(high))
    return rows if rows.sum() <= MOST_ROWS else None


def _told(study: _Study, rows: FloatArray) -> MoreRows:
    growing = [(name, int(more)) for name, more in zip(study.names, rows, strict=True) if more > 0]
    parts = [f"{more:,} more row{'' if more == 1 else 's'} of '{name}'" for name, more in growing]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    reason = f"about {listed} would settle it at the observed rates, with a chance of {study.power:.0%}"
    return MoreRows(tuple(name for name, _ in growing), sum(more for _, more in growing), reason)
