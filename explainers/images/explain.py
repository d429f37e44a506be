"""Pictures explained region by region."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Meta
from fairwitness.explainers.images.joined import Regions
from fairwitness.explainers.images.pictures import Picture, pictures, unit
from fairwitness.explainers.images.regions import neighbours_in_order, superpixels
from fairwitness.explainers.inputs import versions
from fairwitness.explainers.media.explained import Kernel, Subject, explained
from fairwitness.explainers.media.item import Effort, Flags, ItemExplanation, Method
from fairwitness.explainers.media.partition import balanced

Hidden = Literal["mean", "blur"] | float
WIDTH = 0.25
BLUR = 0.15
"""Of the shorter side."""


def explain_images(
    predict: Callable[[npt.NDArray[np.generic]], object],
    images: Sequence[Picture] | Picture,
    *,
    method: Method = "lime",
    regions: int | Regions = 50,
    hidden: Hidden = "mean",
    effort: Effort | None = None,
) -> list[ItemExplanation]:
    """Which regions moved a model's answer to each picture.

    Parameters
    ----------
    predict
        Pictures of shape (pictures, height, width, channels), or (pictures, height, width) where they have no channels,
        in the type in which they are given here; out come numbers of shape (pictures,) or (pictures, classes).
    images
        Pictures of one size, channels last, in finite numbers: whole numbers of 8 or 16 bits, or fractions from 0 to 1.
    method
        "lime": a linear model over pictures with regions hidden, with lime's own sampling, kernel (cosine, width 0.25)
        and ridge. "shap": Owen values over neighbouring regions, which add up to the answer.
    regions
        About how many regions each picture is cut into by colour and place; or one map of shape (height, width) of
        regions from 0 for all pictures. See `regions.squares` for a plain grid.
    hidden
        What stands in the place of a region: "mean", its own mean colour, as lime does it (a region of one colour
        is not hidden by that); "blur", the picture out of focus; or one number for all channels, which the type of
        the pictures must be able to hold.
    effort
        Questions, batch, seed, class.

    Returns
    -------
    list of ItemExplanation
        In the order of the pictures. `regions` says which region each pixel is of, in shape (height, width).

    Raises
    ------
    ExplanationError
        The pictures are not of one size, not pictures, or hold what is no number, or the model answers badly; the
        message says where, and what to do.
    """
    subjects = [_subject(picture, regions, hidden) for picture in pictures(images)]
    kernel = Kernel(_draw, WIDTH, 1.0, f"cosine distance, width {WIDTH:g}, as lime has it")
    meta: Meta = {
        "kind": "image",
        "masking": f"regions hidden by {hidden}",
        "regions": max(len(s.parts) for s in subjects),
        **versions(("numpy", "scipy")),
    }
    return explained(
        lambda items: predict(np.stack(items)),
        subjects,
        method,
        effort or Effort(batch=64),
        kernel=kernel,
        meta=meta,
    )


def _subject(picture: Picture, wanted: int | Regions, hidden: Hidden) -> Subject[Picture]:
    if isinstance(wanted, int):
        if wanted < 2:
            raise ExplanationError(f"The `regions` must be at least 2. Got {wanted} instead.")
        regions = superpixels(unit(picture), wanted)
    else:
        regions = np.asarray(wanted)
        if regions.shape != picture.shape[:2] or len(np.unique(regions)) != int(regions.max()) + 1:
            raise ExplanationError(
                f"The `regions` must be a map of shape {picture.shape[:2]} with every number from 0. "
                f"Got shape {regions.shape} with {len(np.unique(regions))} of {int(regions.max()) + 1} numbers instead."
            )
    other = _stand_in(picture, regions, hidden)
    count = int(regions.max()) + 1
    order = neighbours_in_order(regions)
    return Subject(
        item=picture,
        masked=lambda there: _version(picture, other, there[regions]),
        parts=tuple(f"region {place + 1}" for place in range(count)),
        tree=balanced(order),
        content=_content(picture),
        regions=regions,
    )


def _content(picture: Picture) -> bytes:
    digest = hashlib.sha256(f"{picture.dtype.str} {picture.shape}".encode())
    digest.update(np.ascontiguousarray(picture).data)
    return digest.digest()


def _version(picture: Picture, other: Picture, there: Flags) -> Picture:
    return np.where(there if picture.ndim == 2 else there[..., None], picture, other)


def _stand_in(picture: Picture, regions: Regions, hidden: Hidden) -> Picture:
    """The picture with every region hidden, in its own type."""
    numbers = picture.astype(np.float64)
    flat = numbers if numbers.ndim == 3 else numbers[..., None]
    if hidden == "blur":
        from scipy.ndimage import gaussian_filter

        spread = BLUR * min(regions.shape)
        found = gaussian_filter(flat, sigma=(spread, spread, 0))
    elif hidden == "mean":
        size = np.bincount(regions.ravel())
        sums = [np.bincount(regions.ravel(), flat[..., k].ravel()) for k in range(flat.shape[-1])]
        found = (np.stack(sums, axis=-1) / size[:, None])[regions]
    else:
        found = np.full(flat.shape, _number(hidden, picture.dtype))
    rounded = np.rint(found) if picture.dtype.kind in "ui" else found
    other: Picture = rounded.reshape(picture.shape).astype(picture.dtype)
    return other


def _number(hidden: object, dtype: np.dtype[np.generic]) -> float:
    """What hides a region, as the type of the pictures can hold it."""
    if not isinstance(hidden, int | float | np.integer | np.floating) or isinstance(hidden, bool):
        raise ExplanationError(f"The `hidden` must be 'mean', 'blur' or a number. Got {hidden!r} instead.")
    limits = np.iinfo(dtype) if dtype.kind in "ui" else np.finfo(dtype)  # type: ignore[type-var]  # the dtype was told apart by its kind
    low, high = float(limits.min), float(limits.max)
    if not low <= float(hidden) <= high:
        raise ExplanationError(
            f"The `hidden` must be a number that pictures of {dtype} can hold, from {low:g} to {high:g}. "
            f"Got {float(hidden):g} instead."
        )
    return float(hidden)


def _draw(parts: int, count: int, rng: np.random.Generator) -> Flags:
    """Lime's sample of pictures: every region is there by the toss of a coin."""
    masks = rng.integers(0, 2, (count, parts)).astype(bool)
    masks[0] = True
    return masks
