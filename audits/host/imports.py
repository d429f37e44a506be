"""What a pickle would import, listed without running it. For information: no list tells whether a file is harmless."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickletools
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

_MOST_BYTES = 256 << 20
_MOST_STEPS = 2_000_000
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_MARK = object()


def _lzma(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, lzma.LZMAFile(stream))


_OPENERS: dict[bytes, Callable[[BinaryIO], BinaryIO]] = {
    b"\x1f\x8b": lambda stream: cast(BinaryIO, gzip.GzipFile(fileobj=stream)),
    b"BZh": lambda stream: cast(BinaryIO, bz2.BZ2File(stream)),
    b"\xfd7zXZ": _lzma,
    b"\x5d\x00\x00": _lzma,
}


@dataclass(frozen=True)
class Imports:
    """What was found."""

    names: tuple[str, ...]
    """Full names of classes and functions, sorted."""
    complete: bool
    """Whether the file was read to its end; what joblib lays between its pickles cannot be."""


def imports_of(path: Path) -> Imports:
    """The classes and functions that a pickle names: plain, compressed, by joblib or by torch."""
    found: set[str] = set()
    try:
        followed = [_scan(stream, found) for stream in _streams(path)]
    except (
        OSError,
        EOFError,
        zlib.error,
        lzma.LZMAError,
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
    ):
        followed = [False]
    return Imports(tuple(sorted(found)), all(followed))


def _streams(path: Path) -> Iterator[BinaryIO]:
    """Each stream of pickles in a file; ends with an error where one is cut, or too long to be read to its end."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if member.endswith(".pkl"):
                    yield from _bounded(cast(BinaryIO, archive.open(member)))
        return
    with path.open("rb") as stream:
        start = stream.read(6)
        stream.seek(0)
        opener = next((opener for magic, opener in _OPENERS.items() if start.startswith(magic)), None)
        if start[:2] in _ZLIB:
            inflating = zlib.decompressobj()
            yield io.BytesIO(inflating.decompress(stream.read(_MOST_BYTES), _MOST_BYTES))
            if not inflating.eof:
                raise EOFError
        else:
            yield from _bounded(opener(stream) if opener else stream)


def _bounded(stream: BinaryIO) -> Iterator[BinaryIO]:
    yield io.BytesIO(stream.read(_MOST_BYTES))
    if stream.read(1):
        raise EOFError


def _scan(stream: BinaryIO, found: set[str]) -> bool:
    """Follow the pickles in a stream, one after another; whether all of it could be followed."""
    steps = 0
    end = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    while stream.tell() < end:
        machine = _Machine(found)
        try:
            for code, argument, _ in pickletools.genops(stream):
                machine.step(code, argument)
                steps += 1
                if steps > _MOST_STEPS:
                    return False
        except (ValueError, IndexError, KeyError, UnicodeDecodeError, TypeError):
            return False
    return True


class _Machine:
    """A pickle's stack and memo, with the texts on it and a blank for everything else."""

    def __init__(self, found: set[str]) -> None:
        self._found = found
        self._stack: list[object] = []
        self._memo: dict[int, object] = {}

    def step(self, code: pickletools.OpcodeInfo, argument: object) -> None:
        name = code.name
        if name in ("GLOBAL", "INST"):
            self._found.add(str(argument).replace(" ", ".", 1))
        elif name == "STACK_GLOBAL":
            module, attribute = self._stack[-2:]
            self._found.add(f"{module or '?'}.{attribute or '?'}")
        if name == "MEMOIZE":
            self._memo[len(self._memo)] = self._stack[-1]
        elif name.endswith("PUT"):
            self._memo[int(str(argument))] = self._stack[-1]
        elif name.endswith("GET"):
            self._stack.append(self._memo.get(int(str(argument))))
        elif name == "DUP":
            self._stack.append(self._stack[-1])
        elif name == "MARK":
            self._stack.append(_MARK)
        else:
            self._move(code, argument)

    def _move(self, code: pickletools.OpcodeInfo, argument: object) -> None:
        before = code.stack_before
        if pickletools.markobject in before:
            while self._stack.pop() is not _MARK:
                pass
            before = before[: before.index(pickletools.markobject)]
        for _ in before:
            self._stack.pop()
        text = argument if isinstance(argument, str) and code.name.endswith(("UNICODE", "UNICODE8")) else None
        self._stack += [text] * len(code.stack_after)
