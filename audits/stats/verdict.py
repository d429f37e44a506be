"""Three-way verdicts on the largest gap between groups, both errors bounded over the declared gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from fairwitness.audits.rates import METRICS, Rates
from fairwitness.audits.stats.contrasts import (
    Proportions,
    Question,
    difference_limits,
    largest_p,
    ratio_limits,
    smallest_p,
)
from fairwitness.audits.stats.multiplicity import benjamini_hochberg, holm
from fairwitness.errors import PlanError

Kind = Literal["difference", "ratio"]
Verdict = Literal["disparity", "within", "inconclusive", "not_estimable"]


@dataclass(frozen=True)
class Evidence:
    """One pair of groups, named (worst, best), with its gap and simultaneous limits."""

    groups: tuple[str, str]
    value: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Excluded:
    """A group that is shown but not judged, its trials and why."""

    group: str
    trials: int
    reason: str


@dataclass(frozen=True)
class Contrast:
    """The gap of one metric over the judged groups of one attribute, before and after it is judged.

    Attributes
    ----------
    tolerance
        The largest difference, or the smallest ratio, that is still inside.
    groups
        (worst, best) by the metric's direction: the pair that attains max - min, or min / max.
    value
        That difference or ratio; None if it is not estimable or the best rate is 0.
    low, high
        Its simultaneous limits, one-sided at alpha / (G (G - 1)) each; those of a ratio are cut to [0, 1].
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
    verdict: Verdict | None = None
    p_disparity_adjusted: float | None = None
    p_within_adjusted: float | None = None
    q_value: float | None = None


def contrast(
    rates: Rates, *, kind: Kind, tolerance: float, alpha: float = 0.05, min_group: int = 30
) -> Contrast:
    """Measure the largest gap of a rate and how surely it is beyond, or inside, the tolerance.

    Parameters
    ----------
    tolerance
        From 0 to 1 for a difference; above 0, at most 1 for a ratio.
    alpha
        The level of the displayed limits.
    min_group
        Groups with fewer trials of this metric are not judged.

    Raises
    ------
    PlanError
        The kind, the tolerance or the level cannot be.
    """
    _check(kind, tolerance, alpha)
    excluded = tuple(_excluded(rates, min_group))
    left_out = {item.group for item in excluded}
    judged = [g for g, name in enumerate(rates.groups) if name not in left_out]
    pairs = len(judged) * (len(judged) - 1)
    result = Contrast(
        metric=rates.metric,
        attribute=rates.attribute,
        kind=kind,
        tolerance=tolerance,
        confidence=1 - alpha,
        method=method(kind, pairs),
        excluded=excluded,
        blocks_within=_blocked(rates, min_group),
    )
    if not pairs:
        return replace(result, reason=_too_few(rates, judged, min_group))
    # An order that does not depend on how the groups came, so that ties do not either.
    judged.sort(key=lambda g: (-rates.trials[g], -rates.successes[g], rates.groups[g]))
    return _measured(result, [rates.groups[g] for g in judged], proportions(rates, judged), alpha / pairs)


def questions(kind: Kind, tolerance: float) -> tuple[Question, Question]:
    """What a pair must clear for a disparity, and what every pair must clear for ``within``."""
    if kind == "difference":
        return Question("above", limit=tolerance), Question("below", limit=tolerance)
    return Question("below", ratio=tolerance), Question("above", ratio=tolerance)


def proportions(rates: Rates, judged: Sequence[int]) -> Proportions:
    """Effective successes and trials of the groups at those positions."""
    index = np.asarray(judged, dtype=np.intp)
    return Proportions(rates.effective_successes[index], rates.effective_trials[index])


def method(kind: Kind, pairs: int) -> str:
    """The construction of the displayed limits, in words."""
    name = "MOVER" if kind == "difference" else "MOVER-R"
    return f"{name} of Clopper-Pearson limits, simultaneous (Bonferroni over {pairs} ordered pairs)"


def judge_family(contrasts: Sequence[Contrast], alpha: float = 0.05) -> list[Contrast]:
    """Verdicts of declared gates: Holm over all disparity and, separately, over all within hypotheses.

    Each of the two errors is then at most ``alpha`` over the family. What is not estimable takes no part.
    """
    disparity = _adjusted([item.p_disparity for item in contrasts])
    within = _adjusted([item.p_within for item in contrasts])
    return [_judged(*each, alpha) for each in zip(contrasts, disparity, within, strict=True)]


