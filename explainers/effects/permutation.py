"""Permutation importance: what a model loses when one column is shuffled among the rows.

Sources: Breiman, "Random forests", Machine Learning 45 (2001); Fisher, Rudin and Dominici, "All models are wrong, but
many are useful", Journal of Machine Learning Research 20 (2019).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError, UnknownNameError
from fairwitness.explainers.base import FloatArray, Predict
from fairwitness.explainers.effects.coded import Coded, Mask, group_masks
from fairwitness.explainers.given import confidence_level, whole_number

Loss = Callable[[FloatArray, FloatArray], FloatArray]
"""What happened and what the model said, both of shape (rows,), to the loss of each row."""


def _log_loss(y: FloatArray, said: FloatArray) -> FloatArray:
    kept = np.clip(said, 1e-15, 1 - 1e-15)
    loss: FloatArray = -(y * np.log(kept) + (1 - y) * np.log1p(-kept))
    return loss


LOSSES: Final[Mapping[str, Loss]] = {
    "squared_error": lambda y, said: (y - said) ** 2,
    "absolute_error": lambda y, said: np.abs(y - said),
    "log_loss": _log_loss,
    "zero_one": lambda y, said: (y != said).astype(np.float64),
}


@dataclass(frozen=True)
class PermutationImportance:
    """By how much the mean loss rises without one column.

    Parameters
    ----------
    column, group
        Of all rows where the group is None.
    rows
        Rows that the mean is over.
    loss
        Mean loss with every column as it is.
    rise
        Mean loss with the column shuffled, less that.
    standard_error
        Over rows and repeats: how far `rise` would differ with other rows of the same kind and other shuffles.
    repeat_error
        Over repeats alone: how far it would differ with other shuffles of the same rows; None for one repeat.
    low, high
        `rise` less and plus the normal quantile times `standard_error`.
    """

    column: str
    group: str | None
    rows: int
    loss: float
    rise: float
    standard_error: float | None
    repeat_error: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Shuffles:
    """How columns are shuffled, and how sure the intervals are."""

    repeats: int = 5
    seed: int = 0
    confidence: float = 0.95

    def __post_init__(self) -> None:
        whole_number("repeats", self.repeats, 1)
        confidence_level(self.confidence)


def permutation_importance(
    predict: Predict,
    X: pd.DataFrame,
    y: npt.ArrayLike,
    *,
    loss: str | Loss,
    groups: Sequence[object] | None = None,
    shuffles: Shuffles | None = None,
) -> tuple[PermutationImportance, ...]:
    """The rise in loss for every column, over all rows and in each group.

    Parameters
    ----------
    predict
        Frame in, one number a row out.
    X, y
        Rows, and the number that each should be answered with, shape (rows,). Rows the model was trained on flatter
        the columns it learned by heart.
    loss
        "squared_error", "absolute_error", "log_loss", "zero_one" (for decisions), or a function of numbers as
        they happened and as the model said to one loss for each row.
    groups
        A group for each row. Values come from all rows, whichever group a row is of; the loss is that of the group.
    shuffles
        Repeats (5 if left out), seed and confidence.

    Raises
    ------
    UnknownNameError
        There is no loss of that name.
    ExplanationError
        `y` or the groups do not fit the rows, there are fewer than two rows, or the model answers badly.

    Notes
    -----
    Each repeat turns the rows round in a random circle, so that no row keeps its own value. The rise is then Fisher's
    estimate with every pair of rows as likely; the standard error counts a row as the one that is asked about and as
    the one that lends its value, and so errs to the wide side by the noise of the repeats.
    """
    shuffles = shuffles or Shuffles()
    coded, measure = Coded.of(predict, X), _loss(loss)
    happened = _numbers(y, len(coded.matrix))
    masks = group_masks(groups, len(happened))
    plain = measure(happened, coded.ask(coded.matrix))
    donors = _donors(len(happened), shuffles)
    found: list[PermutationImportance] = []
    for place, column in enumerate(coded.codec.columns):
        rises = np.empty(donors.shape)
        for repeat, donor in enumerate(donors):
            asked = coded.matrix.copy()
            asked[:, place] = asked[donor, place]
            rises[repeat] = measure(happened, coded.ask(asked)) - plain
        found += [
            _importance((column, name), rises, donors, (plain, mask), shuffles.confidence)
            for name, mask in masks
        ]
    return tuple(found)


def _loss(loss: str | Loss) -> Loss:
    if not isinstance(loss, str):
        return loss
    if loss not in LOSSES:
        raise UnknownNameError.among(loss, tuple(LOSSES), what="loss")
    return LOSSES[loss]


def _numbers(y: npt.ArrayLike, rows: int) -> FloatArray:
    numbers = np.asarray(y, dtype=np.float64)
    if numbers.shape != (rows,) or not np.isfinite(numbers).all():
        raise ExplanationError(
            f"The `y` must be one finite number for each of {rows} rows. Got shape {numbers.shape} instead, or "
            "numbers that are not finite. Leave out the rows without a label."
        )
    if rows < 2:
        raise ExplanationError("Permutation importance needs at least two rows. Got 1 instead.")
    return numbers


def _donors(rows: int, shuffles: Shuffles) -> npt.NDArray[np.intp]:
    """Whose value each row gets in each repeat, shape (repeats, rows): the next one in a random circle."""
    draw = np.random.default_rng(shuffles.seed)
    donors = np.empty((shuffles.repeats, rows), dtype=np.intp)
    for repeat in donors:
        circle = draw.permutation(rows)
        repeat[circle] = np.roll(circle, 1)
    return donors


def _importance(
    named: tuple[str, str | None],
    rises: FloatArray,
    donors: npt.NDArray[np.intp],
    shown: tuple[FloatArray, Mask],
    confidence: float,
) -> PermutationImportance:
    plain, mask = shown
    count = int(mask.sum())
    by_repeat = rises[:, mask].mean(axis=1)
    rise, repeats = float(by_repeat.mean()), len(rises)
    error = _error(rises, donors, mask) if count > 1 else None
    half = None if error is None else NormalDist().inv_cdf((1 + confidence) / 2) * error
    return PermutationImportance(
        column=named[0],
        group=named[1],
        rows=count,
        loss=float(plain[mask].mean()),
        rise=rise,
        standard_error=error,
        repeat_error=float(by_repeat.std(ddof=1) / np.sqrt(repeats)) if repeats > 1 else None,
        low=None if half is None else rise - half,
        high=None if half is None else rise + half,
    )


def _error(rises: FloatArray, donors: npt.NDArray[np.intp], mask: Mask) -> float:
    """From each row's pull on the mean: as the row that is asked about, and as the one that lends its value."""
    rows, scale = rises.shape[1], rises.shape[1] / mask.sum()
    apart = np.where(mask, rises - rises[:, mask].mean(), 0.0) * scale
    pull = apart.mean(axis=0)
    lent = np.zeros_like(apart)
    np.put_along_axis(lent, donors, apart, axis=1)
    pull = pull + lent.mean(axis=0)
    return float(np.sqrt((pull**2).sum() / (rows - 1) / rows))
