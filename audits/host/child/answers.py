"""A loaded model: what it says of itself, and its answers as columns."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import numpy as np

from . import columns
from .own import Rows, own_of
from .wire import Bytes, Header

if TYPE_CHECKING:
    import numpy.typing as npt

_LIBRARIES = (
    "scikit-learn",
    "xgboost",
    "lightgbm",
    "catboost",
    "torch",
    "keras",
    "mlflow",
    "numpy",
    "pandas",
)
_MODULES = {"scikit-learn": "sklearn"}


class NotOneModelError(Exception):
    """What was loaded cannot be asked for one decision; the message continues a sentence that begins with 'It'."""


class Model:
    """What a loader gave, asked through ``predict`` and ``predict_proba``."""

    def __init__(self, load: Callable[[], object]) -> None:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            self._model = load()
        self._made_with = _made_with(said)
        self._own = own_of(self._model)
        if not callable(getattr(self._model, "predict", None)):
            raise NotOneModelError(f"holds a {type(self._model).__name__}, which has no `predict`")
        classes = getattr(self._model, "classes_", None)
        if isinstance(classes, list) and classes and all(hasattr(each, "shape") for each in classes):
            raise NotOneModelError(
                f"decides {len(classes)} things at once; audit a column of the decisions about each"
            )

    def described(self) -> Header:
        """What the model says of itself, as JSON."""
        model = self._model
        steps = getattr(model, "steps", None)
        names = getattr(model, "feature_names_in_", None)
        width = getattr(model, "n_features_in_", None)
        classes = getattr(model, "classes_", None)
        return {
            "type": str(getattr(model, "type_name", None) or type(steps[-1][1] if steps else model).__name__),
            "inputs": None if names is None else [str(name) for name in names],
            "width": int(width) if isinstance(width, (int, np.integer)) else None,
            "classes": None if classes is None else [columns.scalar(value) for value in np.asarray(classes)],
            "has_scores": callable(getattr(model, "predict_proba", None)),
            "made_with": {**self._made_with, **_texts(getattr(model, "made_with", {}))},
            "runs_with": _versions(),
            "explains": None if self._own is None else self._own.params,
            "more": getattr(model, "more", {}),
        }

    def answer(self, question: Header, buffers: list[Bytes]) -> tuple[Header, list[memoryview]]:
        """What is wanted for the rows of a question, of which the last may be a background."""
        rows = int(str(question["rows"]))
        wanted = question["wanted"] if isinstance(question["wanted"], list) else []
        heads = question["columns"] if isinstance(question["columns"], list) else []
        given = columns.table_of(heads, buffers, rows)
        arrays = hasattr(self._model, "n_features_in_") and not hasattr(self._model, "feature_names_in_")
        X: Rows = given.to_numpy() if arrays else given
        if given.shape[1] == 1 and _reads_texts(self._model):
            X = given.iloc[:, 0].to_numpy(dtype=object)
        header: Header = {}
        sent: list[memoryview] = []
        if "labels" in wanted:
            labels = np.asarray(self._model.predict(X))  # type: ignore[attr-defined]  # a stranger's model, asked for what it said it has
            header["labels"], buffer = _labels(labels, rows)
            sent.append(buffer)
        if "probabilities" in wanted:
            found = np.asarray(self._model.predict_proba(X), dtype="<f8")  # type: ignore[attr-defined]  # a stranger's model, asked for what it said it has
            header["shape"] = list(found.shape)
            sent.append(columns.raw(found, "<f8"))
        for name, found in self._explained(X, wanted, question.get("background")):
            header[name] = list(found.shape)
            sent.append(columns.raw(found, "<f8"))
        return header, sent

    def _explained(
        self, X: Rows, wanted: list[object], background: object
    ) -> list[tuple[str, npt.NDArray[np.float64]]]:
        """The model's sums, and what its own library makes of them."""
        if "margins" not in wanted:
            return []
        if self._own is None:
            raise TypeError("it does not explain itself")
        own = len(X) - background if isinstance(background, int) else len(X)
        found = [("margins", self._own.margins(X))]
        if "contributions" in wanted:
            told = self._own.contributions(X[:own], X[own:] if own < len(X) else None)
            found.append(("contributions", told))
        return found


def _reads_texts(model: object) -> bool:
    """Whether its first step is a vectoriser of scikit-learn, which reads a list of texts."""
    first = getattr(model, "best_estimator_", model)
    steps = getattr(first, "steps", None)
    while steps:
        first = steps[0][1]
        steps = getattr(first, "steps", None)
    return callable(getattr(first, "build_analyzer", None))


def _labels(labels: npt.NDArray[np.generic], rows: int) -> tuple[Header, memoryview]:
    if labels.shape == (rows, 1):
        labels = labels.ravel()
    if labels.shape != (rows,):
        raise ValueError(f"it gave an array of shape {labels.shape} for {rows} rows")
    return columns.write_column(labels)


def _made_with(said: list[warnings.WarningMessage]) -> dict[str, str]:
    """scikit-learn warns of a model that another version saved, and says which."""
    for warning in said:
        version = getattr(warning.message, "original_sklearn_version", None)
        if version is not None:
            return {"scikit-learn": str(version)}
    return {}


def _versions() -> dict[str, str]:
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    with suppress(PackageNotFoundError):
        found["pandas"] = version("pandas")  # it is imported only when the first rows come
    for library in _LIBRARIES:
        module = sys.modules.get(_MODULES.get(library, library))
        if module is not None and getattr(module, "__version__", None):
            found[library] = str(module.__version__)
    return found


def _texts(given: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in given.items()} if isinstance(given, Mapping) else {}
