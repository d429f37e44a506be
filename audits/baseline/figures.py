"""The figures of one limit in a record, and how they moved between two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Comparison, Estimate, GateResult
from fairwitness.audits.versions.document import GapChange

INTERVALS: Final = "worse if the interval lies beyond the baseline's"
_RISING_IS_BETTER: Final = frozenset({"ratio", "at_least"})
Figures = tuple[float, float, float]


@dataclass(frozen=True)
class Moved:
    """How a gap moved since the baseline; `outcome` is None where that cannot be told, and `reason` may say why."""

    outcome: Literal["worse", "better", "not_shown"] | None
    low: float | None = None
    high: float | None = None
    method: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Held:
    """A limit with what it was held against."""

    gate: GateResult
    comparison: Comparison | None
    estimates: dict[str, Estimate]
    """Of each group, of the metric that was compared."""

    @property
    def value(self) -> float | None:
        """The gap; of a limit on explanations, its own figure."""
        return self.gate.value if self.comparison is None else self.comparison.value

    @property
    def part(self) -> str | None:
        """The metric that the gap is of, where several are judged as one."""
        return None if self.comparison is None else self.comparison.part

    @property
    def figures(self) -> Figures | None:
        """The gap with its simultaneous interval, if there is one."""
        one = self.gate if self.comparison is None else self.comparison
        if one.value is None or one.low is None or one.high is None:
            return None
        return one.value, one.low, one.high

    @property
    def groups(self) -> tuple[str, str] | None:
        """The two groups that show a failure best: the one that is worse off first."""
        found = self.comparison
        return None if found is None else found.evidence.groups if found.evidence else found.groups

    def others_than(self, before: Held) -> str | None:
        """Why a failure is not that of the baseline although the same limit failed then: it is one between others."""
        groups = self.groups
        if groups is None:
            return None
        pair = f"It fails between {groups[0]} and {groups[1]}, "
        if self.part != before.part:
            return f"{pair}in {self.part}, and in the baseline it did in {before.part}."
        if not set(groups) <= before.estimates.keys() or not set(groups) <= self.estimates.keys():
            return None if before.groups == groups else f"{pair}and in the baseline it did between others."
        unjudged = [group for group in groups if not before.estimates[group].judged]
        if unjudged:
            return f"{pair}and in the baseline {unjudged[0]} was not judged."
        return None if self._over(before, groups) else f"{pair}and in the baseline it did between others."

    def _over(self, before: Held, groups: tuple[str, str]) -> bool:
        """Whether the same two groups were apart by more than the limit before, the same way round."""
        now, then = ([side.estimates[group].value for group in groups] for side in (self, before))
        if None in now or None in then:
            return False
        (worse, best), (was_worse, was_best) = ([value or 0.0 for value in pair] for pair in (now, then))
        sign = 1 if best >= worse else -1
        if self.gate.kind == "ratio":
            low, high = (was_worse, was_best) if sign > 0 else (was_best, was_worse)
            return low < self.gate.limit * high
        return sign * (was_best - was_worse) > self.gate.limit


def held(record: Record, gate: GateResult) -> Held:
    """A gate of a record with its comparison and the rates behind it."""
    asked = (gate.metric, gate.attribute, gate.kind, gate.limit, gate.against, gate.reference)
    comparison = next(
        (
            one
            for one in record.comparisons
            if one.declared
            and asked == (one.metric, one.attribute, one.kind, one.tolerance, one.against, one.reference)
        ),
        None,
    )
    metric = gate.metric if comparison is None else comparison.part or comparison.metric
    estimates = {
        one.group: one
        for one in record.estimates
        if one.metric == metric and one.attribute == gate.attribute and one.group is not None
    }
    return Held(gate, comparison, estimates)


def moved(change: GapChange | None, gate: GateResult) -> Moved | None:
    """What a comparison of versions found for a gate; None where it has none between all groups."""
    if change is None or gate.against != "others":
        return None
    if change.outcome == "not_estimable":
        return Moved(None, method=change.method, reason=change.reason)
    outcome = change.outcome if change.outcome in ("worse", "better") else "not_shown"
    return Moved(outcome, change.low, change.high, change.method)


def by_intervals(before: Held, now: Held) -> Moved | None:
    """The same from two intervals: one that lies wholly beyond the other moved. None where one has none.

    Two intervals of level 1 - alpha that do not overlap show a difference at less than alpha.
    """
    then, later = before.figures, now.figures
    if then is None or later is None:
        return None
    (_, then_low, then_high), (_, low, high) = then, later
    fell, rose = high < then_low, low > then_high
    worse, better = (fell, rose) if now.gate.kind in _RISING_IS_BETTER else (rose, fell)
    return Moved("worse" if worse else "better" if better else "not_shown")
