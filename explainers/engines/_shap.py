"""The one place that touches `shap`.

shap asks the model row by row, in calls too small to be quick. What it asks never depends on what it was
answered, so each explanation runs twice: first shap is listened to, then, when the model has answered for
many rows at once, shap is told.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # matplotlib deprecations raised by shap's own colour maps
    import shap

library = shap
_NUMPY_SEED = threading.Lock()  # shap shuffles with numpy's global generator

# numba compiles these for 15 seconds in every process. They are called a few thousand times, on arrays: as plain Python
# they are as quick, and there at once.
_COMPILED = (
    (shap.maskers._tabular, ("_single_delta_mask", "_delta_masking")),
    (shap.utils._masked_model, ("_build_fixed_single_output",)),
)


@contextmanager
def _shap_alone() -> Iterator[None]:
    """Hold shap for one thread; numpy's generator and the functions numba would compile are put back afterwards."""
    with _NUMPY_SEED:
        state = np.random.get_state()
        swapped = []  # newer versions of shap compile them ahead, under other names
        for module, name in ((module, name) for module, names in _COMPILED for name in names):
            compiled = getattr(module, name, None)
            if compiled is not None and hasattr(compiled, "py_func"):
                swapped.append((module, name, compiled))
                setattr(module, name, compiled.py_func)
        try:
            yield
        finally:
            for module, name, compiled in swapped:
                setattr(module, name, compiled)
            np.random.set_state(state)


class Engine:
    """shap's sampling and arithmetic for one background, with the model left outside.

    Parameters
    ----------
    background
        Coded rows, shape (background rows, columns); all of them are used.
    exact
        Take every coalition; otherwise one antithetic permutation at a time.
    """

    def __init__(self, background: FloatArray, *, exact: bool) -> None:
        self._background = background
        self._exact = exact
        self._asked: list[FloatArray] = []
        self._answers: FloatArray | None = None
        masker = shap.maskers.Independent(
            background, max_samples=len(background)
        )  # the default keeps 100 rows
        masker.invariants = self._same  # the default takes values within 0.001 % of each other for equal
        self._settings: dict[str, bool | None] = {
            "main_effects": False,
            "error_bounds": False,
            "batch_size": None,
            "outputs": None,
            "silent": True,
        }
        if exact:
            self._settings["interactions"] = False
            self._explainer = shap.explainers.Exact(self._model, masker)
        else:
            with _shap_alone():
                self._explainer = shap.PermutationExplainer(self._model, masker)

    def questions(self, row: FloatArray, seed: int) -> FloatArray:
        """The coded rows that the model must answer to explain this one, shape (questions, columns)."""
        self._asked, self._answers = [], None
        if self._varying(row):
            self._run(row, seed)
        return np.concatenate([np.empty((0, len(row))), *self._asked])

    def values(self, row: FloatArray, seed: int, answers: FloatArray) -> FloatArray:
        """The attributions of a row, shape (columns,), from the answers to its questions under that seed."""
        self._answers = answers
        return self._run(row, seed) if self._varying(row) else np.zeros(len(row))

    def _run(self, row: FloatArray, seed: int) -> FloatArray:
        evaluations = 2 ** len(row) if self._exact else 2 * self._varying(row) + 1  # exactly one permutation
        with _shap_alone():
            np.random.seed(seed)
            found = self._explainer.explain_row(row, max_evals=evaluations, **self._settings)
        values: FloatArray = found["values"]
        return values

    def _model(self, matrix: FloatArray) -> FloatArray:
        if self._answers is None:
            self._asked.append(matrix)
            return np.zeros(len(matrix))
        return self._answers

    def _same(self, row: FloatArray) -> npt.NDArray[np.bool_]:
        both_missing = np.isnan(row) & np.isnan(self._background)
        same: npt.NDArray[np.bool_] = (row == self._background) | both_missing
        return same

    def _varying(self, row: FloatArray) -> int:
        return int((~self._same(row)).any(axis=0).sum())
