"""A few rows explained once more by another engine, and how far the two are apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from fairwitness.explainers.engines.base import Shares
from fairwitness.explainers.planner import Choice

Meta = dict[str, str | int | float | bool | None]


@dataclass(frozen=True)
class Checked:
    """What a second engine said.

    Parameters
    ----------
    meta
        Its name, the rows, the largest difference of a value and standard error of either; or why there is none.
    seconds
        What the check took.
    """

    meta: Meta
    seconds: float = 0.0


def check(choice: Choice, found: Shares) -> Checked:
    """Explain the first `check_rows` rows again, by the engine that the planner chose for it."""
    rows = min(choice.question.options.check_rows, len(found.values))
    if not rows:
        return Checked({"second_engine": None, "no_second_engine": "switched off"})
    if isinstance(choice.second, str):
        return Checked({"second_engine": None, "no_second_engine": choice.second})
    began = perf_counter()
    asked = choice.question
    options = replace(asked.options, progress=None, n_samples=None)
    other = choice.second.shares(replace(asked, X=asked.X.iloc[:rows], options=options))
    errors = [
        shares.standard_errors[:rows] for shares in (found, other) if shares.standard_errors is not None
    ]
    return Checked(
        {
            "second_engine": choice.second.name,
            "second_engine_rows": rows,
            "second_engine_difference": float(np.abs(other.values - found.values[:rows]).max()),
            "second_engine_standard_error": float(max((error.max() for error in errors), default=0.0)),
        },
        perf_counter() - began,
    )
