"""What can be read of a fitted model's inside, so that it need not be asked thousands of times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from fairwitness.explainers.base import FloatArray, Scale
from fairwitness.explainers.engines.base import Engine
from fairwitness.explainers.engines.coalitions import Coalitions
from fairwitness.explainers.engines.linear import ClosedForm, LinearModel
from fairwitness.explainers.trees.model import TreeModel


class Structure(Protocol):
    """A model that has been read: what it answers, and the engines that need no more than that."""

    @property
    def family(self) -> str:
        """What the model is called in sentences."""
        ...

    @property
    def scale(self) -> Scale:
        """What its own sum is."""
        ...

    @property
    def without_background(self) -> Engine | None:
        """The engine that compares with the training rows as the model remembers them; None where it does not."""
        ...

    @property
    def against_background(self) -> Engine | None:
        """The engine that compares with given rows; None where there is none."""
        ...

    def because(self, *, background: bool) -> str:
        """Why its engines explain it, in words."""
        ...

    def second(self, columns: int, *, background: bool) -> Engine | str:
        """An engine by another method, or the reason why there is none."""
        ...

    def answer(self, frame: pd.DataFrame) -> FloatArray:
        """Its sum for every row of a raw frame, shape (rows,)."""
        ...


@dataclass(frozen=True, eq=False)
class ReadTrees:
    """Trees."""

    trees: TreeModel

    @property
    def family(self) -> str:
        """See `Structure`."""
        return self.trees.family

    @property
    def scale(self) -> Scale:
        """See `Structure`."""
        return self.trees.scale

    @property
    def without_background(self) -> Engine | None:
        """See `Structure`."""
        from fairwitness.explainers.engines.trees import PathDependent

        return PathDependent(self.trees)

    @property
    def against_background(self) -> Engine | None:
        """See `Structure`."""
        from fairwitness.explainers.engines.trees import AgainstBackground

        return AgainstBackground(self.trees)

    def because(self, *, background: bool) -> str:
        """See `Structure`."""
        return _read(self.family, background=background)

    def second(self, columns: int, *, background: bool) -> Engine | str:
        """Shap's own walk over the trees where it can make it; else questions to the trees, or all sets of players."""
        from fairwitness.explainers.engines.enumerated import Enumerated
        from fairwitness.explainers.engines.shap_trees import ShapTrees

        if ShapTrees.why_not(self.trees, columns) is None:
            return ShapTrees(self.trees, background=background)
        if background:
            return Coalitions()
        own = Enumerated(self.trees)
        return own.why_not or own

    def answer(self, frame: pd.DataFrame) -> FloatArray:
        """See `Structure`."""
        found: FloatArray = self.trees.ensemble.predict(self.trees.encode(frame))[:, 0]
        return found


@dataclass(frozen=True, eq=False)
class ReadLinear:
    """A weighted sum."""

    model: LinearModel
    without_background: Engine | None = None

    @property
    def family(self) -> str:
        """See `Structure`."""
        return self.model.family

    @property
    def scale(self) -> Scale:
        """See `Structure`."""
        return self.model.scale

    @property
    def against_background(self) -> Engine | None:
        """See `Structure`."""
        return ClosedForm(self.model)

    def because(self, *, background: bool) -> str:
        """See `Structure`."""
        return _read(self.family, background=background)

    def second(self, columns: int, *, background: bool) -> Engine | str:
        """Questions to the sum."""
        return Coalitions()

    def answer(self, frame: pd.DataFrame) -> FloatArray:
        """See `Structure`."""
        return self.model.answer(self.model.encode(frame))


def _read(family: str, *, background: bool) -> str:
    return (
        f"{family} of which the {'sums' if background else 'paths'} can be read: exact, and nothing is asked"
    )
