"""Boosters from files, as explanations may read them: their trees, over the columns a person knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fairwitness.audits.subject.models.boosters import Column, Floats, encoded

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.explainers.trees import TreeModel
    from fairwitness.explainers.trees.read.bare import Bare


@dataclass(frozen=True, eq=False)
class ShownTrees:
    """Trees of a booster, and how its file says that raw columns are coded.

    Parameters
    ----------
    read
        Reads the trees of one of the labels.
    classes_
        The labels, as the file has them; none where it gives a number.
    columns
        What the booster reads, or None where it knows only how many columns there are, and their order.
    refuses_others
        Whether a category that it has never seen is refused.
    """

    read: Callable[[Sequence[str], str | None], Bare | None]
    classes_: tuple[str, ...]
    columns: Sequence[Column] | None
    width: int
    refuses_others: bool

    def as_trees(self, columns: tuple[str, ...], positive: str | None) -> TreeModel | None:
        """See `HasTrees` of the explainers."""
        from fairwitness.explainers.trees import TreeModel

        names = columns if self.columns is None else [column.name for column in self.columns]
        bare = self.read(self.classes_, positive if self.classes_ else None)
        if bare is None or len(names) != bare.ensemble.columns or not set(names) <= set(columns):
            return None
        players = np.array([columns.index(name) for name in names], dtype=np.int32)

        def encode(frame: pd.DataFrame) -> Floats:
            rows = encoded(frame, self.columns, self.width, refuses_others=self.refuses_others)
            return bare.prepare(rows)

        return TreeModel(bare.ensemble, encode, players, bare.scale, bare.family)
