"""Which kind of inside a fitted object has."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.engines.linear import LinearModel
from fairwitness.explainers.inside import ReadLinear, Structure
from fairwitness.explainers.read_linear import read_sum


def read(inside: object, columns: tuple[str, ...], positive: str | None) -> Structure | None:
    """What can be read of a fitted object, for the label explained; None where nothing can."""
    found = read_sum(inside, positive)
    if found is None or len(found.coefficients) != len(columns):
        return None
    players = np.arange(len(columns), dtype=np.int32)
    family = f"a linear model ({type(inside).__name__})"
    return ReadLinear(
        LinearModel(found.coefficients, found.intercept, _numbers, players, found.scale, family)
    )


def _numbers(frame: pd.DataFrame) -> FloatArray:
    return frame.to_numpy(dtype=np.float64)
