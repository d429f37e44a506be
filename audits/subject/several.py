"""Decisions for one of several labels: from a column, or from the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.model import Plan
from fairwitness.audits.plan.roles import MOST_LABELS
from fairwitness.audits.subject.datasets import Dataset
from fairwitness.audits.subject.decisions import Decisions, complete
from fairwitness.audits.subject.labels import Labels, label_text, match_label, observed
from fairwitness.audits.subject.models import LoadedModel
from fairwitness.errors import DataError, PlanError

if TYPE_CHECKING:
    import pandas as pd


def decide_one_of_several(
    plan: Plan, frame: pd.DataFrame, features: Sequence[str], model: LoadedModel | None, dataset: Dataset
) -> Decisions:
    """Take the decisions from the prediction column, else from the model.

    Raises
    ------
    DataError
        There is nothing to take them from, or too many labels.
    """
    roles = plan.roles
    if roles.score is not None or roles.threshold is not None:
        raise PlanError(
            "A `score` with a `threshold` decides between two labels. Got one with `task: multiclass`; name the "
            "decided label under `prediction`."
        )
    target = None if roles.target is None else frame[roles.target]
    if roles.prediction is not None:
        predicted = complete(frame[roles.prediction], "prediction", dataset)
        origin = f"column '{roles.prediction}'"
    elif model is not None:
        predicted, origin = model.predict(frame[list(features)]), f"the model ({model.type})"
    else:
        raise DataError(
            "The plan must say what was decided: a `prediction` column, or a `model`. Got neither."
        )
    labels = several_labels(plan, target, predicted)
    classes = labels.several
    outcome = np.full(len(frame), -1, dtype=np.int8) if target is None else codes_of(target, classes)
    return Decisions(
        labels, outcome, codes_of(predicted, classes), None, origin, tuple(_notes(target, outcome, classes))
    )


def several_labels(plan: Plan, target: pd.Series | None, predicted: pd.Series) -> Labels:
    """Every label that is decided or happened, and the favourable one if the plan states it.

    Raises
    ------
    DataError
        There are too many to be labels, or one only.
    """
    classes = tuple(observed(target, predicted))
    where = " and ".join(f"'{column.name}'" for column in (target, predicted) if column is not None)
    if not 2 <= len(classes) <= MOST_LABELS:
        raise DataError(
            f"The columns {where} must hold 2 to {MOST_LABELS} labels. Got {len(classes):,}, such as "
            f"'{classes[0]}'; say `task: regression` if a number is decided."
        )
    stated = plan.roles.favourable if plan.roles.favourable is not None else plan.roles.positive
    good = "" if stated is None else match_label(stated, classes, "favourable", where)
    return Labels(good, "", favourable_is_positive=True, several=classes)


def codes_of(column: pd.Series, classes: tuple[str, ...]) -> npt.NDArray[np.int8]:
    """The place of each row's label, -1 where it is missing."""
    import pandas as pd

    codes, values = pd.factorize(column)
    lookup = np.array([*(classes.index(label_text(value)) for value in values), -1], dtype=np.int8)
    return lookup[codes]


def _notes(target: pd.Series | None, outcome: npt.NDArray[np.int8], classes: tuple[str, ...]) -> list[str]:
    if target is None:
        return ["No target was given: whether a decision was right could not be measured."]
    notes = []
    if unlabelled := int((outcome < 0).sum()):
        notes.append(
            f"{unlabelled:,} of {len(outcome):,} rows have no value in the target '{target.name}'. "
            "They count for how often each label is decided, and for nothing that needs an outcome."
        )
    never = [label for place, label in enumerate(classes) if not (outcome == place).any()]
    if never and len(never) < len(classes):
        listed = ", ".join(f"'{label}'" for label in never)
        notes.append(f"Decided but never an outcome: {listed}.")
    return notes
