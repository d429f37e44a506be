"""What a pickle would import, listed without running it. For information: no list tells whether a file is harmless."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import math
import pickletools
import re
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
_WRAPPER = "joblib.numpy_pickle.NumpyArrayWrapper"
_DTYPE = re.compile(r"[<>|=]?([a-zA-Z])(\d+)")


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
    """Whether all of it was followed; what joblib lays between its pickles is stepped over."""


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
    end = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    steps = iter(range(_MOST_STEPS))
    try:
        complete = True
        while stream.tell() < end:
            complete &= _follow(stream, found, steps)
    except (ValueError, IndexError, KeyError, UnicodeDecodeError, TypeError, OverflowError, RecursionError):
        return False
    return complete


def _follow(stream: BinaryIO, found: set[str], steps: Iterator[int]) -> bool:
    """Follow one pickle, and past what joblib lays into it; whether there was nothing of that."""
    machine, complete = _Machine(found), True
    for code, argument, _ in pickletools.genops(stream):
        built = machine.step(code, argument)
        if next(steps, None) is None:
            raise ValueError("too long")
        skipped = None if built is None else _array_after(built, stream)
        if skipped is not None:
            complete = False
            if skipped:
                stream.seek(skipped, io.SEEK_CUR)
            else:
                _follow(stream, found, steps)
    return complete


@dataclass
class _Thing:
    """What a class or a function is, or made; never the real one."""

    name: str
    arguments: object = None
    state: object = None


class _Machine:
    """A pickle's stack and memo, with texts, whole numbers and what they form; a blank for everything else."""

    def __init__(self, found: set[str]) -> None:
        self._found = found
        self._stack: list[object] = []
        self._memo: dict[int, object] = {}

    def step(self, code: pickletools.OpcodeInfo, argument: object) -> _Thing | None:
        """Do one step; what it has just given its state, if it has."""
        name = code.name
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
        built = self._stack[-1] if name == "BUILD" else None
        return built if isinstance(built, _Thing) else None

    def _move(self, code: pickletools.OpcodeInfo, argument: object) -> None:
        before, marked = code.stack_before, []
        if pickletools.markobject in before:
            while (top := self._stack.pop()) is not _MARK:
                marked.append(top)
            before = before[: before.index(pickletools.markobject)]
        taken = [self._stack.pop() for _ in before][::-1]
        made = self._made(code.name, argument, taken, marked[::-1])
        self._stack += [made] * len(code.stack_after)

    def _made(self, name: str, argument: object, taken: list[object], marked: list[object]) -> object:
        """What a step leaves on the stack."""
        if name in ("GLOBAL", "INST", "STACK_GLOBAL"):
            return self._named(*(taken or str(argument).split(" ", 1)))
        if name in ("REDUCE", "NEWOBJ"):
            return _Thing(taken[0].name if isinstance(taken[0], _Thing) else "?", taken[1])
        if name == "BUILD" and isinstance(taken[0], _Thing):
            taken[0].state = taken[1]
            return taken[0]
        if name.endswith(("DICT", "SETITEM", "SETITEMS")):
            return _filled(taken, marked)
        if "TUPLE" in name:
            return tuple(taken + marked)
        return argument if name.endswith(("UNICODE", "UNICODE8")) or type(argument) is int else None

    def _named(self, module: object = None, attribute: object = None) -> _Thing:
        name = f"{module or '?'}.{attribute or '?'}"
        self._found.add(name)
        return _Thing(name)


def _filled(taken: list[object], marked: list[object]) -> object:
    """The dict on the stack with more in it, or a new one; only keys that are texts are kept."""
    into = taken[0] if taken else {}
    pairs = [*taken[1:], *marked]
    if isinstance(into, dict):
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            if isinstance(key, str):
                into[key] = value
    return into


def _is_size(value: object) -> bool:
    return type(value) is int and 0 <= value < 1 << 40


def _array_after(thing: _Thing, stream: BinaryIO) -> int | None:
    """How many bytes of an array joblib lays behind its wrapper; 0 if it pickles what is in it, None if no wrapper."""
    state = thing.state
    if thing.name != _WRAPPER or not isinstance(state, dict):
        return None
    kind, shape = state.get("dtype"), state.get("shape")
    code = kind.arguments[0] if isinstance(kind, _Thing) and isinstance(kind.arguments, tuple) else None
    sized = _DTYPE.fullmatch(code) if isinstance(code, str) else None
    if sized is None or not isinstance(shape, tuple) or not all(map(_is_size, shape)):
        raise ValueError("an array of a kind that is not known here")
    if sized[1] == "O":
        return 0
    padding = 0
    if state.get("numpy_array_alignment_bytes") is not None:
        padding = stream.read(1)[0]
    return padding + math.prod(shape) * int(sized[2]) * (4 if sized[1] == "U" else 1)
