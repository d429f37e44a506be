"""The largest gap of a figure between groups, and how surely it is beyond, or inside, a tolerance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Literal

import numpy as np

from fairwitness.audits.plan.part import Form, Kind
from fairwitness.audits.stats.contrasts import (
    Question,
    difference_limits,
    largest_p,
    ratio_limits,
    smallest_p,
)
from fairwitness.audits.stats.measured import Excluded, Measured, eligible
from fairwitness.audits.stats.multiplicity import check_alpha
from fairwitness.audits.stats.pairs import Pairs
from fairwitness.errors import PlanError, UnknownNameError

Verdict = Literal["disparity", "within", "inconclusive", "not_estimable"]


@dataclass(frozen=True)
class Evidence:
    """One pair of groups, named (worst, best), with its gap and simultaneous limits.

    ``rest`` is the place in the pair, 0 or 1, of everybody else than the other; None where both are groups.
    """

    groups: tuple[str, str]
    value: float | None
    low: float
    high: float
    rest: int | None = None


@dataclass(frozen=True)
class Contrast:
    """The gap of one metric over the judged groups of one attribute, before and after it is judged.

    Attributes
    ----------
    tolerance
        The largest difference, or the smallest ratio, that is still inside.
    groups
        (worst, best) by the metric's direction: the pair that attains max - min, or min / max; of the pairs
        with the reference, or of the groups and their rests, the one furthest apart.
    value
        That difference or ratio; None if it is not estimable, or a ratio's best figure is 0 or a figure below.
    low, high
        Its simultaneous limits, one-sided at alpha / (number of ordered pairs) each; those of a ratio are cut
        to [0, 1].
    p_disparity
        Of "no gap is beyond the tolerance": the smallest p-value of the ordered pairs times their number.
    p_within
        Of "some gap is beyond the tolerance": the largest p-value of the ordered pairs, unadjusted.
    evidence
        The pair with the smallest p-value for a disparity; None where no gap is beyond the tolerance.
    excluded
        Groups that are shown but not judged.
    blocks_within
        Whether a group large enough to be judged has no rate, so that ``within`` cannot be said.
    reason
        Why there is no value, in words.
    form
        What each group is compared with: every other one, a named reference, or the rest.
    reference
        The group that all others are compared with, if the form says so.
    part, evidence_part
        The metric that ``groups`` and ``value``, and that ``evidence``, are of, where several are joined.
    rest
        Which of the ``groups``, 0 or 1, is everybody else than the other; None where both are groups.
    verdict, p_disparity_adjusted, p_within_adjusted, q_value
        None until the contrast is judged; the q-value only by `judge_exploratory`.
    """

    metric: str
    attribute: str
    kind: Kind
    tolerance: float
    confidence: float
    method: str
    groups: tuple[str, str] | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    p_disparity: float | None = None
    p_within: float | None = None
    evidence: Evidence | None = None
    excluded: tuple[Excluded, ...] = ()
    blocks_within: bool = False
    reason: str | None = None
    form: Form = "others"
    reference: str | None = None
    part: str | None = None
    evidence_part: str | None = None
    rest: int | None = None
    verdict: Verdict | None = None
    p_disparity_adjusted: float | None = None
    p_within_adjusted: float | None = None
    q_value: float | None = None


@dataclass(frozen=True, eq=False)
class _Field:
    """The judged pairs with the names of their members, and how a gap between two is measured."""

    kind: Kind
    pairs: Pairs
    names: tuple[str, ...]
    higher_is_better: bool
    level: float

    def widest(self) -> tuple[int, int]:
        """The members (higher, lower) furthest apart; of equals those with the most trials, so that no name decides."""
        members = [self.pairs.member(m) for m in range(len(self.names))]
        figure, trials = (np.array([getattr(m, name) for m in members]) for name in ("estimate", "trials"))
        first, second = figure[self.pairs.first], figure[self.pairs.second]
        gap = apart = first - second
        if self.kind == "ratio":
            gap = np.where(first > 0, -second / np.where(first > 0, first, 1.0), -np.inf)
        ties = np.flatnonzero(gap == gap.max())
        i, j = self.pairs.first, self.pairs.second
        best = max(ties, key=lambda k: (apart[k], trials[i[k]], trials[j[k]], i[k], -j[k]))
        return int(self.pairs.first[best]), int(self.pairs.second[best])

    def evidence(self, higher: int, lower: int) -> Evidence:
        """The gap of one pair."""
        ordered = (lower, higher) if self.higher_is_better else (higher, lower)
        named = (self.names[ordered[0]], self.names[ordered[1]])
        rest = next((place for place, member in enumerate(ordered) if member >= self.pairs.size), None)
        high, low = self.pairs.member(higher), self.pairs.member(lower)
        if self.kind == "difference":
            least, most = difference_limits(high, low, self.level)
            return Evidence(named, float(high.estimate - low.estimate), float(least), float(most), rest)
        if high.estimate <= 0:
            return Evidence(named, None, 0.0, 1.0, rest)
        least, most = ratio_limits(low, high, self.level)
        share = float(low.estimate / high.estimate)
        return Evidence(named, share, float(least), min(1.0, float(most)), rest)


def contrast(  # noqa: PLR0913 - the parts of one question
    measured: Measured,
    *,
    kind: Kind,
    tolerance: float,
    alpha: float = 0.05,
    min_group: int = 30,
    form: Form = "others",
    reference: str | None = None,
    rest: Measured | None = None,
) -> Contrast:
    """Measure the largest gap of a figure and how surely it is beyond, or inside, the tolerance.

    Parameters
    ----------
    tolerance
        0 or more for a difference, at most 1 if the figures lie from 0 to 1; above 0, at most 1 for a ratio.
    alpha
        The level of the displayed limits.
    min_group
        Groups with fewer trials of this metric are not judged.
    form
        "others" compares every group with every other one, "reference" with one named group, "rest" with
        everybody else.
    reference
        The named group; read only for that form.
    rest
        The same figure of everybody else known, at each group's position; read only for that form.

    Raises
    ------
    PlanError
        The kind, the form, the tolerance or the level cannot be, or there is no such reference group.
    """
    _check(kind, tolerance, alpha, bounded=measured.sample(()).bounded)
    _check_form(measured, form, reference, rest)
    reference, rest = reference if form == "reference" else None, rest if form == "rest" else None
    found = eligible(measured, min_group, rest)
    names = [measured.groups[g] for g in found.judged]
    pairs = Pairs(
        measured.sample(found.judged),
        names.index(reference) if reference in names else None,
        None if rest is None else rest.sample(found.judged),
    )
    count = pairs.count if reference is None or reference in names else 0
    result = Contrast(
        metric=measured.metric,
        attribute=measured.attribute,
        kind=kind,
        tolerance=tolerance,
        confidence=1 - alpha,
        method=method(kind, count, pairs.groups.limits),
        excluded=found.excluded,
        blocks_within=found.blocks_within,
        form=form,
        reference=reference,
    )
    if not count:
        return replace(result, reason=_too_few(result, names, min_group))
    members = (*names, *[name_of_rest(measured.groups)] * (0 if rest is None else len(names)))
    return _measured(result, _Field(kind, pairs, members, measured.higher_is_better, alpha / count))


def name_of_rest(groups: Sequence[str]) -> str:
    """What everybody else is called beside these groups: never as one of them."""
    names: Iterable[str] = chain(("the rest", "everybody else"), (f"everybody else ({n})" for n in count(2)))
    return next(name for name in names if name not in groups)


def questions(kind: Kind, tolerance: float) -> tuple[Question, Question]:
    """What a pair must clear for a disparity, and what every pair must clear for ``within``."""
    if kind == "difference":
        return Question("above", limit=tolerance), Question("below", limit=tolerance)
    return Question("below", ratio=tolerance), Question("above", ratio=tolerance)


def method(kind: Kind, pairs: int, limits: str = "Clopper-Pearson") -> str:
    """The construction of the displayed limits, in words."""
    name = "MOVER" if kind == "difference" else "MOVER-R"
    return f"{name} of {limits} limits, simultaneous (Bonferroni over {pairs} ordered pairs)"


def _measured(result: Contrast, field: _Field) -> Contrast:
    if result.kind == "ratio" and _below_nought(field.pairs):
        return replace(result, low=0.0, high=1.0, reason="a figure is below 0, so there is no ratio")
    beyond, inside = questions(result.kind, result.tolerance)
    widest = field.evidence(*field.widest())
    p, (i, j) = smallest_p(field.pairs, beyond)
    higher, lower = (i, j) if result.kind == "difference" else (j, i)
    return replace(
        result,
        groups=widest.groups,
        rest=widest.rest,
        value=widest.value,
        low=widest.low,
        high=widest.high,
        p_disparity=min(1.0, p * field.pairs.count),
        p_within=1.0 if result.blocks_within else largest_p(field.pairs, inside),
        evidence=field.evidence(higher, lower) if p < 1 else None,
        reason="no judged group has a rate above 0, so there is no ratio" if widest.value is None else None,
    )


def _below_nought(pairs: Pairs) -> bool:
    """With figures of both signs p_i < r p_j is no longer a ratio below r: equal ones would fail it."""
    return any(bool((side.estimate < 0).any()) for side in (pairs.groups, pairs.rest) if side is not None)


def _too_few(result: Contrast, names: list[str], min_group: int) -> str:
    trials = f"{min_group} trials or more" if min_group > 1 else "a rate"
    if result.form == "reference" and result.reference not in names:
        why = next(item.reason for item in result.excluded if item.group == result.reference)
        return f"the reference group '{result.reference}' is not judged: {why}"
    if result.form == "rest":
        return f"a comparison takes a group and everybody else, and there is no group of which both have {trials}"
    which = f"only '{names[0]}' has" if names else "no group has"
    return f"a comparison takes two groups, and {which} {trials}"


def _check(kind: Kind, tolerance: float, alpha: float, *, bounded: bool) -> None:
    if kind not in {"difference", "ratio"}:
        raise PlanError(f"The `kind` must be 'difference' or 'ratio'. Got '{kind}' instead.")
    if kind == "difference" and not bounded and not 0 <= tolerance < np.inf:
        raise PlanError(f"The tolerance of a difference must be 0 or more. Got {tolerance} instead.")
    if kind == "difference" and bounded and not 0 <= tolerance <= 1:
        raise PlanError(
            f"The tolerance of a difference must be from 0 to 1. Got {tolerance} instead; ten points are 0.1."
        )
    if kind == "ratio" and not 0 < tolerance <= 1:
        raise PlanError(
            f"The limit of a ratio must be above 0 and at most 1. Got {tolerance} instead; 4/5 is 0.8."
        )
    check_alpha(alpha)


def _check_form(measured: Measured, form: Form, reference: str | None, rest: Measured | None) -> None:
    if form not in {"others", "reference", "rest"}:
        raise PlanError(f"The `form` must be 'others', 'reference' or 'rest'. Got '{form}' instead.")
    if form == "reference" and reference is None:
        raise PlanError(
            f"The `reference` must be a group of {measured.attribute}. Got None instead; "
            "name the group that the others are compared with."
        )
    if form == "reference" and reference is not None and reference not in measured.groups:
        raise UnknownNameError.among(reference, measured.groups, what=f"group of {measured.attribute}")
    if form == "rest" and (rest is None or rest.groups != measured.groups):
        got = "None" if rest is None else f"the groups {', '.join(rest.groups)}"
        raise PlanError(
            f"The `rest` must have the groups of {measured.attribute} in their order. Got {got} instead; "
            "measure everybody else at each group's position."
        )
