"""Pictures cut into regions that a person would see as one.

Source: Achanta et al., "SLIC superpixels compared to state-of-the-art superpixel methods", IEEE TPAMI 2012: pixels are
clustered by colour and place, starting from a grid.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray

Regions = npt.NDArray[np.int_]
ROUNDS = 8


def superpixels(picture: FloatArray, wanted: int, compactness: float = 0.2) -> Regions:
    """About so many regions.

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
        Shape (height, width): regions from 0, numbered from the top left.
    """
    height, width, _ = picture.shape
    y, x = np.mgrid[0:height, 0:width]
    step = max(1.0, float(np.sqrt(height * width / wanted)))
    points = np.concatenate(
        [picture, (compactness / step * np.stack([y, x], axis=-1)).astype(np.float64)], axis=-1
    ).reshape(height * width, -1)
    centres = points[_grid(height, width, wanted)]
    nearest = np.zeros(len(points), dtype=np.int_)
    for _ in range(ROUNDS):
        far = (points**2).sum(axis=1)[:, None] - 2 * points @ centres.T + (centres**2).sum(axis=1)
        nearest = far.argmin(axis=1)
        count = np.bincount(nearest, minlength=len(centres))
        sums = np.stack(
            [np.bincount(nearest, points[:, k], len(centres)) for k in range(points.shape[1])], axis=1
        )
        centres = np.where(count[:, None] > 0, sums / np.maximum(count, 1)[:, None], centres)
    return _numbered(nearest.reshape(height, width))


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
