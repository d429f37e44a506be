"""Regions in one piece each: what lies apart joins the neighbour with which it has most of its border.

Source: Achanta et al., "SLIC superpixels compared to state-of-the-art superpixel methods", IEEE TPAMI 2012, section
III-B: clustering by colour and place alone does not keep a cluster together.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

Regions = npt.NDArray[np.int_]
Places = npt.NDArray[np.int_]


def joined(regions: Regions) -> Regions:
    """The same regions, each with its largest piece only; the others go to neighbours, the smallest first.

    Parameters
    ----------
    regions
        Shape (height, width), any whole numbers. Pixels touch by their sides, not their corners.

    Returns
    -------
    array of int
        Shape (height, width). The numbers stay those of the regions.
    """
    piece = pieces(regions)
    size = np.bincount(piece.ravel())
    of = np.empty(len(size), dtype=np.int_)
    of[piece.ravel()] = regions.ravel()
    order = np.lexsort((np.arange(len(size)), -size, of))
    first = np.concatenate([[True], of[order][1:] != of[order][:-1]])
    apart = order[~first]
    if not len(apart):
        return regions
    into = _into(piece, apart[np.argsort(size[apart], kind="stable")])
    found: Regions = of[into][piece]
    return found


def pieces(regions: Regions) -> Places:
    """The number of the connected piece that each pixel belongs to. Shape (height, width)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    place = np.arange(regions.size, dtype=np.int32).reshape(regions.shape)
    along, down = regions[:, 1:] == regions[:, :-1], regions[1:] == regions[:-1]
    one = np.concatenate([place[:, 1:][along], place[1:][down]])
    other = np.concatenate([place[:, :-1][along], place[:-1][down]])
    graph = coo_matrix((np.ones(len(one), dtype=bool), (one, other)), shape=(regions.size, regions.size))
    _, found = connected_components(graph, directed=False)
    numbered: Places = found.astype(np.int_).reshape(regions.shape)
    return numbered


def _into(piece: Places, apart: Places) -> Places:
    """The piece that each ends in."""
    borders = _borders(piece)
    into = np.arange(int(piece.max()) + 1)
    for one in apart.tolist():
        beside = borders.pop(one)
        goal = max(beside, key=lambda other: (beside[other], -other))
        into[one] = goal
        for other, length in beside.items():
            del borders[other][one]
            if other != goal:
                borders[goal][other] += length
                borders[other][goal] += length
    for one in apart[::-1].tolist():  # each goes into one that outlived it
        into[one] = into[into[one]]
    return into


def _borders(piece: Places) -> dict[int, dict[int, int]]:
    """For each piece, how many sides of pixels it shares with each that touches it."""
    pairs = np.concatenate(
        [
            np.stack([piece[:, 1:].ravel(), piece[:, :-1].ravel()], axis=1),
            np.stack([piece[1:].ravel(), piece[:-1].ravel()], axis=1),
        ]
    )
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    unique, length = np.unique(pairs[:, 0] * (int(piece.max()) + 1) + pairs[:, 1], return_counts=True)
    one, other = np.divmod(unique, int(piece.max()) + 1)
    for a, b, n in zip(one.tolist(), other.tolist(), length.tolist(), strict=True):
        found[a][b] = found[b][a] = n
    return found
