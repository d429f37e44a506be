"""Whether the output moves when the columns called important change, and stays when the others do.

Source: Agarwal et al., OpenXAI, NeurIPS 2022 (arXiv 2206.11104), PGI and PGU. There, noise is added; here the
columns take the values of background rows, so that no value is asked about that does not occur.
"""

from __future__ import annotations

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.quality.base import Examined, important
from fairwitness.explainers.ranking import on_top

DRAWS = 16


def gap_on_important(examined: Examined, top: int | None = None, draws: int = DRAWS) -> FloatArray:
    """PGI: mean over background rows b of |f(x) - f(x with the `top` columns of b)|.

    Parameters
    ----------
    top
        How many columns count as important, by absolute value; a quarter of them if left out.
    draws
        Background rows that each row is crossed with.

    Returns
    -------
    Shape (rows,), in the model's units, 0 or more. Higher is better: what is called important matters.

    Raises
    ------
    ExplanationError
        `top` is not a number of columns.
    """
    return _gap(examined, top, draws, of_top=True)


def gap_on_unimportant(examined: Examined, top: int | None = None, draws: int = DRAWS) -> FloatArray:
    """PGU: mean over background rows b of |f(x) - f(x with all but the `top` columns of b)|.

    Parameters and errors as of `gap_on_important`, with the same background rows.

    Returns
    -------
    Shape (rows,), in the model's units, 0 or more. Lower is better: what is called unimportant does not matter.
    """
    return _gap(examined, top, draws, of_top=False)


def _gap(examined: Examined, top: int | None, draws: int, *, of_top: bool) -> FloatArray:
    count, width = examined.coded.shape
    chosen = on_top(examined.explanation.values, important(width, top))
    replaced = np.repeat(chosen if of_top else ~chosen, draws, axis=0)
    random = examined.random(1)
    donors = examined.coded_background[random.integers(len(examined.coded_background), size=count * draws)]
    moved = examined.answer(np.where(replaced, donors, np.repeat(examined.coded, draws, axis=0)))
    still = examined.answer(examined.coded)
    gaps: FloatArray = np.abs(moved.reshape(count, draws) - still[:, None]).mean(axis=1)
    return gaps
