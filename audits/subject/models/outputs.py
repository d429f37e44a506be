"""Models whose file gives bare numbers: what the numbers are, and which label each stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.source import ModelSource, Output
from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Ask = Callable[["pd.DataFrame"], npt.ArrayLike]
Kind = TypeVar("Kind", bound=np.generic)
_ROUNDING = 1e-3  # float32 probabilities over many classes do not add up to 1 exactly


class Answers(Protocol):
    """What a format makes of a file: an estimator with labels, and perhaps probabilities."""

    def predict(self, X: pd.DataFrame) -> npt.ArrayLike:
        """A label, or a number, for every row."""
        ...


@dataclass(frozen=True)
class Numbers:
    """A model that predicts a number for each row."""

    ask: Ask

    def predict(self, X: pd.DataFrame) -> Floats:
        """The numbers, shape (rows,)."""
        return _column(np.asarray(self.ask(X), dtype=np.float64), len(X))


@dataclass(frozen=True)
class Probabilities:
    """A model that gives the probability of each label, or of the second of two."""

    ask: Ask
    labels: tuple[str | int | float | bool, ...]
    """In the order of the outputs."""
    logits: bool = False

    @property
    def classes_(self) -> npt.NDArray[np.object_]:
        """The labels, under scikit-learn's name."""
        return np.array(self.labels, dtype=object)

    def predict_proba(self, X: pd.DataFrame) -> Floats:
        """Shape (rows, labels)."""
        found = np.asarray(self.ask(X), dtype=np.float64)
        if self.logits:
            found = _from_logits(found)
        if found.ndim == 1 or found.shape[-1] == 1:
            second = _column(found, len(X))
            found = np.column_stack([1 - second, second])
        self._check(found, len(X))
        return found

    def predict(self, X: pd.DataFrame) -> npt.NDArray[np.object_]:
        """The label with the highest probability, shape (rows,)."""
        return self.answer(X)[0]

    def answer(self, X: pd.DataFrame) -> tuple[npt.NDArray[np.object_], Floats]:
        """Labels and probabilities from one pass."""
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)], probabilities

    def _check(self, found: Floats, rows: int) -> None:
        if found.shape != (rows, len(self.labels)):
            raise ModelError(
                f"The model must give {len(self.labels)} outputs for each of the {rows:,} rows, one for each of its "
                f"`classes`. Got an array of shape {found.shape} instead."
            )
        odd = ~np.isfinite(found) | (found < -_ROUNDING) | (found > 1 + _ROUNDING)
        if odd.any():
            raise ModelError(
                f"The model's outputs must be probabilities. Got {found[odd][0]:g}; say `model.output: logit` if they "
                "are logits, or `number` if a number is predicted."
            )
        if rows and np.abs(found.sum(axis=1) - 1).max() > len(self.labels) * _ROUNDING:
            raise ModelError(
                f"The model's probabilities must add up to 1 in each row. Got {found.sum(axis=1)[0]:g} in the first; "
                "say `model.output: logit` if they are logits."
            )


def estimator_of(ask: Ask, source: ModelSource, *, classes: int = 2, output: Output | None = None) -> Answers:
    """What the numbers of a model mean, by its file, else by the plan.

    Parameters
    ----------
    ask : callable
        Takes a frame, gives an array of shape (rows,) or (rows, outputs).
    classes : int
        How many labels there are, where the plan does not name them: they are 0, 1 and so on.
    output
        What the file says the numbers are; the plan's word goes first.
    """
    meaning = source.output or output or "probability"
    if meaning == "number":
        return Numbers(ask)
    labels = source.classes if source.classes is not None else tuple(range(classes))
    if meaning == "label":
        return Coded(ask, labels)
    return Probabilities(ask, labels, logits=meaning == "logit")


@dataclass(frozen=True)
class Coded:
    """A model that gives labels, or their places among the plan's `classes`."""

    ask: Ask
    labels: tuple[str | int | float | bool, ...]

    def predict(self, X: pd.DataFrame) -> npt.NDArray[np.object_]:
        """A label for every row, shape (rows,)."""
        found = _column(np.asarray(self.ask(X)), len(X)).astype(object)
        known = {label_text(label) for label in self.labels}
        if {label_text(value) for value in set(found.tolist())} <= known:
            return found
        names = np.array(self.labels, dtype=object)
        places = {str(place): names[place] for place in range(len(names))}
        try:
            return np.array([places[label_text(value)] for value in found], dtype=object)
        except KeyError as error:
            raise ModelError(
                f"The model must answer with one of its classes {list(self.labels)}, or with its place from 0. Got "
                f"{error} instead; correct `model.classes`."
            ) from error


def _column(found: npt.NDArray[Kind], rows: int) -> npt.NDArray[Kind]:
    if found.size != rows:
        raise ModelError(
            f"The model must give one output for each of the {rows:,} rows. Got an array of shape {found.shape} "
            "instead."
        )
    return found.reshape(rows)


def _from_logits(found: Floats) -> Floats:
    if found.ndim == 1 or found.shape[1] == 1:
        return np.exp(-np.logaddexp(0.0, -found))
    shifted = np.exp(found - found.max(axis=1, keepdims=True))
    summed: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return summed