def judge_exploratory(contrasts: Sequence[Contrast], alpha: float = 0.05) -> list[Contrast]:
    """Verdicts of what no gate declares.

    A disparity rests on its Benjamini-Hochberg q-value, ``within`` on its own p-value.
    """
    there = [item.p_disparity for item in contrasts if item.p_disparity is not None]
    found = iter(benjamini_hochberg(there).tolist())
    q_values = [None if item.p_disparity is None else next(found) for item in contrasts]
    return [
        replace(
            _judged(item, q_value, item.p_within, alpha),
            p_disparity_adjusted=None,
            p_within_adjusted=None,
            q_value=q_value,
        )
        for item, q_value in zip(contrasts, q_values, strict=True)
    ]


def _measured(result: Contrast, names: list[str], groups: Proportions, level: float) -> Contrast:
    beyond, inside = questions(result.kind, result.tolerance)
    order = np.argsort(groups.rate, kind="stable")
    widest = _pair(result, names, groups, (int(order[-1]), int(order[0])), level)
    p, (i, j) = smallest_p(groups, beyond)
    higher, lower = (i, j) if result.kind == "difference" else (j, i)
    return replace(
        result,
        groups=widest.groups,
        value=widest.value,
        low=widest.low,
        high=widest.high,
        p_disparity=min(1.0, p * len(names) * (len(names) - 1)),
        p_within=1.0 if result.blocks_within else largest_p(groups, inside),
        evidence=_pair(result, names, groups, (higher, lower), level) if p < 1 else None,
        reason="no judged group has a rate above 0, so there is no ratio" if widest.value is None else None,
    )


def _pair(
    result: Contrast, names: list[str], groups: Proportions, pair: tuple[int, int], level: float
) -> Evidence:
    """The gap of the pair (higher rate, lower rate)."""
    higher, lower = pair
    ordered = (lower, higher) if METRICS[result.metric].higher_is_better else (higher, lower)
    named = (names[ordered[0]], names[ordered[1]])
    high_rate, low_rate = groups[higher], groups[lower]
    if result.kind == "difference":
        low, high = difference_limits(high_rate, low_rate, level)
        return Evidence(named, float(high_rate.rate - low_rate.rate), float(low), float(high))
    if high_rate.rate == 0:
        return Evidence(named, None, 0.0, 1.0)
    low, high = ratio_limits(low_rate, high_rate, level)
    return Evidence(named, float(low_rate.rate / high_rate.rate), float(low), min(1.0, float(high)))


def _adjusted(p: Sequence[float | None]) -> list[float | None]:
    values = iter(holm([value for value in p if value is not None]).tolist())
    return [None if value is None else next(values) for value in p]


def _judged(item: Contrast, p_disparity: float | None, p_within: float | None, alpha: float) -> Contrast:
    verdict: Verdict = "inconclusive"
    if p_disparity is None or p_within is None:
        verdict = "not_estimable"
    elif p_disparity <= alpha:
        verdict = "disparity"
    elif p_within <= alpha:
        verdict = "within"
    return replace(item, verdict=verdict, p_disparity_adjusted=p_disparity, p_within_adjusted=p_within)


def _excluded(rates: Rates, min_group: int) -> list[Excluded]:
    found = []
    for name, trials, reason in zip(rates.groups, rates.trials.tolist(), rates.reasons, strict=True):
        if name == rates.unknown:
            found.append(Excluded(name, trials, "stands for missing values"))
        elif reason is not None:
            found.append(Excluded(name, trials, reason))
        elif trials < min_group:
            few = f"{trials} of the {min_group} trials that it takes to be judged"
            found.append(Excluded(name, trials, few))
    return found


def _blocked(rates: Rates, min_group: int) -> bool:
    """Whether a group large enough to be judged has no rate."""
    return any(
        value is None and trials >= min_group and name != rates.unknown
        for name, trials, value in zip(rates.groups, rates.trials, rates.value, strict=True)
    )


def _too_few(rates: Rates, judged: list[int], min_group: int) -> str:
    which = f"only '{rates.groups[judged[0]]}' has" if judged else "no group has"
    trials = f"{min_group} trials or more" if min_group > 1 else "a rate"
    return f"a comparison takes two groups, and {which} {trials}"


def _check(kind: Kind, tolerance: float, alpha: float) -> None:
    if kind not in {"difference", "ratio"}:
        raise PlanError(f"The `kind` must be 'difference' or 'ratio'. Got '{kind}' instead.")
    if kind == "difference" and not 0 <= tolerance <= 1:
        raise PlanError(
            f"The tolerance of a difference must be from 0 to 1. Got {tolerance} instead; ten points are 0.1."
        )
    if kind == "ratio" and not 0 < tolerance <= 1:
        raise PlanError(
            f"The limit of a ratio must be above 0 and at most 1. Got {tolerance} instead; 4/5 is 0.8."
        )
    if not 0 < alpha < 0.5:
        raise PlanError(f"The `alpha` must be above 0 and below 0.5. Got {alpha} instead; 0.05 is usual.")
