"""A loaded model as a function of pictures: each is a row of pixels, which formats with tensors shape again."""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt, prod
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from fairwitness.audits.media.answers import Floats, numbers_of
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

Batch = npt.NDArray[np.generic]
Pixels = Literal["unit", "same"]
"""Whole numbers as shares of the largest that their type holds, from 0 to 1; or the numbers as they are."""
_CHANNELS = (1, 3, 4)


def picture_predict(model: LoadedModel, *, pixels: Pixels = "unit") -> Callable[[Batch], Floats]:
    """A function for `fairwitness.explainers.explain_images`.

    Parameters
    ----------
    pixels
        What the model was trained on.

    Returns
    -------
    callable
        Takes pictures of shape (pictures, height, width) or (pictures, height, width, channels). A model with channels
        first has them so; one whose shape is not known has a column for each number, row by row. Gives numbers of shape
        (pictures, labels), see `numbers_of`.

    Raises
    ------
    ModelError
        From the returned function: the pictures are of another size than the model reads.
    """

    def predict(batch: Batch) -> Floats:
        return numbers_of(model, _frame(_arranged(_scaled(batch, pixels), model), model))

    return predict


def picture_size(model: LoadedModel) -> tuple[int, int, int]:
    """Height, width and channels of the pictures that a model reads.

    Raises
    ------
    ModelError
        It says neither a shape, nor a number of columns that makes a square.
    """
    shape, width = model.signature.shape, model.signature.width or 0
    if shape is not None and len(shape) == 2:
        return (*shape, 1)
    if shape is not None and len(shape) == 3:
        first = shape[0] in _CHANNELS and shape[2] not in _CHANNELS
        return (shape[1], shape[2], shape[0]) if first else shape
    for channels in (1, 3) if shape is None and width > 1 else ():
        side = isqrt(width // channels)
        if side * side * channels == width:
            return side, side, channels
    raise ModelError(
        "A model of pictures must say their size. It does not; give it under `model.shape` (or `--model-shape`), "
        "such as 28x28, or 3x32x32 where the channels come first."
    )


def _scaled(batch: Batch, pixels: Pixels) -> Floats:
    top = 2.0 ** (8 * batch.dtype.itemsize) - 1 if pixels == "unit" and batch.dtype.kind == "u" else 1.0
    return batch.astype(np.float64) / top


def _arranged(batch: Floats, model: LoadedModel) -> Floats:
    """The pixels of each picture in the order of the model, shape (pictures, pixels)."""
    shape, own, count = model.signature.shape, batch.shape[1:], prod(batch.shape[1:])
    wanted = shape if shape is not None else (model.signature.width or count,)
    first = len(own) == 3 and shape == (own[2], own[0], own[1])
    plain = shape is None or own == shape or (len(own) == 2 and _without_ones(shape) == _without_ones(own))
    if prod(wanted) != count or not (first or plain):
        size = " x ".join(map(str, wanted))
        raise ModelError(
            f"The pictures must be of the size that the model reads, {size}. Got {' x '.join(map(str, own))} (height, "
            "width, channels); bring them to that size."
        )
    turned = np.moveaxis(batch, -1, 1) if first else batch
    return turned.reshape(len(batch), count)


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def _frame(rows: Floats, model: LoadedModel) -> pd.DataFrame:
    import pandas as pd

    known = model.expects
    named = known if known is not None and len(known) == rows.shape[1] else None
    return pd.DataFrame(rows, columns=named or [f"pixel {place}" for place in range(rows.shape[1])])
