"""The rows behind the threshold explorer, as compact as they can be: group, outcome, place of the score, weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray
from fairwitness.audits.subject import Attribute, Decisions, Subject
from fairwitness.audits.thresholds.steps import Steps
from fairwitness.errors import DataError

_HALF = 0.5
_SEVERAL = "Other thresholds can be looked at where one of two labels is decided; this audit decides {task}."
_TASKS = {"multiclass": "one of several", "regression": "a number"}
NO_SCORE = "Other thresholds can be looked at only with a score, and this audit has decisions alone."
CLUSTERS = (
    "Other thresholds are not offered where rows belong together (`cluster`): every row would have to be counted anew. "
    "Audit again with another `threshold` instead."
)


@dataclass(frozen=True, eq=False)
class ScoredRows:
    """What a threshold needs of the rows. Arrays have shape (rows,).

    Attributes
    ----------
    attributes
        The single ones, without intersections.
    level
        Place of each row's score among the distinct ones.
    levels
        These, lowest first: (L,).
    declared
        See `declared_threshold`.
    """

    attributes: tuple[Attribute, ...]
    outcome: npt.NDArray[np.int8]
    level: npt.NDArray[np.int32]
    levels: FloatArray
    weights: FloatArray | None
    favourable_is_positive: bool
    declared: float | None

    @classmethod
    def of(cls, subject: Subject) -> Self:
        """The rows of a subject that has scores."""
        decisions = subject.decisions
        scores = np.zeros(0) if decisions.score is None else decisions.score
        levels, level = np.unique(scores, return_inverse=True)
        single = subject.attributes[: len(subject.plan.roles.sensitive)]
        return cls(
            single,
            decisions.outcome,
            level.astype(np.int32),
            levels,
            subject.weights,
            decisions.labels.favourable_is_positive,
            declared_threshold(decisions, subject.plan.roles.threshold),
        )

    def steps(self, attribute: Attribute, chosen: npt.NDArray[np.bool_] | None = None) -> Steps:
        """The counts of one attribute at every level, of all rows or of those chosen."""
        rows = slice(None) if chosen is None else chosen
        return Steps.of(
            attribute.name,
            attribute.groups,
            attribute.codes[rows],
            self.outcome[rows],
            self.level[rows],
            levels=len(self.levels),
            weights=None if self.weights is None else self.weights[rows],
            unknown=attribute.unknown,
            favourable_is_positive=self.favourable_is_positive,
        )


def check_subject(subject: Subject) -> None:
    """Refuse what has no other threshold.

    Raises
    ------
    DataError
        The message says why.
    """
    if subject.plan.task != "binary":
        raise DataError(_SEVERAL.format(task=_TASKS[subject.plan.task]))
    if subject.decisions.score is None:
        raise DataError(NO_SCORE)
    if subject.clusters is not None:
        raise DataError(CLUSTERS)


def declared_threshold(decisions: Decisions, stated: float | None) -> float | None:
    """The threshold whose decisions are those that were audited; None where no threshold gives them.

    The stated one if it does; else, where every positive decision has a higher score than every negative one, a half
    if it lies between the two, or the lowest score of a positive decision.
    """
    score, positive = decisions.score, decisions.prediction == 1
    if score is None:
        return None
    if stated is not None and bool(((score >= stated) == positive).all()):
        return stated
    low = float(score[~positive].max(initial=-np.inf))
    high = float(score[positive].min(initial=np.inf))
    if not low < high:
        return None
    if low < _HALF <= high:
        return _HALF
    return high if np.isfinite(high) else float(np.nextafter(low, np.inf))
