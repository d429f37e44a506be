"""Frames as tensors of torch, and tensors as arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import torch

_ROWS = 10_000


def asked_in_pieces(
    network: Callable[[torch.Tensor], object], dtype: torch.dtype, shape: Sequence[int] = ()
) -> Callable[[object], npt.NDArray[np.float64]]:
    """A function of a frame of numbers that asks a network of a tensor of shape (rows, columns).

    `shape` is what a row becomes where the network reads no columns, such as (3, 32, 32).
    """
    import torch

    def ask(X: object) -> npt.NDArray[np.float64]:
        values = np.asarray(X, dtype=np.float64)
        with torch.no_grad():
            parts = [_piece(values[start : start + _ROWS]) for start in range(0, len(values), _ROWS)]
        return np.concatenate(parts) if parts else np.empty((0, 1))

    def _piece(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        # Some networks are exported for at least two rows: a single one is asked about twice.
        rows = np.repeat(values, 2, axis=0) if len(values) == 1 else values
        given = torch.tensor(rows, dtype=dtype)
        found = only_tensor(network(given.reshape(len(rows), *shape) if shape else given))
        array: npt.NDArray[np.float64] = found.detach().cpu().to(torch.float64).numpy()
        if len(array) != len(rows):
            raise ValueError(f"it gave {len(array)} answers for {len(rows)} rows")
        return array[: len(values)]

    return ask


def only_tensor(given: object) -> torch.Tensor:
    """The tensor that a network gives, alone or as the only one of several things."""
    import torch

    while not isinstance(given, torch.Tensor):
        inner = list(given.values()) if isinstance(given, Mapping) else given
        if not isinstance(inner, Sequence) or len(inner) != 1:
            raise TypeError("it must give one tensor for a tensor of shape (rows, columns)")
        given = inner[0]
    if given.ndim not in (1, 2):
        raise ValueError(f"it gave a tensor of shape {list(given.shape)}, not one of (rows, outputs)")
    return given
