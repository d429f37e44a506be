"""Pictures cut into regions that a person would see as one.

Source: Achanta et al., "SLIC superpixels compared to state-of-the-art superpixel methods", IEEE TPAMI 2012: pixels are
clustered by colour and place, starting from a grid, each among the clusters around it.
"""

from __future__ import annotations

from math import ceil

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.images.joined import Regions, joined

ROUNDS = 8


def superpixels(picture: FloatArray, wanted: int, compactness: float = 0.2) -> Regions:
    """About so many regions, each in one piece.

    A pixel is compared only with the regions that began around it, so time and memory do not grow with their number.

    Parameters
    ----------
    picture
        Shape (height, width, channels), from 0 to 1.
    wanted
        How many regions.
    compactness
        How much a place weighs against a colour: at 1, a step to the next region is as far as black from white.

    Returns
    -------
    array of int
        Shape (height, width): regions from 0, numbered from the top left. Pixels of one touch by their sides.
    """
    height, width, _ = picture.shape
    y, x = np.mgrid[0:height, 0:width]
    step = max(1.0, float(np.sqrt(height * width / wanted)))
    places = compactness / step * np.stack([y, x], axis=-1)
    points = np.concatenate([picture, places], axis=-1)
    centres = points.reshape(height * width, -1)[_grid(height, width, wanted)]
    nearest = squares(height, width, wanted)
    for _ in range(ROUNDS):
        nearest = _nearest(points, centres, nearest, step / compactness, ceil(step))
        centres = _means(points, nearest, centres)
    return _numbered(joined(nearest))


def _nearest(points: FloatArray, centres: FloatArray, before: Regions, unit: float, reach: int) -> Regions:
    """The nearest centre of each pixel, among those that lie at most `reach` rows and columns away.

    `unit` is how many pixels a step of 1 in place is. A pixel that no centre reaches stays where it was.
    """
    found, least = before.copy(), np.full(before.shape, np.inf)
    for one, centre in enumerate(centres):
        row, column = (round(float(place) * unit) for place in centre[-2:])
        window = (
            slice(max(row - reach, 0), row + reach + 1),
            slice(max(column - reach, 0), column + reach + 1),
        )
        far = ((points[window] - centre) ** 2).sum(axis=-1)
        closer = far < least[window]
        least[window][closer] = far[closer]
        found[window][closer] = one
    return found


def _means(points: FloatArray, nearest: Regions, centres: FloatArray) -> FloatArray:
    """The mean of the pixels of each region; of an empty one, what it was."""
    flat, owner = points.reshape(-1, points.shape[-1]), nearest.ravel()
    count = np.bincount(owner, minlength=len(centres))[:, None]
    sums = np.stack([np.bincount(owner, column, len(centres)) for column in flat.T], axis=1)
    return np.where(count > 0, sums / np.maximum(count, 1), centres)


def squares(height: int, width: int, wanted: int) -> Regions:
    """The same plain grid for every picture of a size. Shape (height, width)."""
    rows, columns = _sides(height, width, wanted)
    return _numbered(
        (np.arange(height) * rows // height)[:, None] * columns
        + (np.arange(width) * columns // width)[None, :]
    )


def neighbours_in_order(regions: Regions) -> list[int]:
    """The regions in an order in which those that follow each other lie beside each other: rows, there and back."""
    count = int(regions.max()) + 1
    y, x = np.mgrid[0 : regions.shape[0], 0 : regions.shape[1]]
    size = np.bincount(regions.ravel(), minlength=count)
    down = np.bincount(regions.ravel(), y.ravel(), count) / size
    along = np.bincount(regions.ravel(), x.ravel(), count) / size
    band = (down / max(regions.shape[0] / max(np.sqrt(count), 1), 1)).astype(int)
    return sorted(range(count), key=lambda k: (band[k], along[k] if band[k] % 2 == 0 else -along[k]))


def _sides(height: int, width: int, wanted: int) -> tuple[int, int]:
    rows = max(1, min(height, round(float(np.sqrt(wanted * height / width)))))
    return rows, max(1, min(width, round(wanted / rows)))


def _grid(height: int, width: int, wanted: int) -> npt.NDArray[np.int_]:
    rows, columns = _sides(height, width, wanted)
    down = ((np.arange(rows) + 0.5) * height / rows).astype(int)
    along = ((np.arange(columns) + 0.5) * width / columns).astype(int)
    places: npt.NDArray[np.int_] = (down[:, None] * width + along[None, :]).ravel()
    return places


def _numbered(regions: Regions) -> Regions:
    """The regions that there are, from 0, by their first pixel from the top left."""
    found, first, place = np.unique(regions, return_index=True, return_inverse=True)
    rank = np.empty(len(found), dtype=np.int_)
    rank[np.argsort(first)] = np.arange(len(found))
    numbered: Regions = rank[place].reshape(regions.shape)
    return numbered
