"""Whether the explanation depends on the model at all: one that does not looks right for any.

Source: Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018 (arXiv 1810.03292), here for models that can only
be asked: not the weights but the answers are made random.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Explanation, FloatArray, Predict
from fairwitness.explainers.inputs import checked
from fairwitness.explainers.quality.agreement import rank_correlation
from fairwitness.explainers.quality.base import Examined

ExplainModel = Callable[[Predict, pd.DataFrame, pd.DataFrame, int], Explanation]
"""Explains any predict function: model, rows, background, seed."""


def with_permuted_answers(examined: Examined, explain: ExplainModel) -> FloatArray:
    """Spearman's correlation of |values| with those of a model whose answers are permuted among rows.

    The permuted model answers a row with what the real one says of a background row that is drawn by a hash of the row:
    the same row always gets the same answer, and nothing in it tells which.

    Returns
    -------
    Shape (rows,), from -1 to 1; nearer to 0 is better. Near 1, the explanation does not come from the model. Not a
    number where all columns get the same absolute value.
    """
    answers = examined.answer(examined.coded_background)
    salt = np.uint64(int(examined.random(10).integers(2**63)))

    def permuted(frame: pd.DataFrame, /) -> FloatArray:
        names: npt.NDArray[np.uint64] = np.asarray(
            pd.util.hash_pandas_object(frame, index=False), dtype=np.uint64
        )
        drawn: FloatArray = answers[_scrambled(np.bitwise_xor(names, salt)) % np.uint64(len(answers))]
        return drawn

    other = explain(permuted, examined.rows, examined.background, examined.seed)
    return rank_correlation(examined.explanation.values, other.values)


def with_a_silenced_column(
    examined: Examined, explain: ExplainModel, column: str | None = None
) -> FloatArray:
    """|value| of a column in a model that is never told it / its |value| before.

    Parameters
    ----------
    column
        The one that is replaced by its first background value before the model sees it; that with the largest mean
        |value| if left out.

    Returns
    -------
    Shape (rows,), 0 or more; 0 is best, 1 an explanation that did not notice. Not a number where the column had no
    value before.

    Raises
    ------
    ExplanationError
        There is no such column.
    """
    columns = examined.explanation.columns
    size = np.abs(examined.explanation.values)
    if column is not None and column not in columns:
        raise ExplanationError(f"The `column` must be one of the explained ones. Got '{column}' instead.")
    place = int(size.mean(axis=0).argmax()) if column is None else columns.index(column)
    ask, first = checked(examined.predict), examined.background.iloc[[0], [place]]

    def silenced(frame: pd.DataFrame, /) -> FloatArray:
        constant = pd.concat([first] * len(frame), ignore_index=True).set_axis(frame.index)
        return ask(frame.assign(**{str(frame.columns[place]): constant.iloc[:, 0]}))

    other = explain(silenced, examined.rows, examined.background, examined.seed)
    after, before = np.abs(other.values[:, place]), size[:, place]
    left: FloatArray = np.divide(after, before, out=np.full(len(before), np.nan), where=before > 0)
    return left


def _scrambled(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Hashes whose last bits depend on all bits (the finisher of splitmix64)."""
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
