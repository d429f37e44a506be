"""One metric under two versions: which groups are judged, the gap of each, how it changed and how surely."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from fairwitness.audits.counts import IntArray
from fairwitness.audits.plan.part import Kind
from fairwitness.audits.versions.doubts import Versions, paired, unpaired
from fairwitness.audits.versions.gaps import gap, p_not_worse, p_worse, worse_limits
from fairwitness.audits.versions.verdicts import Evidence

Reasons = tuple[str | None, ...]


@dataclass(frozen=True)
class Asked:
    """A gate to compare: its metric, its kind and its attribute."""

    metric: str
    kind: Kind
    attribute: str

    @property
    def id(self) -> str:
        """The name of a gate, as in a record."""
        return f"{self.metric}.{self.kind}.{self.attribute}"


@dataclass(frozen=True)
class Terms:
    """What a comparison is held to: the tolerance (None: any change), the level, and who is judged."""

    tolerance: float | None = None
    alpha: float = 0.05
    min_group: int = 30


@dataclass(frozen=True, eq=False)
class Seen:
    """One metric of G groups under A (before) and B (after).

    Attributes
    ----------
    before, after
        (successes, trials) of every group: (G,) each.
    reasons
        Why a group has no rate under A and under B; None where it has one.
    joint
        On the same rows, what each row is to the rate under A and B (0 no trial, 1 failure, 2 success): (G, 3, 3).
        None on different rows.
    same_trials
        Whether a row is a trial whatever is decided.
    """

    metric: str
    attribute: str
    groups: tuple[str, ...]
    unknown: str | None
    before: tuple[IntArray, IntArray]
    after: tuple[IntArray, IntArray]
    reasons: tuple[Reasons, Reasons]
    joint: IntArray | None = None
    same_trials: bool = True

    def versions(self, places: list[int]) -> Versions:
        """The rates of some groups, with their doubts."""
        chosen = np.asarray(places, dtype=np.intp)
        if self.joint is not None:
            return paired(self.joint[chosen], same_trials=self.same_trials)
        (x, n), (y, m) = self.before, self.after
        return unpaired((x[chosen], n[chosen]), (y[chosen], m[chosen]))


@dataclass(frozen=True)
class LeftOut:
    """A group that is shown and not judged; ``trials`` are the fewer of the two versions'."""

    group: str
    trials: int
    reason: str


@dataclass(frozen=True)
class Change:
    """How a gap changed. Limits and p-values are None where the gap does not exist under both versions."""

    asked: Asked
    confidence: float
    method: str
    judged: tuple[int, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    groups_before: tuple[str, str] | None = None
    groups_after: tuple[str, str] | None = None
    before: float | None = None
    after: float | None = None
    low: float | None = None
    high: float | None = None
    evidence: Evidence = field(default_factory=Evidence)
    reason: str | None = None


def measure(seen: Seen, kind: Kind, terms: Terms) -> Change:
    """The change of the gap of one metric, B's less A's, over the groups that are judged."""
    left_out = tuple(_left_out(seen, terms.min_group))
    names = {item.group for item in left_out}
    judged = [place for place, name in enumerate(seen.groups) if name not in names]
    asked = Asked(seen.metric, kind, seen.attribute)
    result = Change(
        asked, 1 - terms.alpha, _method(seen, kind, len(judged)), tuple(judged), left_out, reason=None
    )
    if len(judged) < 2:
        return replace(result, reason=_too_few(seen, judged, terms.min_group))
    judged.sort(key=lambda place: _content(seen, place))  # so that no order of the groups decides a tie
    versions = seen.versions(judged)
    before, after = gap(versions.before, kind), gap(versions.after, kind)
    if before is None or after is None:
        when = "before" if before is None else "now"
        return replace(result, reason=f"{when} no judged group has a rate above 0, so there is no ratio")
    found = [seen.groups[place] for place in judged]
    low, high = worse_limits(versions, kind, terms.alpha)
    if kind == "ratio":  # a ratio gets worse as it falls
        low, high = -high, -low
    return replace(
        result,
        groups_before=(found[int(versions.before.argmin())], found[int(versions.before.argmax())]),
        groups_after=(found[int(versions.after.argmin())], found[int(versions.after.argmax())]),
        before=before,
        after=after,
        low=max(low, -1.0),
        high=min(high, 1.0),
        evidence=_evidence(seen, versions, kind, terms),
    )


def _evidence(seen: Seen, versions: Versions, kind: Kind, terms: Terms) -> Evidence:
    not_worse = None
    if terms.tolerance is not None:
        not_worse = 1.0 if _blocked(seen, terms.min_group) else p_not_worse(versions, kind, terms.tolerance)
    return Evidence(
        worse=p_worse(versions, kind, terms.tolerance or 0.0),
        better=p_worse(versions.swapped(), kind),
        not_worse=not_worse,
    )


def _method(seen: Seen, kind: Kind, judged: int) -> str:
    pairs = judged * (judged - 1)
    rows = "different rows" if seen.joint is None else "the same rows"
    linear = ", linearised" if kind == "ratio" else ""
    return f"MOVER of Clopper-Pearson limits on {rows}{linear}, Bonferroni over {pairs} ordered pairs"


def _content(seen: Seen, place: int) -> tuple[int, ...]:
    (x, n), (y, m) = seen.before, seen.after
    return -int(n[place] + m[place]), -int(x[place] + y[place]), -int(x[place]), -int(n[place])


def _left_out(seen: Seen, min_group: int) -> list[LeftOut]:
    found = []
    for place, name in enumerate(seen.groups):
        trials = [int(side[1][place]) for side in (seen.before, seen.after)]
        fewest = min(trials)
        reason = seen.reasons[0][place] or seen.reasons[1][place]
        if name == seen.unknown:
            found.append(LeftOut(name, fewest, "stands for missing values"))
        elif reason is not None:
            when = "before" if seen.reasons[0][place] is not None else "now"
            found.append(LeftOut(name, fewest, f"{when}: {reason}"))
        elif fewest < min_group:
            few = f"{fewest} of the {min_group} cases that it takes to be judged"
            found.append(LeftOut(name, fewest, few))
    return found


def _blocked(seen: Seen, min_group: int) -> bool:
    """Whether a group has trials enough to be judged under one version, and no rate under the other."""
    reasons = zip(*seen.reasons, strict=True)
    return any(
        (one is not None or two is not None)
        and name != seen.unknown
        and max(int(seen.before[1][place]), int(seen.after[1][place])) >= max(min_group, 1)
        for place, (name, (one, two)) in enumerate(zip(seen.groups, reasons, strict=True))
    )


def _too_few(seen: Seen, judged: list[int], min_group: int) -> str:
    which = f"only '{seen.groups[judged[0]]}' has" if judged else "no group has"
    trials = f"{min_group} cases or more" if min_group > 1 else "a rate"
    return f"a comparison takes two groups, and {which} {trials} both times"
