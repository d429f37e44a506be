"""Which kind of inside a fitted object has."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairwitness.explainers.base import Asked, FloatArray
from fairwitness.explainers.engines.contributions import HasOwnValues, OwnValues, ReadOwnValues
from fairwitness.explainers.engines.linear import LinearModel
from fairwitness.explainers.inside import ReadLinear, ReadTrees, Structure
from fairwitness.explainers.pipelines import Unwrapped, unwrap
from fairwitness.explainers.read_linear import read_sum


def inside_of(model: Asked, columns: tuple[str, ...], label: str | None) -> Structure | None:
    """As `read`, of the object behind a predict function; read once, however often it is asked for."""
    key = columns, label
    if key not in model.kept:
        model.kept[key] = read(model.inside, columns, label)
    return model.kept[key]


def read(inside: object, columns: tuple[str, ...], positive: str | None) -> Structure | None:
    """What can be read of a fitted object, for the label explained; None where nothing can."""
    if inside is None:
        return None
    from fairwitness.explainers.trees.read import read_trees

    trees = read_trees(inside, columns, positive)
    if trees is not None:
        return ReadTrees(trees)
    own = _own_values(inside, columns, positive)
    if own is not None:
        return ReadOwnValues(own)
    unwrapped = unwrap(inside, columns)
    return None if unwrapped is None else _linear(unwrapped, positive)


def _own_values(inside: object, columns: tuple[str, ...], positive: str | None) -> OwnValues | None:
    if isinstance(inside, HasOwnValues):
        return inside.as_own_values(columns, positive)
    from fairwitness.explainers.engines.catboost import read_catboost

    return read_catboost(inside, columns, positive)


def _linear(unwrapped: Unwrapped, positive: str | None) -> ReadLinear | None:
    found = read_sum(unwrapped.estimator, positive)
    if found is None or len(found.coefficients) != len(unwrapped.players):
        return None

    def encode(frame: pd.DataFrame) -> FloatArray:
        return np.asarray(unwrapped.transform(frame), dtype=np.float64)

    family = f"a linear model ({type(unwrapped.estimator).__name__})"
    return ReadLinear(
        LinearModel(found.coefficients, found.intercept, encode, unwrapped.players, found.scale, family)
    )
