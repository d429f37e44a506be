"""Keras 3 files, with whichever backend is installed. Layers that hold Python code are refused by Keras itself."""

from __future__ import annotations

import importlib.util
import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Dict, Optional, Protocol, cast

import numpy as np

from ..outputs import Outputs

_BACKENDS = ("torch", "tensorflow", "jax")
_ROWS = 10_000
_LEFT_OUT = ("IPython", "matplotlib", "sklearn")
"""What Keras imports where it finds it, and can do without: a third of the time, for nothing that is used here."""


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
    with _without(_LEFT_OUT):
        import keras

    network = keras.saving.load_model(files[0], compile=False, safe_mode=True)
    if len(network.outputs) != 1:
        raise TypeError(f"it must give one output. It gives {len(network.outputs)}")
    shapes = {str(each.name): tuple(each.shape) for each in network.inputs}
    several = len(shapes) > 1
    if not several and len(only := next(iter(shapes.values()))) > 2:
        return _of_pictures(network, only[1:], arguments)
    if any(len(shape) != 2 for shape in shapes.values()):
        raise TypeError(
            f"it must read tables, or one picture for each row. It reads {', '.join(map(str, shapes.values()))}"
        )
    wide = [name for name, shape in shapes.items() if several and shape[1] not in (1, None)]
    if wide:
        raise TypeError(f"each of its inputs must be one column. '{wide[0]}' is {shapes[wide[0]][1]}")
    columns = list(shapes) if several else []
    width = None if several else next(iter(shapes.values()))[1]
    return Outputs(_asked_in_pieces(network, columns), arguments, type(network).__name__, columns, width)


@contextmanager
def _without(names: Sequence[str]) -> Iterator[None]:
    """Nobody finds these packages meanwhile, unless they have been imported."""
    modules = cast("Dict[str, Optional[ModuleType]]", sys.modules)
    hidden = [name for name in names if name not in modules]
    modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            modules.pop(name, None)


def _of_pictures(network: Network, sizes: Sequence[int | None], arguments: Mapping[str, object]) -> Outputs:
    """A network whose rows have several sizes; those that it leaves open are said by the plan."""
    said = arguments.get("shape")
    given = said if isinstance(said, list) and len(said) == len(sizes) else [None] * len(sizes)
    shape = [int(own or other or 0) for own, other in zip(sizes, given, strict=True)]
    if not all(shape):
        raise TypeError(
            f"it must read pictures of a known size. It reads {tuple(sizes)}: say its sizes under `model.shape`"
        )
    ask = _asked_in_pieces(network, (), shape)
    found = Outputs(ask, arguments, type(network).__name__, width=math.prod(shape))
    found.more = {"shape": shape}
    return found


def _asked_in_pieces(
    network: Network, columns: Sequence[str], shape: Sequence[int] = ()
) -> Callable[[object], object]:
    """A function of a frame of numbers: the columns each by its name, or where none are named all in one array.

    `shape` is what a row becomes where the network reads no columns, such as (32, 32, 3).
    """

    def ask(X: object) -> object:
        values = np.asarray(X, dtype=np.float32)
        places = {str(name): place for place, name in enumerate(getattr(X, "columns", ()))}
        parts = []
        for start in range(0, len(values), _ROWS):
            part = values[start : start + _ROWS]
            whole = part.reshape(len(part), *shape) if shape else part
            given = {name: part[:, [places[name]]] for name in columns} if columns else whole
            parts.append(np.asarray(network.predict_on_batch(given)))
        return np.concatenate(parts) if parts else np.empty((0, 1))

    return ask
