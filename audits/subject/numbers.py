"""Decisions that are numbers: a price, a limit, a forecast; from a column, or from the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fairwitness.audits.plan.model import Plan
from fairwitness.audits.subject.datasets import Dataset
from fairwitness.audits.subject.decisions import Decisions, Floats, complete, numbers_in
from fairwitness.audits.subject.labels import Labels
from fairwitness.audits.subject.models import LoadedModel
from fairwitness.errors import DataError, PlanError

if TYPE_CHECKING:
    import pandas as pd


def decide_number(
    plan: Plan, frame: pd.DataFrame, features: Sequence[str], model: LoadedModel | None, dataset: Dataset
) -> Decisions:
    """Take the predicted numbers from the prediction or score column, else from the model.

    Raises
    ------
    DataError
        There is nothing to take them from, or a column does not hold numbers.
    """
    roles = plan.roles
    stated = {name: getattr(roles, name) for name in ("positive", "favourable", "threshold")}
    if odd := next((name for name, value in stated.items() if value is not None), None):
        raise PlanError(
            f"A number has no `{odd}`. Got {stated[odd]!r} with `task: regression`; leave it out."
        )
    column = roles.prediction or roles.score
    if column is not None:
        predicted = numbers_in(complete(frame[column], "prediction", dataset), "prediction", dataset)
        origin = f"column '{column}'"
    elif model is not None:
        answer = model.predict(frame[list(features)])
        predicted, origin = numbers_in(answer, "prediction", dataset), f"the model ({model.type})"
    else:
        raise DataError(
            "The plan must say what was predicted: a `prediction` column, or a `model`. Got neither."
        )
    outcome = np.full(len(frame), np.nan)
    if roles.target is not None:
        outcome = numbers_in(frame[roles.target], "target", dataset)
    known = ~np.isnan(outcome)
    return Decisions(
        Labels("", "", favourable_is_positive=True),
        np.where(known, 0, -1).astype(np.int8),
        np.zeros(len(frame), dtype=np.int8),
        predicted,
        origin,
        tuple(_notes(roles.target, known.sum(), predicted)),
        outcome,
    )


def _notes(target: str | None, known: int, predicted: Floats) -> list[str]:
    notes = []
    if target is None:
        notes.append("No target was given: how far predictions are off could not be measured.")
    elif known < len(predicted):
        notes.append(
            f"{len(predicted) - known:,} of {len(predicted):,} rows have no value in the target '{target}'. They "
            "count for average predictions, and for nothing that needs an outcome."
        )
    if len(predicted) and predicted.min() == predicted.max():
        notes.append(f"Every prediction is {predicted[0]:g}. If that is not meant, look at the column.")
    return notes
