"""A frame as the tensors that an ONNX model reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subject.columns import plain
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.inputs import matrix
from fairwitness.audits.subject.models.signature import Input, Kind
from fairwitness.errors import ModelError, nearest

if TYPE_CHECKING:
    import pandas as pd

Tensor = npt.NDArray[np.generic]
_FLOATS: dict[str, type[np.floating]] = {"float": np.float32, "double": np.float64, "float16": np.float16}
_WHOLE = {f"{sign}int{bits}": np.dtype(f"{sign}int{bits}") for sign in ("", "u") for bits in (8, 16, 32, 64)}
_EXACT = 2.0**53
_KINDS: dict[str, Kind] = {"string": "text", "bool": "true or false"}
_TENSOR = re.compile(r"tensor\((\w+)\)")


class Described(Protocol):
    """How onnxruntime describes an input or output."""

    name: str
    type: str
    shape: list[int | str | None]


@dataclass(frozen=True)
class Slot:
    """One input tensor."""

    name: str
    type: str
    width: int | None
    """How many columns it takes; None for as many as there are."""
    flat: bool = False
    """Whether its shape is (rows,), not (rows, columns)."""
    shape: tuple[int, ...] = ()
    """Of one row, where that is no list of columns: such as (3, 32, 32)."""

    def tensor(self, X: pd.DataFrame, columns: Sequence[str]) -> Tensor:
        """Its columns, shape (rows, columns) or (rows,)."""
        found = _of_type(X, columns, self.type)
        if self.shape:
            return found.reshape(len(X), *self.shape)
        return found.reshape(len(X)) if self.flat else found


@dataclass(frozen=True)
class Inputs:
    """All input tensors, and which columns go where."""

    slots: tuple[Slot, ...]
    batch: int | None
    """How many rows it takes at once; None for any number."""

    @property
    def signature(self) -> tuple[Input, ...] | None:
        """The columns by name, where each has a tensor of its own."""
        if len(self.slots) == 1 or any(slot.width != 1 for slot in self.slots):
            return None
        return tuple(Input(slot.name, _KINDS.get(slot.type, "number")) for slot in self.slots)

    @property
    def shape(self) -> tuple[int, ...] | None:
        """Of one row, where the only tensor reads no list of columns."""
        return (self.slots[0].shape or None) if len(self.slots) == 1 else None

    @property
    def width(self) -> int | None:
        """How many columns it reads in all."""
        widths = [slot.width for slot in self.slots if slot.width is not None]
        return sum(widths) if len(widths) == len(self.slots) else None

    def tensors(self, X: pd.DataFrame) -> dict[str, Tensor]:
        """Every input by its name."""
        given = [str(column) for column in X.columns]
        if len(self.slots) == 1:
            return {self.slots[0].name: self.slots[0].tensor(X, self._all(given))}
        own = [slot.name for slot in self.slots if slot.width == 1]
        missing = next((name for name in own if name not in given), None)
        if missing is not None:
            raise ModelError(
                f"The model reads the column '{missing}', which is not there. {nearest(missing, given)}"
            )
        rest = [column for column in given if column not in own] if len(own) < len(self.slots) else []
        blocks = [slot for slot in self.slots if slot.width != 1]
        shares = _shares(blocks, rest)
        return {
            slot.name: slot.tensor(X, [slot.name] if slot.width == 1 else shares[slot.name])
            for slot in self.slots
        }

    def _all(self, given: list[str]) -> list[str]:
        return _shares(self.slots, given)[self.slots[0].name]


def inputs_of(described: Sequence[Described], file: str, shape: tuple[int, ...] | None = None) -> Inputs:
    """What a session reads; `shape` is what the plan says of one row, where the file leaves sizes open.

    Raises
    ------
    ModelError
        An input is no table of rows and columns.
    """
    if not described:
        raise ModelError(
            f"'{file}' must read columns. It has no inputs: it gives the same answer to everyone."
        )
    batches = {each.shape[0] for each in described if each.shape and isinstance(each.shape[0], int)}
    fixed = [size for size in batches if isinstance(size, int) and size > 0]
    if len(fixed) > 1:
        raise ModelError(
            f"'{file}' must read all its inputs in the same number of rows. It reads {sorted(fixed)}."
        )
    alone = len(described) == 1
    slots = tuple(_deep(each, shape) if alone and len(each.shape) > 2 else None for each in described)
    found = tuple(slot or _slot(each, file) for slot, each in zip(slots, described, strict=True))
    return Inputs(found, fixed[0] if fixed else None)


def _deep(described: Described, wanted: tuple[int, ...] | None) -> Slot | None:
    """A tensor of numbers with several sizes for each row, if all are known."""
    found = _TENSOR.fullmatch(described.type)
    said = tuple(size if isinstance(size, int) and size > 0 else None for size in described.shape[1:])
    given = wanted if wanted is not None and len(wanted) == len(said) else said
    shape = tuple(mine or theirs for mine, theirs in zip(said, given, strict=True))
    sizes = tuple(size for size in shape if size is not None)
    if found is None or found[1] not in {*_FLOATS, *_WHOLE} or len(sizes) != len(shape):
        return None
    return Slot(described.name, found[1], prod(sizes), shape=sizes)


def _slot(described: Described, file: str) -> Slot:
    found = _TENSOR.fullmatch(described.type)
    kind = found[1] if found else ""
    shape = described.shape
    if kind not in {*_FLOATS, *_WHOLE, "bool", "string"} or len(shape) not in (1, 2):
        size = " x ".join(str(size or "?") for size in shape) or "a single value"
        raise ModelError(
            f"'{file}' must read columns: tensors of numbers or text with a row for each person. Its input "
            f"'{described.name}' is {described.type} of {size}; export it with an input of rows and columns; of a "
            "picture, say its sizes under `model.shape`."
        )
    if len(shape) == 1:
        return Slot(described.name, kind, 1, flat=True)
    width = shape[1]
    return Slot(described.name, kind, width if isinstance(width, int) and width > 0 else None)


def _shares(slots: Sequence[Slot], columns: list[str]) -> dict[str, list[str]]:
    """Columns dealt out to the tensors in their order."""
    known = sum(slot.width or 0 for slot in slots)
    free = [slot for slot in slots if slot.width is None]
    if len(free) > 1 or (not free and known != len(columns)) or known > len(columns):
        wanted = " and ".join(f"{slot.width or 'some'} for '{slot.name}'" for slot in slots) or "none"
        raise ModelError(
            f"The model reads columns by their order: {wanted}. Got {len(columns)} instead; name them under "
            "`roles.features`, in the order in which the model was trained."
        )
    shares, place = {}, 0
    for slot in slots:
        width = len(columns) - known if slot.width is None else slot.width
        shares[slot.name] = columns[place : place + width]
        place += width
    return shares


def _of_type(X: pd.DataFrame, columns: Sequence[str], kind: str) -> Tensor:
    if kind == "string":
        return (
            np.column_stack([_texts(X[name], name) for name in columns]) if columns else np.empty((len(X), 0))
        )
    numbers = matrix(X, columns)
    if kind in _FLOATS:
        most = np.finfo(_FLOATS[kind]).max
        _refuse(
            np.isfinite(numbers) & (np.abs(numbers) > most),
            numbers,
            columns,
            f"numbers of at most {most:.3g}",
        )
        return numbers.astype(_FLOATS[kind])
    if kind == "bool":
        _refuse(~np.isin(numbers, (0, 1)), numbers, columns, "true or false")
        return numbers.astype(bool)
    of = np.iinfo(_WHOLE[kind])
    low, high = max(of.min, -_EXACT), min(of.max, _EXACT)
    with np.errstate(invalid="ignore"):
        odd = ~((numbers >= low) & (numbers <= high) & (numbers == np.floor(numbers)))
    _refuse(odd, numbers, columns, f"whole numbers from {low:.4g} to {high:.4g}")
    return numbers.astype(_WHOLE[kind])


def _refuse(
    odd: npt.NDArray[np.bool_], numbers: npt.NDArray[np.float64], columns: Sequence[str], wanted: str
) -> None:
    if not odd.any():
        return
    row, place = np.argwhere(odd)[0]
    value = numbers[row, place]
    got = "a missing value" if np.isnan(value) else f"{value:g}"
    many = f"{int(odd[:, place].sum()):,} of {len(odd):,} rows"
    raise ModelError(
        f"The model reads {wanted} in the column '{columns[place]}'. Got {got}, or the like, in {many}; fill or "
        "correct it in the data as in training, or leave the rows out with `where`."
    )


def _texts(column: pd.Series, name: str) -> npt.NDArray[np.object_]:
    import pandas as pd

    codes, values = pd.factorize(plain(column))
    if (codes < 0).any():
        raise ModelError(
            f"The model reads text in the column '{name}', and text cannot be missing in an ONNX model. It is missing "
            f"in {int((codes < 0).sum()):,} of {len(codes):,} rows; fill it in the data as in training, or leave the "
            "rows out with `where`."
        )
    names = [value if isinstance(value, str) else label_text(value) for value in values]
    return np.array(names, dtype=object)[codes]
