"""What a measure of an explanation looks at: the model, the rows, the background and what was said of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Asked, Explanation, FloatArray, Options, Predict
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.engines.base import Question
from fairwitness.explainers.inputs import as_frame, checked, matched, on_codes

IntArray = npt.NDArray[np.int64]
Explain = Callable[[pd.DataFrame, pd.DataFrame, int], Explanation]
"""Explains rows against a background with a seed, as the examined explanation was made."""


@dataclass(frozen=True, eq=False)
class Examined:
    """An explanation with all that is needed to put it to the test.

    Parameters
    ----------
    predict
        The model: frames in, one number a row out.
    rows
        The explained rows, shape (rows, columns).
    background
        Rows with the same columns, from which realistic values are drawn.
    explanation
        What was said of the rows, in their order.
    seed
        The same seed gives the same numbers.

    Raises
    ------
    ExplanationError
        The explanation is of other rows or columns.
    """

    predict: Predict
    rows: pd.DataFrame
    background: pd.DataFrame
    explanation: Explanation
    seed: int = 0

    def __post_init__(self) -> None:
        rows = as_frame(self.rows, name="rows")
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "background", matched(rows, as_frame(self.background, name="background")))
        columns = tuple(str(name) for name in rows.columns)
        if self.explanation.columns != columns or len(self.explanation.values) != len(rows):
            raise ExplanationError(
                f"The explanation must be of the {len(rows)} `rows` and their {len(columns)} columns. "
                f"Got one of {len(self.explanation.values)} rows and {len(self.explanation.columns)} columns instead."
            )

    @cached_property
    def codec(self) -> ColumnCodec:
        """Turns frames into float matrices and back."""
        return ColumnCodec(self.background, self.rows)

    @cached_property
    def coded(self) -> FloatArray:
        """The rows as numbers, shape (rows, columns)."""
        return self.codec.encode(self.rows)

    @cached_property
    def coded_background(self) -> FloatArray:
        """The background as numbers, shape (background rows, columns)."""
        return self.codec.encode(self.background)

    @cached_property
    def _ask(self) -> Callable[[pd.DataFrame], FloatArray]:
        """The model on the scale of what was said: margins must be held against margins."""
        from fairwitness.explainers.planner import on_wanted_scale

        ask, said = checked(self.predict), self.explanation.meta
        if not isinstance(self.predict, Asked) or said.get("scale") != "margin":
            return ask
        positive = said.get("positive")
        options = Options(scale="margin", positive=None if positive is None else str(positive))
        return on_wanted_scale(Question(ask, self.rows, self.background, options), self.predict)

    def answer(self, matrix: FloatArray) -> FloatArray:
        """What the model says of coded rows, on the explanation's scale, in chunks of bounded size; shape (rows,)."""
        return on_codes(self._ask, self.codec)(matrix)

    def random(self, *purpose: int) -> np.random.Generator:
        """Numbers drawn for one purpose, so that no measure depends on which others were taken before it."""
        return np.random.default_rng([self.seed, *purpose])


def hybrids(examined: Examined, draws: int) -> FloatArray:
    """Rows as explainers make them up: some columns of a row, the others of a background row.

    Parameters
    ----------
    draws
        Hybrids for each row. How many columns are replaced is drawn uniformly from 1 to all but one, as Shapley
        values weigh coalitions; of a single column, it is replaced.

    Returns
    -------
    Coded rows, shape (rows * draws, columns); those of the first row come first.
    """
    random = examined.random(0)
    rows = np.repeat(examined.coded, draws, axis=0)
    width = rows.shape[1]
    donors = examined.coded_background[random.integers(len(examined.coded_background), size=len(rows))]
    sizes = random.integers(1, max(width, 2), size=len(rows))
    ranks = random.permuted(np.tile(np.arange(width), (len(rows), 1)), axis=1)
    return np.where(ranks < sizes[:, None], donors, rows)


def important(width: int, top: int | None) -> int:
    """How many columns count as important: `top`, or where nobody says a quarter of them, and at least one.

    Raises
    ------
    ExplanationError
        `top` is not a number of columns.
    """
    top = max(1, round(width / 4)) if top is None else top
    if not 1 <= top <= width:
        raise ExplanationError(f"The `top` must be a number of columns from 1 to {width}. Got {top} instead.")
    return top
