"""Owen values: Shapley values that respect a hierarchy of parts, so that neighbours are told together.

Sources: Owen, "Values of games with a priori unions", 1977; as the `shap` package does it in its PartitionExplainer. A
node's value is shared between its two halves by what each adds before and after the other. Halves are opened level by
level, the largest first, until the questions run out; what is not opened is shared equally among its parts.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.media.item import Flags

Tree = Sequence["Tree"] | int
"""A part, or two halves."""


@dataclass(frozen=True, eq=False)
class _Open:
    """A node in one context: which parts are there besides, the answers without and with it, and its weight."""

    node: Tree
    parts: Flags
    there: Flags
    without: float
    with_: float
    weight: float

    @property
    def worth(self) -> float:
        return self.weight * (self.with_ - self.without)


@dataclass(frozen=True, eq=False)
class Owen:
    """Values of shape (parts,), the answer without any part, and whether every node was opened."""

    values: FloatArray
    base: float
    whole: bool


def balanced(order: Sequence[int]) -> Tree:
    """A hierarchy that halves a sequence of parts again and again."""
    if len(order) == 1:
        return order[0]
    middle = len(order) // 2
    return (balanced(order[:middle]), balanced(order[middle:]))


def owen_values(tree: Tree, parts: int, most: int) -> Generator[Flags, FloatArray, Owen]:
    """Share out the answer among the parts.

    A conversation: it yields masks, shape (versions, parts), and is sent the answers, shape (versions,).

    Parameters
    ----------
    tree
        The hierarchy over places from 0 to parts - 1.
    most
        Most questions.
    """
    nothing, everything = np.zeros(parts, dtype=bool), np.ones(parts, dtype=bool)
    base, full = yield np.stack([nothing, everything])
    values, left, whole = np.zeros(parts), most - 2, True
    level = [_Open(tree, everything, nothing, float(base), float(full), 1.0)]
    while level:
        opened: list[_Open] = []
        for one in sorted(level, key=lambda one: -abs(one.worth)):
            if isinstance(one.node, int):
                values[one.node] += one.worth
            elif left >= 2:
                left -= 2
                opened.append(one)
            else:
                whole = False
                values[one.parts] += one.worth / one.parts.sum()
        halves = [_halves(one, parts) for one in opened]
        level = []
        if halves:
            masks = [one.there | held for one, pair in zip(opened, halves, strict=True) for _, held in pair]
            answers = yield np.stack(masks)
            for one, pair, two in zip(opened, halves, answers.reshape(-1, 2), strict=True):
                level += _contexts(one, pair, two)
    return Owen(values, float(base), whole)


Half = tuple[Tree, Flags]


def _halves(one: _Open, parts: int) -> tuple[Half, Half]:
    assert not isinstance(one.node, int)
    first, second = one.node
    return (first, _held(first, parts)), (second, _held(second, parts))


def _contexts(one: _Open, pair: tuple[Half, Half], answers: FloatArray) -> list[_Open]:
    """Both halves of a node, each before and after the other."""
    found = []
    for place, (half, mine) in enumerate(pair):
        alone, other, theirs = float(answers[place]), float(answers[1 - place]), pair[1 - place][1]
        found.append(_Open(half, mine, one.there, one.without, alone, one.weight / 2))
        found.append(_Open(half, mine, one.there | theirs, other, one.with_, one.weight / 2))
    return found


def _held(node: Tree, parts: int) -> Flags:
    held = np.zeros(parts, dtype=bool)
    open_ = [node]
    while open_:
        one = open_.pop()
        if isinstance(one, int):
            held[one] = True
        else:
            open_ += one
    return held
