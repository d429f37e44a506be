"""What a protocol tells of the model behind it, and how it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fairwitness.audits.plan.source import Output
from fairwitness.audits.subject.models.signature import Input

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.subject.models.http.values import Answers, Batch


@dataclass(frozen=True)
class Served:
    """What a server says of its model."""

    type: str
    inputs: tuple[Input, ...] | None = None
    width: int | None = None
    shape: tuple[int, ...] | None = None
    """Of what it reads of one row, where that is no list of values."""
    output: Output = "label"
    """What its answers are, where the plan does not say."""
    classes: int = 2
    """How many labels it gives probabilities of."""


class Spoken(Protocol):
    """A protocol, and the server it is spoken with."""

    @property
    def served(self) -> Served:
        """What the server says of its model."""
        ...

    def ask(self, X: pd.DataFrame, batch: Batch) -> Answers:
        """The answers for some rows; see `Batch.read`."""
        ...
