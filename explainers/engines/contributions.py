"""Values that a model's own library computes, from trees that nobody else reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

import pandas as pd

from fairwitness.explainers.base import FloatArray, Scale
from fairwitness.explainers.engines.base import Engine, Question, Shares
from fairwitness.explainers.engines.coalitions import Coalitions


class OwnValues(Protocol):
    """A model whose library computes Shapley values itself, in this process or in another, for one of its outputs."""

    @property
    def family(self) -> str:
        """What the model is called in sentences."""
        ...

    @property
    def engine(self) -> str:
        """What computes the values, as the record calls it."""
        ...

    @property
    def scale(self) -> Scale:
        """What is shared out."""
        ...

    @property
    def versions(self) -> Mapping[str, str]:
        """Of the packages that compute, under ``PACKAGE_version``."""
        ...

    @property
    def against_rows(self) -> bool:
        """Whether it can also compare with given rows."""
        ...

    def answer(self, frame: pd.DataFrame) -> FloatArray:
        """The model's own sum, shape (rows,)."""
        ...

    def values(self, X: pd.DataFrame, background: pd.DataFrame | None) -> FloatArray:
        """Shape (rows, columns of X + 1), the base value last: by the training rows, or against a background."""
        ...


@runtime_checkable
class HasOwnValues(Protocol):
    """A fitted object, or a wrapper around one, whose library explains it."""

    def as_own_values(self, columns: tuple[str, ...], positive: str | None) -> OwnValues | None:
        """Values of the raw `columns`, for the label; None where the library's would not be theirs."""
        ...


@dataclass(frozen=True, eq=False)
class Contributions:
    """What the library says. That it adds up to the model's own sum is looked at, as for every engine."""

    own: OwnValues
    background: bool
    packages: ClassVar[tuple[str, ...]] = ("numpy",)

    @property
    def name(self) -> str:
        """See `Engine`."""
        return self.own.engine

    def shares(self, question: Question) -> Shares:
        """See `Engine.shares`."""
        found = self.own.values(question.X, question.reference if self.background else None)
        kept = f"mean of the leaves, weighted as {self.own.family} keep the training rows"
        return Shares(
            values=found[:, :-1],
            base=float(found[0, -1]),
            base_definition="mean output over the background" if self.background else kept,
            outputs=self.own.answer(question.X),
            scale=self.own.scale,
            effort={"family": self.own.family, **self.own.versions},
        )


@dataclass(frozen=True, eq=False)
class ReadOwnValues:
    """A model that its library explains, as a `Structure`."""

    own: OwnValues

    @property
    def family(self) -> str:
        """See `Structure`."""
        return self.own.family

    @property
    def scale(self) -> Scale:
        """See `Structure`."""
        return self.own.scale

    @property
    def without_background(self) -> Engine | None:
        """See `Structure`."""
        return Contributions(self.own, background=False)

    @property
    def against_background(self) -> Engine | None:
        """See `Structure`."""
        return Contributions(self.own, background=True) if self.own.against_rows else None

    def because(self, *, background: bool) -> str:
        """See `Structure`."""
        how = "against the whole background" if background else "by the paths"
        return f"{self.own.family} that their own library explains {how}: its shares add up to its sums"

    def second(self, columns: int, *, background: bool) -> Engine | str:
        """Questions to the sum, where there is a background; else there is none."""
        return Coalitions() if background else f"no other engine reads {self.own.family}"

    def answer(self, frame: pd.DataFrame) -> FloatArray:
        """See `Structure`."""
        return self.own.answer(frame)
