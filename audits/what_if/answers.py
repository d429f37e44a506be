"""What the audited model says of some rows, and what it decides of them by the rule that the plan declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subject import Subject
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models import LoadedModel
from fairwitness.errors import ExplanationError

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """The answer to each row, in its order."""

    outputs: Floats
    """What explanations speak of, shape (rows,): the probability of the positive label, or the number."""
    decisions: tuple[str, ...] | None
    """The label decided for each row; None where a number is decided."""
    shares: tuple[dict[str, float], ...] | None
    """The probability of every label for each row, where there are more than two."""


@dataclass(frozen=True)
class Rule:
    """How the model's output becomes a decision."""

    threshold: float | None
    """The least probability of the positive label that is positive; None where the model's own label counts."""
    positive: str
    negative: str
    number: bool
    """Whether a number is decided, and nothing made of it."""

    @property
    def said(self) -> str:
        """The rule in a sentence; empty where there is none."""
        if self.number:
            return ""
        if self.threshold is None:
            return "The decision is the label that the model gives."
        return f"The decision is {self.positive} from a probability of {self.threshold:g} on."


def rule_of(subject: Subject) -> Rule:
    """The rule of a plan for its model.

    A threshold of a score column is not on the model's scale, so it does not count; nor does it where a column says
    what was decided.
    """
    plan, labels = subject.plan, subject.labels
    asked = plan.roles.score is None and plan.roles.prediction is None
    threshold = plan.roles.threshold if asked and plan.task == "binary" else None
    negative = "" if labels.several else labels.negative
    return Rule(threshold, labels.positive, negative, number=plan.task == "regression")


def ask(subject: Subject, X: pd.DataFrame) -> Answers:
    """The model's answers to the rows of X, asked once.

    Raises
    ------
    ModelError
        The model does not take the rows.
    ExplanationError
        There is no model, or its number for a row is none.
    """
    model, rule = subject.model, rule_of(subject)
    if model is None:
        raise ExplanationError(
            "A changed case needs the model: predictions alone do not say what it would answer."
        )
    if rule.number:
        outputs = np.asarray(model.predict(X), dtype=np.float64)
        return Answers(_finite(outputs), None, None)
    if rule.threshold is not None:
        outputs = model.scores(X, rule.positive)
        above = outputs >= rule.threshold
        return Answers(outputs, tuple(rule.positive if one else rule.negative for one in above), None)
    return _labelled(model, X, rule, several=bool(subject.labels.several))


def _labelled(model: LoadedModel, X: pd.DataFrame, rule: Rule, *, several: bool) -> Answers:
    found = model.answer(X)
    labels = tuple(map(label_text, found.labels))
    outputs = found.probability(rule.positive)
    if outputs is None:
        outputs = np.array([float(label == rule.positive) for label in labels])
    shares = None
    if several and found.probabilities is not None:
        shares = tuple(dict(zip(found.classes, map(float, row), strict=True)) for row in found.probabilities)
    return Answers(outputs, labels, shares)


def _finite(outputs: Floats) -> Floats:
    if not np.isfinite(outputs).all():
        raise ExplanationError(
            "The model must answer with a finite number for the changed case. It does not."
        )
    return outputs
