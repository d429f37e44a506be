"""One tensor of the v2 protocol: its name, its type, its shape, and a column as its data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Final

from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.http.values import Json, cells
from fairwitness.audits.subject.models.signature import Kind
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

_WHOLE = re.compile(r"U?INT(8|16|32|64)")
_FLOATS = frozenset({"FP32", "FP64"})
_KINDS: Final[Mapping[str, Kind]] = {"BYTES": "text", "BOOL": "true or false"}
"""What a person calls the values of a datatype; those of all others are numbers."""


@dataclass(frozen=True)
class Tensor:
    """What a server says of an input or output."""

    name: str
    datatype: str
    shape: tuple[int, ...]
    """-1 where any size goes."""

    @property
    def is_float(self) -> bool:
        """Whether it holds numbers with a fraction."""
        return self.datatype in _FLOATS

    @property
    def deep(self) -> tuple[int, ...]:
        """The shape of a row that is no list of values, such as (3, 32, 32)."""
        return self.shape[1:] if len(self.shape) > 2 else ()

    def sized(self, wanted: tuple[int, ...] | None) -> Tensor:
        """The same, with what is `wanted` of a row where the server lets any size go."""
        if not self.deep or wanted is None or len(wanted) != len(self.deep):
            return self
        sizes = (own if own > 0 else given for own, given in zip(self.deep, wanted, strict=True))
        return replace(self, shape=(self.shape[0], *sizes))

    @property
    def width(self) -> int | None:
        """How many values a row has; None where any number goes."""
        if len(self.shape) < 2:
            return 1
        return prod(self.shape[1:]) if min(self.shape[1:]) > 0 else None

    @property
    def kind(self) -> Kind:
        """What a person calls its values."""
        return _KINDS.get(self.datatype, "number")

    def encode(self, column: pd.Series, first: int) -> list[Json]:
        """The values of a column in this type; `first` is how many rows came before.

        Raises
        ------
        ModelError
            A value is missing, or is not of the type; the column, the row and the value are named.
        """
        return [self._value(value, column, first + place) for place, value in enumerate(cells(column))]

    def with_data(self, data: list[Json], *, rows: int, width: int = 1) -> dict[str, object]:
        """The tensor as it is sent."""
        shape = [rows] if len(self.shape) == 1 else [rows, *self.deep] if self.deep else [rows, width]
        return {"name": self.name, "datatype": self.datatype, "shape": shape, "data": data}

    def _value(self, value: Json, column: pd.Series, row: int) -> Json:
        if value is None:
            raise self._odd(
                "a missing value, which the v2 protocol cannot carry; leave such rows out with `where`",
                column,
                row,
            )
        if self.datatype == "BYTES":
            return value if isinstance(value, str) else label_text(value)
        number = int(value) if isinstance(value, bool) else value
        if isinstance(number, str):
            raise self._odd(f"'{number[:40]}'", column, row)
        if self.datatype == "BOOL":
            if number not in (0, 1):
                raise self._odd(f"{number:g}", column, row)
            return bool(number)
        if self.is_float:
            return float(number)
        if number != int(number):
            raise self._odd(f"{number:g}", column, row)
        return int(number)

    def _odd(self, got: str, column: pd.Series, row: int) -> ModelError:
        wanted = {"BYTES": "text", "BOOL": "true and false", "FP32": "numbers", "FP64": "numbers"}.get(
            self.datatype, "whole numbers"
        )
        return ModelError(
            f"The model reads {wanted} ({self.datatype}) in the column '{column.name}'. Got in row {row + 1:,} of "
            f"those asked about: {got}."
        )


def tensors_of(given: object, what: str) -> tuple[Tensor, ...]:
    """Read the metadata of inputs or outputs; none where the server names none.

    Raises
    ------
    ModelError
        They are not as the protocol has them, or of a type that JSON cannot carry.
    """
    if given is None:
        return ()
    if not isinstance(given, list):
        raise ModelError(f"The {what} must be a list in the server's metadata. They are none.")
    return tuple(_tensor(each, what) for each in given)


def _tensor(given: object, what: str) -> Tensor:
    fields = given if isinstance(given, dict) else {}
    name, datatype, shape = fields.get("name"), fields.get("datatype"), fields.get("shape")
    sizes = [size for size in shape if type(size) is int] if isinstance(shape, list) else []
    if not isinstance(name, str) or not isinstance(datatype, str) or not sizes or sizes != shape:
        raise ModelError(
            f"The {what} must each have a name, a datatype and a shape in the server's metadata."
        )
    if datatype not in (*_FLOATS, "BYTES", "BOOL") and not _WHOLE.fullmatch(datatype):
        raise ModelError(
            f"The {what} must be of a type that JSON carries: FP32, FP64, INT64, BOOL or BYTES. '{name[:60]}' is "
            f"{datatype[:20]}."
        )
    return Tensor(name, datatype, tuple(sizes))
