"""Universal Binary JSON, as far as XGBoost writes it."""

from __future__ import annotations

import struct
from typing import cast

import numpy as np

_NUMBERS = {
    "i": "b",
    "U": "B",
    "I": "h",
    "u": "H",
    "l": "i",
    "m": "I",
    "L": "q",
    "M": "Q",
    "d": "f",
    "D": "d",
}
_DEEPEST = 32


def read_ubjson(data: bytes) -> object:
    """The value that the bytes hold.

    Raises
    ------
    ValueError
        They hold none, or not all of it.
    """
    try:
        return _Reader(data).value(0)
    except (struct.error, IndexError) as error:
        raise ValueError("cut off") from error


class _Reader:
    """A place in the bytes, moving on."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def value(self, depth: int, kind: str = "") -> object:
        if depth > _DEEPEST:
            raise ValueError("too deep")
        kind = kind or self._take()
        if kind in _NUMBERS:
            return self._number(kind)
        if kind == "S":
            return self._text()
        if kind in "TFZ":
            return {"T": True, "F": False, "Z": None}[kind]
        if kind == "{":
            return self._object(depth)
        if kind == "[":
            return self._array(depth)
        raise ValueError(f"a mark {kind!r}")

    def _object(self, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        while self._peek() != "}":
            name = self._text()
            found[name] = self.value(depth + 1)
        self.place += 1
        return found

    def _array(self, depth: int) -> list[object]:
        kind = ""
        if self._peek() == "$":
            self.place += 1
            kind = self._take()
        if self._peek() == "#":
            self.place += 1
            count = self._count()
            if kind in _NUMBERS:
                return self._numbers(kind, count)
            return [self.value(depth + 1, kind) for _ in range(count)]
        found = []
        while self._peek() != "]":
            found.append(self.value(depth + 1, kind))
        self.place += 1
        return found

    def _numbers(self, kind: str, count: int) -> list[object]:
        shape = np.dtype(f">{_NUMBERS[kind]}" if _NUMBERS[kind] not in "bB" else _NUMBERS[kind])
        end = self.place + count * shape.itemsize
        if end > len(self.data):
            raise ValueError("cut off")
        found = np.frombuffer(self.data, shape, count, self.place)
        self.place = end
        return cast("list[object]", found.tolist())

    def _number(self, kind: str) -> int | float:
        shape = f">{_NUMBERS[kind]}"
        found = struct.unpack_from(shape, self.data, self.place)[0]
        self.place += struct.calcsize(shape)
        return cast("int | float", found)

    def _count(self) -> int:
        count = self.value(0)
        if not isinstance(count, int) or not 0 <= count <= len(self.data):
            raise ValueError("an odd length")
        return count

    def _text(self) -> str:
        length = self._count()
        raw = self.data[self.place : self.place + length]
        if len(raw) != length:
            raise ValueError("cut off")
        self.place += length
        return raw.decode()

    def _peek(self) -> str:
        return chr(self.data[self.place])

    def _take(self) -> str:
        self.place += 1
        return chr(self.data[self.place - 1])
