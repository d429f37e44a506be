"""Keras 3 files, with whichever backend is installed. Layers that hold Python code are refused by Keras itself."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from ..outputs import Outputs

_BACKENDS = ("torch", "tensorflow", "jax")
_ROWS = 10_000


class Network(Protocol):
    """The part of a Keras model that is used."""

    def predict_on_batch(self, x: object) -> object:
        """The outputs for some rows, as an array."""
        ...


def load(files: Sequence[str], arguments: Mapping[str, object]) -> object:
    """The model in the file."""
    found = next((name for name in _BACKENDS if importlib.util.find_spec(name) is not None), None)
    if found is None:
        raise ImportError("Keras needs torch, tensorflow or jax beside it")
    os.environ["KERAS_BACKEND"] = found
    import keras

    network = keras.saving.load_model(files[0], compile=False, safe_mode=True)
    if len(network.outputs) != 1:
        raise TypeError(f"it must give one output. It gives {len(network.outputs)}")
    shapes = {str(each.name): tuple(each.shape) for each in network.inputs}
    if any(len(shape) != 2 for shape in shapes.values()):
        raise TypeError(f"it must read tables. It reads {', '.join(map(str, shapes.values()))}")
    several = len(shapes) > 1

    wide = [name for name, shape in shapes.items() if several and shape[1] not in (1, None)]
    if wide:
        raise TypeError(f"each of its inputs must be one column. '{wide[0]}' is {shapes[wide[0]][1]}")
    columns = list(shapes) if several else []
    width = None if several else next(iter(shapes.values()))[1]
    return Outputs(_asked_in_pieces(network, columns), arguments, type(network).__name__, columns, width)


def _asked_in_pieces(network: Network, columns: Sequence[str]) -> Callable[[object], object]:
    """A function of a frame of numbers: the columns each by its name, or where none are named all in one array."""

    def ask(X: object) -> object:
        values = np.asarray(X, dtype=np.float32)
        places = {str(name): place for place, name in enumerate(getattr(X, "columns", ()))}
        parts = []
        for start in range(0, len(values), _ROWS):
            part = values[start : start + _ROWS]
            given = {name: part[:, [places[name]]] for name in columns} if columns else part
            parts.append(np.asarray(network.predict_on_batch(given)))
        return np.concatenate(parts) if parts else np.empty((0, 1))

    return ask
