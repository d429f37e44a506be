"""Pictures that come from outside, held to what they must be, and as numbers from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray

Picture = npt.NDArray[np.generic]
_WHOLE = (255.0, 65535.0)


def pictures(images: Sequence[Picture] | Picture) -> list[Picture]:
    """Pictures of one size, in finite numbers.

    Raises
    ------
    ExplanationError
        There is none, or one is no picture, is of another size, or has a value that is no number; the message names
        the picture and the place.
    """
    found = [np.asarray(one) for one in images]
    if not found:
        raise ExplanationError("The `images` must be at least one picture. Got none.")
    for place, one in enumerate(found):
        _check_kind(one, place)
        if one.shape != found[0].shape:
            raise ExplanationError(
                f"The `images` must have one size, {found[0].shape} as the first has. Got {one.shape} at place {place} "
                "instead. Bring them to the size that the model takes."
            )
        _check_finite(one, place)
    return found


def unit(picture: Picture) -> FloatArray:
    """A picture of shape (height, width, channels), from 0 to 1.

    Whole numbers of 8 and 16 bits are shares of the largest that these hold. Other whole numbers are taken for 8 bits
    where they fit, else for 16; fractions from 0 to 1 stay. Anything else is stretched from its own lowest number to
    its highest.
    """
    numbers = picture.astype(np.float64)
    low, high = _range(numbers, picture.dtype)
    found = (numbers - low) / (high - low)
    return found if found.ndim == 3 else found[..., None]


def _range(numbers: FloatArray, dtype: np.dtype[np.generic]) -> tuple[float, float]:
    if dtype.kind == "u" and dtype.itemsize <= 2:
        return 0.0, float(2 ** (8 * dtype.itemsize) - 1)
    low, high = float(numbers.min()), float(numbers.max())
    tops = (1.0,) if dtype.kind == "f" else _WHOLE
    top = next((top for top in tops if low >= 0 and high <= top), None)
    if top is not None:
        return 0.0, top
    return low, high if high > low else low + 1.0


def _check_kind(one: Picture, place: int) -> None:
    if one.ndim not in (2, 3) or not min(one.shape) or one.dtype.kind not in "uif":
        raise ExplanationError(
            "The `images` must be pictures of shape (height, width) or (height, width, channels), in numbers. "
            f"Got shape {one.shape} of {one.dtype} at place {place} instead. Put a single picture into a list."
        )
    if one.ndim == 3 and one.shape[0] in (1, 3, 4) and one.shape[2] > 4:
        raise ExplanationError(
            "The `images` must have their channels last: shape (height, width, channels). "
            f"Got shape {one.shape} at place {place}, which has them first. Turn it with "
            "`np.moveaxis(picture, 0, -1)`, and back inside the predict function."
        )


def _check_finite(one: Picture, place: int) -> None:
    if one.dtype.kind != "f":
        return
    odd = np.argwhere(~np.isfinite(one.astype(np.float64)))
    if len(odd):
        where = ", ".join(
            f"{axis} {at}" for axis, at in zip(("row", "column", "channel"), odd[0], strict=False)
        )
        raise ExplanationError(
            f"The `images` must be finite numbers. Got {one[tuple(odd[0])]} at place {place}, {where} "
            f"({len(odd):,} such values in that picture). Fill them as in training."
        )
