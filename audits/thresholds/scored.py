"""The rows behind the threshold explorer, as compact as they can be: group, outcome, place of the score, weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray
from fairwitness.audits.subject import Attribute, Decisions, Subject
from fairwitness.audits.thresholds.clustered import ClusteredSteps
from fairwitness.audits.thresholds.grid import Grid
from fairwitness.audits.thresholds.steps import Stepped, Steps
from fairwitness.errors import DataError

_HALF = 0.5
_TASKS = {
    "multiclass": "One of several labels is decided here, and the audit knows that label, not a score of each: there "
    "is no threshold to move.",
    "regression": "A number is decided here, not yes or no: there is no threshold to move.",
}


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
    clusters: npt.NDArray[np.integer] | None = None

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
            subject.clusters,
        )

    @property
    def plain(self) -> bool:
        """Whether every row counts once and depends on no other."""
        return self.weights is None and self.clusters is None

    @property
    def grid(self) -> Grid:
        """Which thresholds can be chosen."""
        return Grid.of(self.levels, self.declared)

    def steps(self, attribute: Attribute, chosen: npt.NDArray[np.bool_] | None = None) -> Stepped:
        """The counts of one attribute at every level, of all rows or of those chosen."""
        rows = slice(None) if chosen is None else chosen
        columns = attribute.codes[rows], self.outcome[rows], self.level[rows]
        found = Steps.of(
            attribute.name,
            attribute.groups,
            *columns,
            levels=len(self.levels),
            weights=None if self.weights is None else self.weights[rows],
            unknown=attribute.unknown,
            favourable_is_positive=self.favourable_is_positive,
        )
        return found if self.clusters is None else ClusteredSteps.of(found, columns, self.clusters[rows])


def check_subject(subject: Subject) -> None:
    """Refuse what has no other threshold.

    Raises
    ------
    DataError
        The message says why.
    """
    scored = subject.decisions.score is not None
    mixed = subject.clusters is not None and subject.weights is not None
    reason = why_none(subject.plan.task, scored=scored, clustered_and_weighted=mixed)
    if reason is not None:
        raise DataError(reason)


def why_none(task: str, *, scored: bool, clustered_and_weighted: bool) -> str | None:
    """Why an audit has no other threshold, in a sentence; None if it has."""
    if task in _TASKS:
        return _TASKS[task]
    if not scored:
        return "Other thresholds can be looked at only with a score, and this audit has decisions alone."
    if clustered_and_weighted:
        return (
            "Other thresholds are not offered where rows belong together (`cluster`) and carry weights: what the "
            "weights of each cluster add up to would have to be summed anew. Audit again with another `threshold` "
            "instead."
        )
    return None


def declared_threshold(decisions: Decisions, stated: float | None) -> float | None:
    """The threshold whose decisions are those that were audited; None where no threshold gives them.

    The stated one if it does; else, where every positive decision has a higher score than every negative one, a half
    if it lies between the two, or the lowest score of a positive decision.
    """
    score, positive = decisions.score, decisions.prediction == 1
    if score is None:
        return None
    low = float(score[~positive].max(initial=-np.inf))
    return threshold_between(low, float(score[positive].min(initial=np.inf)), stated)


def threshold_between(low: float, high: float, stated: float | None) -> float | None:
    """See `declared_threshold`; `low` is the highest score of a negative decision, `high` the lowest of a positive."""
    if not low < high:
        return None
    if stated is not None and low < stated <= high:
        return stated
    if low < _HALF <= high:
        return _HALF
    return high if np.isfinite(high) else float(np.nextafter(low, np.inf))
