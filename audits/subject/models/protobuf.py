"""Protocol-buffer messages read field by field, so that a file can be looked at before a library acts on it."""

from __future__ import annotations

from collections.abc import Iterator

from fairwitness.errors import ModelError

Value = int | memoryview
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_LONGEST_VARINT = 10


class MalformedError(ModelError):
    """The bytes are no such message."""


def fields(message: memoryview) -> Iterator[tuple[int, Value]]:
    """Each field of a message in turn: its number, and a whole number or the bytes it holds.

    Raises
    ------
    MalformedError
        The message ends within a field, or is none.
    """
    place, end = 0, len(message)
    while place < end:
        key, place = _varint(message, place)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, place = _varint(message, place)
            yield number, value
            continue
        if wire == _BYTES:
            length, place = _varint(message, place)
        elif wire in (_EIGHT, _FOUR):
            length = 8 if wire == _EIGHT else 4
        else:
            raise MalformedError(f"it holds a field of an unknown kind ({wire}).")
        if number == 0 or place + length > end:
            raise MalformedError("it ends in the middle, or is something else.")
        yield number, message[place : place + length]
        place += length


def nested(message: memoryview, number: int) -> Iterator[memoryview]:
    """The messages in every field of that number: one that stands twice counts twice."""
    for found, value in fields(message):
        if found == number and isinstance(value, memoryview):
            yield value


def text(message: memoryview, number: int) -> str:
    """The last text in the fields of that number; empty if there is none."""
    return decoded(last) if (last := _last(message, number)) else ""


def integer(message: memoryview, number: int) -> int:
    """The last whole number in the fields of that number; 0 if there is none."""
    found = [value for place, value in fields(message) if place == number and isinstance(value, int)]
    return found[-1] if found else 0


def integers(message: memoryview, number: int) -> list[int]:
    """Signed whole numbers, one to a field or packed into one."""
    found: list[int] = []
    for place, value in fields(message):
        if place != number:
            continue
        if isinstance(value, int):
            found.append(_signed(value))
            continue
        at = 0
        while at < len(value):
            one, at = _varint(value, at)
            found.append(_signed(one))
    return found


def decoded(value: memoryview) -> str:
    """Bytes as text."""
    try:
        return bytes(value).decode()
    except UnicodeDecodeError as error:
        raise MalformedError("it holds text that is not UTF-8.") from error


def _last(message: memoryview, number: int) -> memoryview | None:
    found = list(nested(message, number))
    return found[-1] if found else None


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(_LONGEST_VARINT):
        if place >= len(message):
            break
        byte = message[place]
        place += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value & ((1 << 64) - 1), place
    raise MalformedError("it ends in the middle, or is something else.")
