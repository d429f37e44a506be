"""The columns that a model reads, each with the kind of value it takes and what was observed of it."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from fairwitness.audits.subject.columns import floats, is_number, plain
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.wording import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["number", "choice", "date", "text"]
MOST_CHOICES: Final = 500
"""A column of more different values is typed in, not chosen from a list."""
_STEPS: Final = 100
"""About how many steps lead through the middle of what was observed."""
_DIGITS: Final = 6


@dataclass(frozen=True)
class Field:
    """One column, as a person may change it."""

    column: str
    label: str
    """What a person calls it."""
    kind: Kind
    sensitive: bool
    missing: int
    """Rows without a value."""
    low: float | None = None
    """The least number observed; None where it is no number, or none was."""
    high: float | None = None
    step: float = 1.0
    whole: bool = False
    """Whether only whole numbers were observed."""
    choices: tuple[str, ...] = ()
    """The values observed, as text."""

    @property
    def digits(self) -> int:
        """Decimals that show one step."""
        return 0 if self.whole else min(_DIGITS, max(0, -math.floor(math.log10(self.step))))


def fields_of(X: pd.DataFrame, words: Vocabulary, sensitive: Collection[str] = ()) -> tuple[Field, ...]:
    """A field for every column of X, in its order.

    Parameters
    ----------
    X
        The rows as the model reads them.
    words
        What the columns are called.
    sensitive
        The columns that sensitive attributes are read from.
    """
    return tuple(
        _field(X[name], str(name), words.column(str(name)), sensitive=str(name) in sensitive)
        for name in X.columns
    )


def _field(column: pd.Series, name: str, label: str, *, sensitive: bool) -> Field:
    import pandas as pd

    missing = int(column.isna().sum())
    bare = plain(column)
    if pd.api.types.is_datetime64_any_dtype(bare):
        return Field(name, label, "date", sensitive, missing)
    if is_number(bare):
        return _number(floats(bare), name, label, missing, sensitive=sensitive)
    choices = values_by_text(bare)
    if len(choices) > MOST_CHOICES:
        return Field(name, label, "text", sensitive, missing)
    return Field(name, label, "choice", sensitive, missing, choices=tuple(sorted(choices)))


def _number(
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
    name: str,
    label: str,
    missing: int,
    *,
    sensitive: bool,
) -> Field:
    known = values[np.isfinite(values)]
    if not len(known):
        return Field(name, label, "number", sensitive, missing)
    whole = bool((known == np.floor(known)).all())
    return Field(
        name,
        label,
        "number",
        sensitive,
        missing,
        low=float(known.min()),
        high=float(known.max()),
        step=_step(known, whole=whole),
        whole=whole,
    )


def _step(known: np.ndarray[tuple[int], np.dtype[np.float64]], *, whole: bool) -> float:
    """A power of ten, so that about a hundred steps lead through the middle nine tenths of the values."""
    low, high = np.quantile(known, [0.05, 0.95])
    span = float(high - low) or float(known.max() - known.min())
    if span <= 0 or not math.isfinite(span):
        return 1.0
    step = float(10.0 ** math.floor(math.log10(span / _STEPS)))
    step = max(step, 10.0**-_DIGITS)
    return max(step, 1.0) if whole else step


def values_by_text(column: pd.Series) -> dict[str, object]:
    """The values of a column by what they are as text; missing ones left out."""
    return {label_text(value): value for value in column.dropna().unique()}
