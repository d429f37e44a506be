"""The decision for each row: from a column, from a score and a threshold, or from the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.model import Plan
from fairwitness.audits.plan.roles import refuse_idle_threshold
from fairwitness.audits.quoting import cell, figure
from fairwitness.audits.subject.columns import first_text, floats, is_number, plain
from fairwitness.audits.subject.datasets import Dataset
from fairwitness.audits.subject.labels import Labels, encode, label_text, observed, resolve
from fairwitness.audits.subject.models import LoadedModel
from fairwitness.errors import DataError, ModelError

if TYPE_CHECKING:
    import pandas as pd

Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Decisions:
    """What happened and what was decided, shape (rows,) each."""

    labels: Labels
    outcome: Codes
    """1 positive, 0 negative (of several labels the place), -1 where the target is missing or there is none."""
    prediction: Codes
    """1 positive, 0 negative (of several labels the place); 0 where a number is decided."""
    score: Floats | None
    """The score, or the number that was predicted."""
    origin: str
    """Where the decisions came from, in words."""
    notes: tuple[str, ...] = ()
    numbers: Floats | None = None
    """What really happened, where it is a number: NaN where it is missing."""


def decide(
    plan: Plan, frame: pd.DataFrame, features: Sequence[str], model: LoadedModel | None, dataset: Dataset
) -> Decisions:
    """Take the decisions from the prediction column, else from score and threshold, else from the model.

    Raises
    ------
    DataError
        There is nothing to take them from, or a column holds what no decision can be.
    PlanError
        There is a threshold, and nothing that it could be held against.
    """
    if plan.task == "multiclass":
        from fairwitness.audits.subject.several import decide_one_of_several

        return decide_one_of_several(plan, frame, features, model, dataset)
    if plan.task == "regression":
        from fairwitness.audits.subject.numbers import decide_number

        return decide_number(plan, frame, features, model, dataset)
    found = _taken(plan, frame, features, model, dataset)
    given = set(found.prediction.tolist())
    if len(given) > 1:
        return found
    label = found.labels.positive if given == {1} else found.labels.negative
    note = f"Every decision is '{label}'. If that is not meant, look at the threshold and the labels."
    return replace(found, notes=(*found.notes, note))


def _taken(
    plan: Plan, frame: pd.DataFrame, features: Sequence[str], model: LoadedModel | None, dataset: Dataset
) -> Decisions:
    roles = plan.roles
    target = None if roles.target is None else frame[roles.target]
    score = None if roles.score is None else _score(plan, frame, dataset)
    if roles.prediction is not None:
        if model is None:
            refuse_idle_threshold(roles)
        column = complete(frame[roles.prediction], "prediction", dataset)
        found = _from_labels(plan, target, column, score, f"column '{roles.prediction}'")
        return found if model is None else _beside(model, found, frame[list(features)])
    if score is not None:
        if roles.threshold is None:
            raise DataError(
                f"A score needs a `threshold`: which '{roles.score}' is a positive prediction? Give "
                "`threshold` or `--threshold`, or a `prediction` column."
            )
        check_threshold(
            roles.threshold, float(score.min()), float(score.max()), f"the score in '{roles.score}'"
        )
        origin = f"'{roles.score}' of at least {roles.threshold:g}"
        return _from_score(plan, target, score, roles.threshold, origin)
    if model is None:
        raise DataError(
            "The plan must say what was decided: a `prediction` column, a `score` with a "
            "`threshold`, or a `model`. Got none of them."
        )
    return _from_model(plan, frame[list(features)], target, model)


def check_threshold(threshold: float | None, low: float, high: float, what: str) -> None:
    """Refuse a threshold that no probability can reach, or none can miss: it was meant for another scale.

    Parameters
    ----------
    threshold
        The threshold that the plan names, if it names one.
    low, high
        The smallest and the largest score; of scores outside [0, 1] nothing is known, so nothing is refused.
    what
        What gives the scores, for the message.

    Raises
    ------
    DataError
        The scores lie in [0, 1], and the threshold does not.
    """
    if threshold is None or not 0 <= low <= high <= 1 or 0 <= threshold <= 1:
        return
    percent = f" Did you mean {threshold / 100:g}?" if 1 < threshold <= 100 else ""
    raise DataError(
        f"The threshold must lie between 0 and 1, as {what} does ({low:.4g} to {high:.4g}). Got {threshold:g}, by "
        f"which every row is decided alike.{percent}"
    )


def _beside(model: LoadedModel, found: Decisions, X: pd.DataFrame) -> Decisions:
    """Say how often the model that is explained decides otherwise than the column that is judged."""
    other = int((encode(model.predict(X), found.labels) != found.prediction).sum())
    note = (
        f"The decisions that are judged are those of the {found.origin}; the model that is explained "
        f"decides otherwise in {other:,} of {len(X):,} rows."
    )
    return replace(found, notes=(*found.notes, note)) if other else found


def _from_labels(
    plan: Plan, target: pd.Series | None, predicted: pd.Series, score: Floats | None, origin: str
) -> Decisions:
    where = " and ".join(f"column '{column.name}'" for column in (target, predicted) if column is not None)
    labels = resolve(plan.roles, observed(target, predicted), where)
    outcome = _outcome(target, labels, len(predicted))
    notes = list(_notes(target, outcome, labels))
    if score is not None and plan.roles.threshold is not None:
        notes.append("Decisions were taken from the prediction column; the threshold was not applied.")
    return Decisions(labels, outcome, encode(predicted, labels), score, origin, tuple(notes))


def _from_score(
    plan: Plan, target: pd.Series | None, score: Floats, threshold: float, origin: str
) -> Decisions:
    found = observed(target)
    where = f"target '{target.name}'" if target is not None else "decision"
    unnamed = plan.roles.positive is None and plan.roles.favourable is None
    labels = resolve(plan.roles, ["0", "1"] if unnamed and not found else found, where)
    outcome = _outcome(target, labels, len(score))
    return Decisions(
        labels,
        outcome,
        (score >= threshold).astype(np.int8),
        score,
        origin,
        tuple(_notes(target, outcome, labels)),
    )


def _from_model(plan: Plan, X: pd.DataFrame, target: pd.Series | None, model: LoadedModel) -> Decisions:
    threshold = plan.roles.threshold
    found = sorted({*observed(target), *(model.classes or ())})
    if threshold is None:
        answer = model.answer(X)
        labels = resolve(
            plan.roles, sorted({*found, *observed(answer.labels)}), "target and the model together"
        )
        codes, origin = encode(answer.labels, labels), f"the model ({model.type})"
        score = answer.probability(labels.positive)
        if (codes < 0).any():
            raise ModelError(
                f"The model must give a label for every row. {int((codes < 0).sum()):,} of {len(codes):,} are missing."
            )
    else:
        labels = resolve(plan.roles, found, "target and the model together")
        score = model.scores(X, labels.positive)
        check_threshold(threshold, float(score.min()), float(score.max()), "the model's probability")
        codes = (score >= threshold).astype(np.int8)
        origin = f"the model ({model.type}), probability of at least {threshold:g}"
    outcome = _outcome(target, labels, len(X))
    return Decisions(labels, outcome, codes, score, origin, tuple(_notes(target, outcome, labels)))


def _outcome(target: pd.Series | None, labels: Labels, rows: int) -> Codes:
    return np.full(rows, -1, dtype=np.int8) if target is None else encode(target, labels)


def _notes(target: pd.Series | None, outcome: Codes, labels: Labels) -> list[str]:
    if target is None:
        return ["No target was given: whether a decision was right could not be measured."]
    notes = []
    unlabelled = int((outcome < 0).sum())
    if unlabelled:
        notes.append(
            f"{unlabelled:,} of {len(outcome):,} rows have no value in the target '{target.name}'. "
            "They count for selection rates and for nothing that needs an outcome."
        )
    present = {label_text(value) for value in target.dropna().unique()}
    if len(present) == 1:
        notes.append(
            f"The target '{target.name}' has one label only, '{present.pop()}'; rates among those "
            "with the other label do not exist."
        )
    return notes


def complete(column: pd.Series, role: str, dataset: Dataset) -> pd.Series:
    """The column, if it has a value in every row."""
    missing = column.isna().to_numpy()
    if missing.any():
        line = dataset.line(column.index[int(missing.argmax())])
        raise DataError(
            f"The {role} column '{column.name}' must have a value in every row. "
            f"{int(missing.sum()):,} of {len(column):,} rows of {dataset.source} have none, "
            f"the first in line {line:,}. Fill them, or leave these rows out with `where: "
            f'["{column.name} is known"]`.'
        )
    return column


def _score(plan: Plan, frame: pd.DataFrame, dataset: Dataset) -> Floats:
    score = numbers_in(complete(frame[str(plan.roles.score)], "score", dataset), "score", dataset)
    if len(score) > 1 and score.min() == score.max():
        raise DataError(
            f"The score column '{plan.roles.score}' must tell rows apart. Every score is {score[0]:g}; look at the "
            "column, or name the decisions under `prediction`."
        )
    outside = score[(score < 0) | (score > 1)]
    if plan.roles.score_is_probability and len(outside):
        raise DataError(
            f"The score column '{plan.roles.score}' was declared a probability and must lie in [0, 1]. "
            f"{len(outside):,} values do not, such as {figure(f'{outside[0]:g}')}; "
            "correct them, or leave `score_is_probability` out."
        )
    return score


def numbers_in(column: pd.Series, role: str, dataset: Dataset) -> Floats:
    """A column as numbers, NaN where it has no value; refused where it holds text or what is infinite."""
    column = plain(column)
    if not is_number(column):
        place, value = first_text(column) or (0, column.iloc[0])
        raise DataError(
            f"The {role} column '{column.name}' must hold numbers. "
            f"It holds {cell(value)} in line {dataset.line(column.index[place]):,}."
        )
    numbers = floats(column)
    if np.isinf(numbers).any():
        raise DataError(
            f"The {role} column '{column.name}' must hold finite numbers. "
            f"{int(np.isinf(numbers).sum()):,} are infinite."
        )
    return numbers
