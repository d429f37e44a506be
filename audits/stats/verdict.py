"""Three-way verdicts on the largest gap between groups, both errors bounded over the declared gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fairwitness.audits.plan.part import Kind
from fairwitness.audits.stats.gaps import Contrast, Evidence, Verdict, contrast, method, questions
from fairwitness.audits.stats.measured import Excluded
from fairwitness.audits.stats.multiplicity import benjamini_hochberg, holm_of_known

__all__ = [
    "Contrast",
    "Evidence",
    "Excluded",
    "Kind",
    "Verdict",
    "contrast",
    "judge_exploratory",
    "judge_family",
    "method",
    "questions",
]


def judge_family(contrasts: Sequence[Contrast], alpha: float = 0.05) -> list[Contrast]:
    """Verdicts of declared gates: Holm over all disparity and, separately, over all within hypotheses.

    Each of the two errors is then at most ``alpha`` over the family. What is not estimable takes no part.
    Where only some parts of a joined contrast are estimable, there is a disparity or nothing to say.
    """
    disparity = holm_of_known([item.p_disparity for item in contrasts])
    within = holm_of_known([item.p_within for item in contrasts])
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


def _judged(item: Contrast, p_disparity: float | None, p_within: float | None, alpha: float) -> Contrast:
    verdict: Verdict = "inconclusive"
    if p_disparity is not None and p_disparity <= alpha:
        verdict = "disparity"
    elif p_disparity is None or p_within is None:
        verdict = "not_estimable"
        if p_disparity is not None:  # what is known of some parts is not the gap of all
            item = replace(item, groups=None, rest=None, value=None, low=None, high=None, evidence=None)
    elif p_within <= alpha:
        verdict = "within"
    return replace(item, verdict=verdict, p_disparity_adjusted=p_disparity, p_within_adjusted=p_within)
