"""Trees one by one, and all of them in one ensemble: what every reader ends with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.trees.ensemble import LEAF, Flags, Floats, TreeEnsemble

Places = npt.NDArray[np.integer]
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Part:
    """One tree, as `TreeEnsemble` has it; children and sets of categories count from the tree's own beginning.

    `category_words` may be left out where there are no sets.
    """

    left: Places
    right: Places
    feature: Places
    threshold: Floats
    missing_left: Flags
    category_start: Places
    category_words: Places
    categories: Words
    cover: Floats
    value: Floats


def joined(parts: Sequence[Part], base: Floats, columns: int) -> TreeEnsemble:
    """All trees in one ensemble, with their outputs side by side."""
    roots = _starts([len(part.left) for part in parts])
    words = _starts([len(part.categories) for part in parts])

    def moved(name: str, by: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        arrays = (getattr(part, name) for part in parts)
        shifted = [np.where(a >= 0, a + start, a) for a, start in zip(arrays, by, strict=True)]
        return np.concatenate(shifted).astype(np.int32)

    return TreeEnsemble(
        left=moved("left", roots),
        right=moved("right", roots),
        feature=np.concatenate([part.feature for part in parts]).astype(np.int32),
        threshold=np.concatenate([part.threshold for part in parts]),
        missing_left=np.concatenate([part.missing_left for part in parts]),
        category_start=moved("category_start", words),
        category_words=np.concatenate([part.category_words for part in parts]).astype(np.int32),
        categories=np.concatenate([part.categories for part in parts]),
        cover=np.concatenate([part.cover for part in parts]),
        value=np.concatenate([part.value for part in parts]),
        roots=roots.astype(np.int32),
        base=base,
        columns=columns,
    )


def in_order(part: Part) -> Part:
    """The same tree with its nodes renumbered from the root down, so that children come after their parents.

    Libraries that prune give the places of cut nodes away again, and leave nodes that nobody reaches.
    """
    order, open_ = [], [0]
    while open_:
        node = open_.pop()
        order.append(node)
        if part.left[node] >= 0:
            open_ += [int(part.right[node]), int(part.left[node])]
    kept = np.array(order)
    place = np.full(len(part.left), LEAF)
    place[kept] = np.arange(len(kept))
    inner = part.left[kept] >= 0
    changed = {
        name: getattr(part, name)[kept]
        for name in (
            "feature",
            "threshold",
            "missing_left",
            "category_start",
            "category_words",
            "cover",
            "value",
        )
    }
    return replace(
        part,
        left=np.where(inner, place[part.left[kept]], LEAF),
        right=np.where(inner, place[part.right[kept]], LEAF),
        **changed,
    )


def placed(value: Floats, place: int, outputs: int) -> Floats:
    """The values of a tree that adds to one output of several. Shape (nodes, outputs)."""
    found = np.zeros((len(value), outputs))
    found[:, place] = value
    return found


def bitset(categories: Iterable[int]) -> Words:
    """A set of whole numbers as 64-bit words."""
    held = np.fromiter(categories, dtype=np.int64)
    words = np.zeros(int(held.max(initial=0)) // 64 + 1, dtype=np.uint64)
    np.bitwise_or.at(words, held // 64, np.uint64(1) << (held % 64).astype(np.uint64))
    return words


def _starts(sizes: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
