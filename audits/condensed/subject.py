"""Cells with roles: what a subject is to rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import IntArray
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.subject.attributes import Attribute, cross, cross_strata, read_attribute
from fairwitness.audits.subject.datasets.condensed import Condensed
from fairwitness.audits.subject.labels import Labels, encode, observed, resolve
from fairwitness.audits.subject.several import codes_of, several_labels
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class CountedSubject:
    """Cells with roles: what a subject is to rows. Arrays have shape (cells,)."""

    plan: Plan
    """The plan with everything filled in that the data decide."""
    cells: Condensed
    labels: Labels
    outcome: npt.NDArray[np.int8]
    prediction: npt.NDArray[np.int8]
    attributes: tuple[Attribute, ...]
    strata: Attribute | None
    notes: tuple[str, ...]

    @property
    def unlabelled(self) -> int:
        """Rows whose outcome is not known."""
        if self.plan.task == "regression":
            return self.cells.rows - int(self.cells.counts.get("outcome", self.cells.frequency[:0]).sum())
        return int(self.cells.frequency[self.outcome < 0].sum())

    def sizes(self, attribute: Attribute) -> IntArray:
        """Rows of each group."""
        counted = np.bincount(attribute.codes, weights=self.cells.frequency, minlength=len(attribute.groups))
        return counted.astype(np.int64)


def counted_subject(plan: Plan, cells: Condensed) -> CountedSubject:
    """Give the cells their labels and groups, as `make_subject` does for rows.

    Raises
    ------
    DataError
        Labels or groups cannot be told; the message says which and what to do.
    """
    frame, roles = cells.frame, plan.roles
    target, predicted = _column(frame, roles.target), _column(frame, roles.prediction)
    labels, outcome, prediction = _decided(plan, cells, target, predicted)
    read = {
        one.name: read_attribute(one, frame[one.source], max_groups=plan.checks.max_groups)
        for one in cells.sensitive
    }
    crossed = tuple(cross([read[name] for name in names]) for names in roles.intersections)
    strata = [
        read_attribute(one, frame[one.source], max_groups=plan.checks.max_groups) for one in cells.strata
    ]
    resolved = roles.model_copy(
        update={"positive": labels.positive or None, "favourable": labels.favourable or None, "features": ()}
    )
    return CountedSubject(
        plan.model_copy(update={"roles": resolved}),
        cells,
        labels,
        outcome,
        prediction,
        (*read.values(), *crossed),
        cross_strata(strata) if strata else None,
        cells.notes,
    )


def _column(frame: pd.DataFrame, name: str | None) -> pd.Series | None:
    return None if name is None or name not in frame else frame[name]


def _decided(
    plan: Plan, cells: Condensed, target: pd.Series | None, predicted: pd.Series | None
) -> tuple[Labels, npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    nothing = np.full(len(cells.frame), -1, dtype=np.int8)
    if plan.task == "regression":
        return Labels("", "", favourable_is_positive=True), nothing, np.zeros_like(nothing)
    where = " and ".join(f"column '{column.name}'" for column in (target, predicted) if column is not None)
    if plan.task == "multiclass":
        if predicted is None:
            raise DataError(
                "Of several labels the decided one must stand in a `prediction` column. Got none."
            )
        labels = several_labels(plan, target, predicted)
        outcome = nothing if target is None else codes_of(target, labels.several)
        return labels, outcome, codes_of(predicted, labels.several)
    found = observed(target, predicted)
    unnamed = plan.roles.positive is None and plan.roles.favourable is None
    labels = resolve(plan.roles, ["0", "1"] if unnamed and not found else found, where or "decision")
    outcome = nothing if target is None else encode(target, labels)
    if predicted is not None:
        return labels, outcome, encode(predicted, labels)
    if cells.decided is None:
        raise DataError(
            "The plan must say what was decided: a `prediction` column, or a `score` with a `threshold`."
        )
    return labels, outcome, cells.decided
