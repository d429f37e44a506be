"""Loops that numba compiles: perturbed rows sorted by pairs of codes once, and added up for each explained row.

Sums run in the order of the perturbed rows, some in lanes, so that they are the same whichever rows are explained
together. The first perturbed row, the explained one, is in no list: it meets every condition.
"""

from __future__ import annotations

import logging
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.trees.compiled import Kernel, inlined, warm_up

_LOG = logging.getLogger(__name__)
Ints = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.uint16]
"""Perturbed rows and codes: so small, the lists of all pairs stay near the processor."""


class Lists(NamedTuple):
    """Perturbed rows by the codes they have in two columns; a pair of columns is counted as (0, 0), (0, 1), ...

    Parameters
    ----------
    order
        Perturbed rows, sorted by cell. Shape (pairs, samples - 1).
    starts
        Where each cell begins in its pair's line, and where the last one ends. One cell for each pair of codes.
    bases
        Where each pair's cells begin in `starts`. Shape (pairs,).
    sizes
        How many codes a column has. Shape (columns,).
    parts
        Which part of the draw each perturbed row is of, the explained one the first. Shape (samples,).
    """

    order: Shorts
    starts: Ints
    bases: Ints
    sizes: Ints
    parts: Ints


def _sort(codes: Ints, lists: Lists) -> None:
    order, starts, pair = lists.order, lists.starts, 0
    for first in range(len(codes)):
        for second in range(first, len(codes)):
            base, size = lists.bases[pair], lists.sizes[second]
            cells = lists.sizes[first] * size
            for sample in range(codes.shape[1]):
                starts[base + codes[first, sample] * size + codes[second, sample] + 1] += 1
            for cell in range(cells):
                starts[base + cell + 1] += starts[base + cell]
            for sample in range(codes.shape[1]):
                cell = base + codes[first, sample] * size + codes[second, sample]
                order[pair, starts[cell]] = sample + 1
                starts[cell] += 1
            for cell in range(base + cells, base, -1):
                starts[cell] = starts[cell - 1]
            starts[base] = 0
            pair += 1


@inlined
def _total(numbers: FloatArray, order: Shorts, place: int, stop: int) -> float:
    one, two, three, four = numbers[0], 0.0, 0.0, 0.0
    while place + 4 <= stop:
        one += numbers[order[place]]
        two += numbers[order[place + 1]]
        three += numbers[order[place + 2]]
        four += numbers[order[place + 3]]
        place += 4
    while place < stop:
        one += numbers[order[place]]
        place += 1
    found: float = (one + two) + (three + four)
    return found


def _add(own: Ints, lists: Lists, weight: FloatArray, told: FloatArray, found: FloatArray) -> None:
    pair = 0
    for first in range(len(own)):
        for second in range(first, len(own)):
            cell = lists.bases[pair] + own[first] * lists.sizes[second] + own[second]
            order, place, stop = lists.order[pair], lists.starts[cell], lists.starts[cell + 1]
            whole = _total(weight, order, place, stop)
            found[first + 2, second + 2] = whole
            found[second + 2, first + 2] = whole
            if first == second:
                whole = _total(told, order, place, stop)
                found[1, first + 2] = whole
                found[first + 2, 1] = whole
            pair += 1


@inlined
def _miss(own: Ints, lists: Lists, slopes: FloatArray, missed: FloatArray) -> None:
    pair = 0
    for column in range(len(own)):
        cell, slope = lists.bases[pair] + own[column] * (lists.sizes[column] + 1), slopes[column]
        missed[0] -= slope
        for place in range(lists.starts[cell], lists.starts[cell + 1]):
            missed[lists.order[pair, place]] -= slope
        pair += len(own) - column


@inlined
def _share(own: Ints, lists: Lists, missed: FloatArray, found: FloatArray) -> None:
    parts = lists.parts
    for sample in range(len(missed)):
        found[parts[sample], 0] += missed[sample]
    pair = 0
    for column in range(len(own)):
        cell = lists.bases[pair] + own[column] * (lists.sizes[column] + 1)
        order, place, stop = lists.order[pair], lists.starts[cell], lists.starts[cell + 1]
        part, even, odd = np.int64(0), missed[0], 0.0
        while place < stop:
            if parts[order[place]] != part:
                found[part, column + 1] = even + odd
                part, even, odd = parts[order[place]], 0.0, 0.0
            even += missed[order[place]]
            place += 1
            if place < stop and parts[order[place]] == part:
                odd += missed[order[place]]
                place += 1
        found[part, column + 1] = even + odd
        pair += len(own) - column


def _score(  # noqa: PLR0917 - numba takes arguments by their places
    own: Ints, lists: Lists, slopes: FloatArray, missed: FloatArray, weight: FloatArray, found: FloatArray
) -> None:
    _miss(own, lists, slopes, missed)
    for sample in range(len(missed)):
        missed[sample] *= weight[sample]
    _share(own, lists, missed, found)


def _unmet(codes: Shorts, own: Shorts, found: Shorts) -> None:
    for column in range(len(codes)):
        for sample in range(codes.shape[1]):
            found[sample + 1] += codes[column, sample] != own[column]


def _some() -> tuple[Ints, Lists, FloatArray]:
    one = np.zeros(1, dtype=np.int64)
    return one, Lists(np.zeros((1, 1), dtype=np.uint16), one, one, one, one), np.zeros(1)


def _pieces(kind: str) -> tuple[object, ...]:
    own, lists, numbers = _some()
    table = np.zeros((1, 1))
    return {
        "sort": (own[None], lists),
        "add": (own, lists, numbers, numbers, table),
        "score": (own, lists, numbers, numbers, numbers, table),
        "unmet": (lists.order, lists.order[0], lists.order[0]),
    }[kind]


def ready() -> None:
    """Load or compile all of these; a person is told before a wait."""
    warm_up((SORT, UNMET, ADD, SCORE), _LOG.warning)


SORT = Kernel(_sort, lambda: _pieces("sort"))
"""Fills the order and the starts (zeros before) from the codes. Shape (columns, samples - 1)."""
ADD = Kernel(_add, lambda: _pieces("add"))
"""Fills the cells of a moment matrix that speak of conditions, from weights, and from answers times their weights."""
SCORE = Kernel(_score, lambda: _pieces("score"))
"""Takes what the conditions say off each perturbed row, weighs what is left, and adds it up by part of the draw (zeros
before): all, and for each column those that meet its condition."""
UNMET = Kernel(_unmet, lambda: _pieces("unmet"))
"""Counts the conditions that each perturbed row does not meet (zeros before), from all codes and the row's own."""
