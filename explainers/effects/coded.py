"""Rows as codes with the model behind them: one column is set to value after value, in calls of bounded size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import UnknownNameError
from fairwitness.explainers.base import FloatArray, Predict
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.given import group_names
from fairwitness.explainers.inputs import BATCH_ROWS, as_frame, checked, on_codes

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Coded:
    """Rows as a float matrix, and a model that is asked in such matrices.

    Parameters
    ----------
    predict
        The predict function, of frames.
    codec
        Between frames and matrices; numbers are their own codes, all else the place of a value in a table.
    matrix
        Shape (rows, columns).
    """

    predict: Predict
    codec: ColumnCodec
    matrix: FloatArray

    @classmethod
    def of(cls, predict: Predict, X: pd.DataFrame) -> Self:
        """Code the rows of a frame.

        Raises
        ------
        ExplanationError
            The frame is empty, or a column holds cells that cannot be compared.
        """
        frame = as_frame(X, name="X")
        codec = ColumnCodec(frame, frame)
        return cls(predict, codec, codec.encode(frame))

    def place(self, column: str) -> int:
        """Where a column stands; raises `UnknownNameError` with the nearest name where it stands nowhere."""
        if column not in self.codec.columns:
            raise UnknownNameError.among(column, self.codec.columns, what="column")
        return self.codec.columns.index(column)

    def ask(self, matrix: FloatArray) -> FloatArray:
        """What the model answers to coded rows, shape (rows,)."""
        return on_codes(checked(self.predict), self.codec)(matrix)

    def ask_with(self, place: int, codes: FloatArray, rows: FloatArray | None = None) -> FloatArray:
        """What the model answers to every row with one column set to each code, shape (codes, rows)."""
        rows = self.matrix if rows is None else rows
        answers = np.empty(len(codes) * len(rows))
        for start in range(0, len(answers), BATCH_ROWS):
            at = np.arange(start, min(start + BATCH_ROWS, len(answers)))
            asked = rows[at % len(rows)]
            asked[:, place] = codes[at // len(rows)]
            answers[at] = self.ask(asked)
        return answers.reshape(len(codes), len(rows))


def group_masks(groups: Sequence[object] | None, rows: int) -> tuple[tuple[str | None, Mask], ...]:
    """All rows, called None, then the rows of each group in the order of the groups' names.

    Raises
    ------
    ExplanationError
        There is not one group for each row.
    """
    whole: tuple[tuple[str | None, Mask], ...] = ((None, np.ones(rows, dtype=bool)),)
    if groups is None:
        return whole
    names = group_names(groups, rows)
    return (*whole, *((str(name), names == name) for name in np.unique(names)))
