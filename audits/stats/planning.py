"""How many more rows would settle an inconclusive verdict, at the rates that were observed.

The limits are the real ones (MOVER) at the expected counts, taken as real numbers, or at the observed spread;
only the scatter of the next sample around them is approximated by a normal distribution. The chance that a
disparity shows is taken as that of the surest pair alone, the chance of ``within`` as 1 minus the sum of the
chances that a pair fails. Both are lower bounds, so the number of rows is rather too high than too low.
Observed rates are themselves uncertain: the number is a guide to the next sample's size, not a promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from fairwitness.audits.counts import FloatArray
from fairwitness.audits.stats.contrasts import Question, margins
from fairwitness.audits.stats.gaps import Contrast, name_of_rest, questions
from fairwitness.audits.stats.measured import Measured
from fairwitness.audits.stats.pairs import Pairs

MOST_ROWS = 10_000_000
"""Beyond this no number is given."""

_SAME = 1e-9


@dataclass(frozen=True)
class MoreRows:
    """Which groups would need more rows, how many in all, and a sentence that says so.

    ``rows`` is None where no number would settle the verdict, 0 where the rows are enough; ``each`` has the
    rows of every one of the ``groups``.
    """

    groups: tuple[str, ...]
    rows: int | None
    reason: str
    each: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Part:
    """One contrast that was joined with others, and the figures that it was made of."""

    measured: Measured
    contrast: Contrast
    rest: Measured | None = None


@dataclass(frozen=True, eq=False)
class _Study:
    """The judged groups as observed, and what must be shown."""

    names: tuple[str, ...]
    pairs: Pairs
    rows: FloatArray
    asked: Question
    every_pair: bool
    level: float
    power: float

    @property
    def trials(self) -> FloatArray:
        return self.pairs.groups.trials

    def chances(self, trials: FloatArray) -> FloatArray:
        """The chance that each ordered pair clears its limit with so many trials, in the order of the pairs."""
        pairs = self.pairs.grown(trials)
        clear = margins(pairs, self.level, self.asked)
        scatter = np.sqrt(_variances(pairs, self.asked))
        safe = np.where(scatter > 0, scatter, 1.0)
        chance: FloatArray = np.where(scatter > 0, special.ndtr(clear / safe), clear > 0)
        return chance

    def reached(self, trials: FloatArray) -> float:
        """The chance that so many trials settle it; where every pair has to clear its limit, at least that."""
        chance = self.chances(trials)
        return float(1 - (1 - chance).sum() if self.every_pair else chance.max())

    def settles(self, trials: FloatArray) -> bool:
        return self.reached(trials) >= self.power

    def rows_for(self, trials: FloatArray) -> FloatArray:
        """More rows of each group that should bring so many trials: a row is not always a trial."""
        return np.ceil((trials - self.trials) * self.rows / self.trials - _SAME)


def rows_needed(
    measured: Measured,
    contrast: Contrast,
    alpha: float = 0.05,
    power: float = 0.8,
    *,
    rest: Measured | None = None,
) -> MoreRows:
    """The fewest more rows that would settle an inconclusive contrast with the given chance.

    First only the groups that hold the verdict up are raised to a common size, the smaller of each pair
    before both; then all judged groups grow in proportion. The plan with the fewest rows is given.

    Parameters
    ----------
    measured
        The figures that the contrast was made of.
    alpha
        The level of this one gate; in a family of m gates alpha / m is enough whatever the others show.
    rest
        The figures of everybody else, if the contrast was made against them; they grow as the groups do.
    """
    if contrast.value is None or contrast.groups is None:
        return MoreRows((), None, contrast.reason or "there is no gap to measure")
    beyond = _beyond(contrast)
    if abs(beyond) < _SAME * max(1.0, contrast.tolerance):
        return MoreRows(
            (), None, "the gap is as large as the limit itself; no number of rows would settle it"
        )
    if beyond < 0 and contrast.blocks_within:
        return MoreRows((), None, "a group has no rate; no number of rows of the others would settle it")
    study = _study(measured, contrast, rest, alpha, power)
    if study.settles(study.trials):
        return MoreRows((), 0, "the rows are enough at this level")
    found = [
        plan for plan in (_fewest(study, grown) for grown in _plans(study, contrast)) if plan is not None
    ]
    if not found:
        return MoreRows(
            (), None, f"no number up to {MOST_ROWS:,} more rows would settle it at the observed rates"
        )
    fewest = min(found, key=lambda plan: plan.sum())
    return _told(dict(zip(study.names, fewest.astype(int).tolist(), strict=True)), power)


def rows_needed_jointly(
    parts: Sequence[Part], joint: Contrast, alpha: float = 0.05, power: float = 0.8
) -> MoreRows:
    """The fewest more rows that would settle several contrasts that are judged as one.

    Where the joint gap is beyond the tolerance, one part has to show it at alpha / m; where it is inside,
    every part has to, each with such a chance that all of them together have the power.

    Parameters
    ----------
    parts
        What was joined.
    joint
        What `joined` made of it.
    """
    if joint.value is None or joint.p_within is None:
        return MoreRows((), None, joint.reason or "there is no gap to measure")
    if _beyond(joint) >= 0:
        plans = [
            rows_needed(part.measured, part.contrast, alpha / len(parts), power, rest=part.rest)
            for part in parts
            if part.contrast.value is not None and _beyond(part.contrast) >= 0
        ]
        return min(plans, key=lambda plan: MOST_ROWS + 1 if plan.rows is None else plan.rows)
    surer = 1 - (1 - power) / len(parts)
    plans = [rows_needed(part.measured, part.contrast, alpha, surer, rest=part.rest) for part in parts]
    never = next((plan for plan in plans if plan.rows is None), None)
    if never is not None or not any(plan.rows for plan in plans):
        return never or plans[0]
    needed: dict[str, int] = {}
    for plan in plans:
        needed |= {g: max(more, needed.get(g, 0)) for g, more in zip(plan.groups, plan.each, strict=True)}
    return _told(dict(sorted(needed.items())), power)


def _variances(pairs: Pairs, asked: Question) -> FloatArray:
    found = [(block.i.variance + asked.ratio**2 * block.j.variance)[block.counted] for block in pairs.blocks]
    return np.concatenate(found)


def _study(
    measured: Measured, contrast: Contrast, rest: Measured | None, alpha: float, power: float
) -> _Study:
    left_out = {item.group for item in contrast.excluded}
    judged = [g for g, name in enumerate(measured.groups) if name not in left_out]
    names = tuple(measured.groups[g] for g in judged)
    pairs = Pairs(
        measured.sample(judged),
        None if contrast.reference is None else names.index(contrast.reference),
        rest.sample(judged) if rest is not None and contrast.form == "rest" else None,
    )
    disparity, within = questions(contrast.kind, contrast.tolerance)
    every_pair = _beyond(contrast) < 0
    return _Study(
        names=names,
        pairs=pairs,
        rows=measured.rows[judged].astype(np.float64),
        asked=within if every_pair else disparity,
        every_pair=every_pair,
        level=alpha if every_pair else alpha / pairs.count,
        power=power,
    )


def _beyond(contrast: Contrast) -> float:
    """How far the observed gap is beyond the tolerance; below 0 if it is inside."""
    gap = (contrast.value or 0.0) - contrast.tolerance
    return -gap if contrast.kind == "ratio" else gap


def _plans(study: _Study, contrast: Contrast) -> Iterable[Callable[[int], FloatArray]]:
    """Ways to grow: each gives the trials of every group after a number of steps."""
    sets: list[set[int]]
    if study.every_pair:
        short = 1 - study.chances(study.trials) > (1 - study.power) / study.pairs.count
        ends = zip(study.pairs.first[short].tolist(), study.pairs.second[short].tolist(), strict=True)
        sides = [_sides(study, *pair) for pair in ends]
        sets = [set().union(*found) for found in zip(*sides, strict=True)]
    else:
        named = [(one.groups, one.rest) for one in (contrast, contrast.evidence) if one is not None]
        sides = [_sides(study, *_members(study, pair, rest)) for pair, rest in named if pair is not None]
        sets = [smaller for smaller, _ in sides] + [both for _, both in sides]
    for members in filter(None, sets):
        yield _raised(study, sorted(members))
    yield lambda steps: study.trials * (1 + steps / study.rows.sum())


def _members(study: _Study, pair: tuple[str, str], rest: int | None) -> tuple[int, int]:
    """The numbers of two members that are named, of which the one at ``rest`` is no group."""
    if rest is None:
        return study.names.index(pair[0]), study.names.index(pair[1])
    group = study.names.index(pair[1 - rest])
    return group, group + study.pairs.size


def _sides(study: _Study, one: int, other: int) -> tuple[set[int], set[int]]:
    """The groups whose rows make the smaller of two members grow, and those that make both."""
    grows = {member: _growing(study, member) for member in (one, other)}
    smaller = min(grows, key=lambda member: (float(study.pairs.member(member).trials), _name(study, member)))
    return grows[smaller], grows[one] | grows[other]


def _growing(study: _Study, member: int) -> set[int]:
    everybody = set(range(study.pairs.size))
    return {member} if member in everybody else everybody - {member - study.pairs.size}


def _name(study: _Study, member: int) -> str:
    return study.names[member] if member < study.pairs.size else name_of_rest(study.names)


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
    below, above = study.reached(grown(low)), study.reached(grown(high))
    while above < study.power:
        if study.rows_for(grown(high)).sum() > MOST_ROWS:
            return None
        ahead = _crossing((low, _score(study, below)), (high, _score(study, above)))
        low, below, high = high, above, int(np.clip(ahead, 2 * high, 64 * high))
        above = study.reached(grown(high))
    high = _first(study, grown, (low, _score(study, below)), (high, _score(study, above)))
    rows = study.rows_for(grown(high))
    return rows if rows.sum() <= MOST_ROWS else None


Point = tuple[int, float]


def _first(study: _Study, grown: Callable[[int], FloatArray], left: Point, right: Point) -> int:
    """The first number of steps that settles it, between one that does not and one that does.

    Guessed from the scores; the middle after three guesses that did not halve what is left.
    """
    (low, below), (high, above) = left, right
    slow = 0
    while (gap := high - low) > 1:
        ahead = (low + high) / 2 if slow == 3 else _crossing((low, below), (high, above))
        middle = int(np.clip(ahead, low + 1, high - 1))
        reached = study.reached(grown(middle))
        if reached >= study.power:  # the end that stays counts half, or it would never be left (Illinois)
            high, above, below = middle, _score(study, reached), below / 2
        else:
            low, below, above = middle, _score(study, reached), above / 2
        slow = slow + 1 if slow < 3 and 2 * (high - low) > gap else 0
    return high


def _score(study: _Study, reached: float) -> float:
    """How far a chance is above the power, on the scale of the normal distribution."""
    chance, power = np.clip([reached, study.power], 1e-9, 1 - 1e-9)
    return float(special.ndtri(chance) - special.ndtri(power))


def _crossing(one: Point, other: Point) -> float:
    """Where the scores are 0, if they grow with the root of the steps as standard errors shrink; else between."""
    (first, before), (second, after) = one, other
    if after <= before:
        return (first + second) / 2
    start, end = np.sqrt(first), np.sqrt(second)
    return float(max(0.0, start - before * (end - start) / (after - before)) ** 2)


def _told(needed: Mapping[str, int], power: float) -> MoreRows:
    growing = {name: more for name, more in needed.items() if more > 0}
    parts = [f"{more:,} more row{'' if more == 1 else 's'} of '{name}'" for name, more in growing.items()]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    reason = f"about {listed} would settle it at the observed rates, with a chance of {power:.0%}"
    return MoreRows(tuple(growing), sum(growing.values()), reason, tuple(growing.values()))
