"""Columns as JSON values, and the JSON values that come back as an array of answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subject.columns import plain
from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

Json = str | int | float | bool | None
Answers = npt.NDArray[np.generic]


def cells(column: pd.Series) -> list[Json]:
    """The values of a column as JSON has them: a missing or infinite one is null, a date is text."""
    import pandas as pd

    values = plain(column)
    missing = pd.isna(values).to_numpy()
    return [
        None if gone else _cell(value) for value, gone in zip(values.astype(object), missing, strict=True)
    ]


def _cell(value: object) -> Json:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat() if callable(isoformat) else value)


@dataclass(frozen=True)
class Batch:
    """Which rows a question was about, and what its answers must be."""

    rows: int
    first: int = 0
    """How many rows were asked about before."""
    labels: bool = False
    """Whether labels are asked for; else numbers."""
    classes: tuple[str, ...] = ()
    """The labels that answers may be keyed by, as text, in their order."""

    def read(self, given: object) -> Answers:
        """The answers as an array, shape (rows,), or (rows, classes) where each row has several.

        Raises
        ------
        ModelError
            There is not one answer for each row, or one is not a finite number, or no label; the row is named.
        """
        if not isinstance(given, list) or len(given) != self.rows:
            got = f"{len(given):,} of them" if isinstance(given, list) else "no list"
            raise ModelError(
                f"The server of the model must send a list with an answer for each of the {self.rows:,} rows. Got "
                f"{got}."
            )
        rows = [self._several(value, place) for place, value in enumerate(given)]
        width = len(rows[0]) if rows else 1
        for place, row in enumerate(rows):
            if len(row) != width:
                raise self._odd(place, f"{len(row)} answers, where the first row has {width}")
        if width != 1:
            self._refuse_several(width)
            return np.array([[self._number(value, i) for value in row] for i, row in enumerate(rows)])
        read = self._label if self.labels else self._number
        found = np.empty(len(rows), dtype=object)
        found[:] = [read(row[0], place) for place, row in enumerate(rows)]
        return found

    def _several(self, value: object, place: int) -> Sequence[object]:
        if isinstance(value, list | dict) and not value:
            raise self._odd(place, "nothing")
        if isinstance(value, list):
            return value
        if not isinstance(value, dict):
            return [value]
        if len(value) == 1:
            return list(value.values())
        by_label = {label_text(key): answer for key, answer in value.items()}
        if set(by_label) != set(self.classes):
            keys = ", ".join(f"'{key}'" for key in list(value)[:6])
            raise self._odd(place, f"the keys {keys}, which are not its `model.classes`")
        return [by_label[label] for label in self.classes]

    def _number(self, value: object, place: int) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._odd(
                place, f"{_shown(value)}, which is no number; if it is a label, say `output: label`"
            )
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self._odd(place, f"{_shown(value)}, which is no finite number")
        return number

    def _label(self, value: object, place: int) -> str | int | float | bool:
        if isinstance(value, float) and not value.is_integer():
            raise self._odd(
                place,
                f"{value:g}, which is no label; say `output: probability` (or `number`) under `model` if it is one",
            )
        if isinstance(value, str | bool | int | float):
            return value
        raise self._odd(place, f"{_shown(value)}, which is no label")

    def _refuse_several(self, width: int) -> None:
        if self.labels:
            raise ModelError(
                f"The server of the model must send one label for each row. Got {width} numbers; say "
                "`output: probability` (or `logit`) under `model`, and name its `classes` in their order."
            )

    def _odd(self, place: int, got: str) -> ModelError:
        return ModelError(
            f"The server of the model must send one answer for each row. Got for row "
            f"{self.first + place + 1:,} of those asked about: {got}."
        )


def _shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "an object"
    if isinstance(value, str):
        return repr(value[:40])
    return str(value)[:40]
