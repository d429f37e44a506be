"""Frames between the two processes: a length, a JSON header, raw buffers. Never a pickle.

A frame is four bytes (the length of the header, big-endian), the header as UTF-8 JSON with ``buffers``, a list of
lengths, and the buffers one after another. Both ends use this module; neither believes the other.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from typing import Union

Header = dict[str, object]
Bytes = Union[bytes, bytearray]
Read = Callable[[int], Bytes]
"""Takes a number of bytes, gives exactly so many, or raises."""
MOST_HEADER = 64 * 1024 * 1024
_LENGTH = struct.Struct(">I")


class WireError(Exception):
    """What came is no frame."""


def _refuse(constant: str) -> object:
    raise ValueError(constant)  # NaN and infinity are no JSON


def packed(header: Header, buffers: Sequence[bytes | memoryview] = ()) -> list[bytes | memoryview]:
    """The pieces of a frame, to be written one after another."""
    sizes = [memoryview(buffer).nbytes for buffer in buffers]
    text = json.dumps({**header, "buffers": sizes}, allow_nan=False).encode()
    return [_LENGTH.pack(len(text)), text, *buffers]


def read_frame(read: Read, most: int, most_header: int = MOST_HEADER) -> tuple[Header, list[Bytes]]:
    """The next frame.

    Parameters
    ----------
    most : int
        Bytes that all buffers together may have.
    most_header : int
        Bytes that the header may have: as objects, JSON takes many times its size.

    Raises
    ------
    WireError
        It is none, or larger than allowed.
    """
    (size,) = _LENGTH.unpack(read(_LENGTH.size))
    if size > min(most_header, MOST_HEADER):
        raise WireError(f"a header of {size} bytes")
    try:
        header = json.loads(read(size).decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise WireError("a header that is no JSON") from error
    if not isinstance(header, dict):
        raise WireError("a header that is no object")
    sizes = header.pop("buffers", None)
    if not isinstance(sizes, list) or not all(type(each) is int and each >= 0 for each in sizes):
        raise WireError("buffers without lengths")
    if sum(sizes) > most:
        raise WireError(f"{sum(sizes)} bytes where at most {most} were expected")
    return header, [read(each) for each in sizes]
