"""What an engine is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd

from fairwitness.explainers.base import FloatArray, Options, Scale
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.inputs import required, unsteady

RESIDUAL_LIMIT = 1e-4


@dataclass(frozen=True, eq=False)
class Question:
    """Rows to explain, what to compare them with, and how the model is asked.

    Parameters
    ----------
    ask
        Raw frames in, one finite number a row out, on the scale of `options`.
    X
        Shape (rows, columns).
    background
        Rows with the columns of `X`, or None where nothing is compared with rows.
    options
        Effort, seed, scale.
    """

    ask: Callable[[pd.DataFrame], FloatArray]
    X: pd.DataFrame
    background: pd.DataFrame | None
    options: Options

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the players: the raw columns."""
        return tuple(str(name) for name in self.X.columns)

    @cached_property
    def reference(self) -> pd.DataFrame:
        """The background of an engine that cannot do without.

        Raises
        ------
        ExplanationError
            There is none.
        """
        return required(self.background)

    @cached_property
    def codec(self) -> ColumnCodec:
        """How raw columns become numbers and come back."""
        return ColumnCodec(self.reference, self.X)


@dataclass(frozen=True, eq=False)
class Shares:
    """The shares of every column in every row's answer.

    Parameters
    ----------
    values
        Shape (rows, columns).
    base
        What is shared out above or below this.
    base_definition
        What the base value is, in words.
    outputs
        Shape (rows,): the answers that base and values add up to.
    scale
        What the answers are.
    effort
        What the engine did, for the meta of the explanation: coalitions, nodes, model rows.
    standard_errors
        Shape (rows, columns), of engines that sample.
    """

    values: FloatArray
    base: float
    base_definition: str
    outputs: FloatArray
    scale: Scale
    effort: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    standard_errors: FloatArray | None = None

    @property
    def residual(self) -> float:
        """The largest failure to add up."""
        return float(np.abs(self.base + self.values.sum(axis=1) - self.outputs).max(initial=0.0))

    def adding_up(self) -> Shares:
        """These shares, if they add up to the answers.

        Raises
        ------
        ExplanationError
            They miss by more than rounding: the model does not repeat itself.
        """
        if self.residual > RESIDUAL_LIMIT * max(1.0, float(np.abs(self.outputs).max(initial=0.0))):
            raise unsteady(f"values that miss its answers by up to {self.residual:.3g}")
        return self


class Engine(Protocol):
    """One way of computing Shapley values."""

    @property
    def name(self) -> str:
        """What it is called in the record."""
        ...

    @property
    def packages(self) -> tuple[str, ...]:
        """The distributions whose versions its numbers depend on."""
        ...

    def shares(self, question: Question) -> Shares:
        """The shares of every column of every row.

        Raises
        ------
        ExplanationError
            The question cannot be answered in this way; the message says why and what to do.
        """
        ...
