"""A function, or an object with `predict`, of the person's own code."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType

import numpy as np


class Function:
    """A function of a frame that returns labels or numbers, shape (rows,), or probabilities, (rows, labels)."""

    def __init__(self, function: Callable[[object], object], labels: Sequence[object] | None) -> None:
        self._function = function
        self.type_name = getattr(function, "__name__", type(function).__name__)
        if labels is not None:
            self.classes_ = np.array(labels, dtype=object)
            self.predict_proba = self._probabilities

    def predict(self, X: object) -> object:
        """Labels: what the function returns, or the most probable ones."""
        found = np.asarray(self._function(X))
        if not hasattr(self, "classes_"):
            return found
        return self.classes_[self._two_sided(found).argmax(axis=1)]

    def _probabilities(self, X: object) -> object:
        return self._two_sided(np.asarray(self._function(X), dtype=float))

    def _two_sided(self, found: np.ndarray) -> np.ndarray:
        flat = found.reshape(len(found), -1)
        return np.column_stack([1 - flat, flat]) if flat.shape[1] == 1 else flat


def load(files: Sequence[str], arguments: Mapping[str, object]) -> object:
    """The object that ``module:name`` names; the module is a file, lies in the folder, or is installed."""
    where, _, name = str(arguments["call"]).rpartition(":")
    found: object = _module(where, str(arguments["folder"]))
    for part in name.split("."):
        found = getattr(found, part)
    if isinstance(found, type):
        found = found()
    if callable(getattr(found, "predict", None)):
        return found
    if not callable(found):
        raise TypeError(f"`{name}` is of type {type(found).__name__}, which cannot be called")
    labels = arguments.get("classes")
    return Function(found, list(labels) if isinstance(labels, list) else None)


def _module(where: str, folder: str) -> ModuleType:
    if not where.endswith(".py"):
        sys.path.insert(0, folder)
        return importlib.import_module(where)
    path = os.path.join(folder, where)
    sys.path.insert(0, os.path.dirname(path))
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"'{os.path.basename(path)}' cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
