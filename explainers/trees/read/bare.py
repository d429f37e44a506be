"""What a reader gives: trees, and how data become what they compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers.base import Scale
from fairwitness.explainers.trees.ensemble import Floats, TreeEnsemble

Data = pd.DataFrame | npt.NDArray[np.generic]


@dataclass(frozen=True, eq=False)
class Bare:
    """The trees of an estimator without the steps before it, for one output.

    Parameters
    ----------
    ensemble
        Trees with one output.
    prepare
        Data as the estimator takes them in; the matrix that the trees compare out.
    scale, family
        As `TreeModel` has them.
    """

    ensemble: TreeEnsemble
    prepare: Callable[[Data], Floats]
    scale: Scale
    family: str


def of_label(ensemble: TreeEnsemble, labels: Sequence[str], positive: str | None) -> TreeEnsemble | None:
    """The trees for one label: one margin of two labels is turned round for the first.

    Where the model has no labels, its one output. None where the label is not among them, or there is more than one
    output and nothing says which.
    """
    if not labels:
        return ensemble if ensemble.outputs == 1 else None
    if positive is not None and positive not in labels:
        return None
    place = len(labels) - 1 if positive is None else list(labels).index(positive)
    if ensemble.outputs == 1 and len(labels) == 2:
        return ensemble if place else replace(ensemble, value=-ensemble.value, base=-ensemble.base)
    return ensemble.output(place) if ensemble.outputs == len(labels) else None


def as_matrix(data: Data, names: list[str] | None) -> Floats:
    """Numbers of a frame or an array as float64, columns by name where the frame has them all; categories as codes."""
    if not isinstance(data, pd.DataFrame):
        return np.asarray(data, dtype=np.float64)
    if names is not None and set(names) <= set(map(str, data.columns)):
        data = data.set_axis([str(name) for name in data.columns], axis=1)[names]
    columns = [_numbers(data.iloc[:, place]) for place in range(data.shape[1])]
    return np.column_stack(columns) if columns else np.empty((len(data), 0))


def _numbers(column: pd.Series) -> Floats:
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy().astype(np.float64)
        return np.where(codes < 0, np.nan, codes)
    return column.to_numpy(dtype=np.float64, na_value=np.nan)
