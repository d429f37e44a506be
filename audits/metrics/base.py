"""What a metric is, and what it may measure from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, Self

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray, Tables
from fairwitness.audits.plan.model import Task
from fairwitness.audits.stats.measured import Measured

Unit = Literal["share", "number", "index"]
"""``share``: of rows, written in per cent. ``number``: in the unit of the score or target. ``index``: no unit."""
View = Literal["groups", "all", "rest"]
Need = Literal["labels", "score", "strata", "rows"]

BINARY: frozenset[Task] = frozenset({"binary"})
MULTICLASS: frozenset[Task] = frozenset({"multiclass"})
REGRESSION: frozenset[Task] = frozenset({"regression"})
LABELLED: frozenset[Task] = BINARY | MULTICLASS


class NotMeasured(Exception):  # noqa: N818 - it is an answer, not an error
    """The audit does not have what a metric needs. The message says what, as the reason of every group."""


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows themselves, for what no table can carry. Arrays have shape (rows,).

    Attributes
    ----------
    codes
        By attribute: the place of each row's group.
    outcome
        1 positive, 0 negative, -1 unlabelled; of a number, the number, NaN where there is none.
    score
        The score, or the predicted number, if there is one.
    """

    codes: Mapping[str, npt.NDArray[np.integer]]
    outcome: npt.NDArray[np.integer] | FloatArray
    score: FloatArray | None


@dataclass(frozen=True)
class Source:
    """The tables of an audit, one of its attributes, and how to resample.

    Attributes
    ----------
    rows
        None where only tables are at hand.
    view
        Whose figures: of each group, of everybody together, or of everybody else than each group.
    """

    tables: Tables
    attribute: str
    resamples: int = 2000
    seed: int = 0
    rows: Rows | None = None
    view: View = "groups"

    def pooled(self) -> Self:
        """All groups of the attribute together, the unknown ones included."""
        return replace(self, tables=self.tables.pooled(self.attribute), rows=self._everybody(), view="all")

    def rest(self) -> Self:
        """All other known groups together, at the place of each group."""
        return replace(self, tables=self.tables.rest(self.attribute), rows=None, view="rest")

    def _everybody(self) -> Rows | None:
        if self.rows is None:
            return None
        nobody = np.zeros_like(self.rows.codes[self.attribute])
        return replace(self.rows, codes={self.attribute: nobody})


class Shown(Measured, Protocol):
    """A measured figure that can also be printed."""

    @property
    def method(self) -> str:
        """How the interval came about, in words."""

    @property
    def hits(self) -> tuple[int | None, ...]:
        """Of a counted share, the rows that count; None where there is no such number."""

    def interval(self, place: int, confidence: float) -> tuple[float, float] | None:
        """Two-sided limits for display; None where there are none."""


@dataclass(frozen=True)
class Metric:
    """One figure of a group.

    Attributes
    ----------
    name
        The name in scikit-learn or fairlearn.
    title
        The same in plain words.
    measure
        Gives the figure of every group of the source's attribute.
    higher_is_better
        Whether the group with the lower figure is the worse off.
    tasks
        What kinds of decision it is of.
    needs
        What must be there besides decisions.
    parts
        Of several metrics judged as one: their names. Such a metric has no figure of its own.
    """

    name: str
    title: str
    measure: Callable[[Source], Shown]
    higher_is_better: bool = True
    unit: Unit = "share"
    tasks: frozenset[Task] = BINARY
    needs: frozenset[Need] = field(default_factory=frozenset)
    parts: tuple[str, ...] = ()

    @property
    def bounded(self) -> bool:
        """Whether its figures lie from 0 to 1."""
        return self.unit != "number"
