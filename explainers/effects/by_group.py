"""Mean absolute attributions, of all rows and of each group, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from fairwitness.explainers.base import Explanation
from fairwitness.explainers.effects.coded import group_masks
from fairwitness.explainers.given import confidence_level


@dataclass(frozen=True)
class GroupImportance:
    """Mean absolute attribution of one column over the rows of a group; of all rows where the group is None.

    `low` and `high` are Student's interval of the mean over rows, cut at 0; None where the group has one row.
    """

    column: str
    group: str | None
    rows: int
    mean: float
    standard_error: float | None
    low: float | None
    high: float | None


def importance_by_group(
    explanation: Explanation, groups: Sequence[object] | None = None, *, confidence: float = 0.95
) -> tuple[GroupImportance, ...]:
    """Mean absolute attribution of every column, over all rows and in each group.

    Parameters
    ----------
    groups
        A group for each explained row.
    confidence
        Of each interval alone.

    Raises
    ------
    ExplanationError
        There is not one group for each row, or the confidence is no share.
    """
    confidence_level(confidence)
    sizes = abs(explanation.values)
    found = []
    for name, mask in group_masks(groups, len(sizes)):
        rows = int(mask.sum())
        means = sizes[mask].mean(axis=0)
        errors = sizes[mask].std(axis=0, ddof=1) / rows**0.5 if rows > 1 else [None] * len(means)
        reach = float(stats.t.ppf((1 + confidence) / 2, rows - 1)) if rows > 1 else 0.0
        for column, mean, error in zip(explanation.columns, means, errors, strict=True):
            ends = (
                (None, None)
                if error is None
                else (max(0.0, float(mean - reach * error)), float(mean + reach * error))
            )
            spread = None if error is None else float(error)
            found.append(GroupImportance(column, name, rows, float(mean), spread, *ends))
    return tuple(found)
