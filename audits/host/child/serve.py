"""The life of the process: take the wire, shut itself in, load the model, answer until the wire closes."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from . import limits, lock, wire
from .wire import Header

if TYPE_CHECKING:
    from .answers import Model

_MOST_QUESTION = 1 << 31
_WATCH_SECONDS = 1.0
Given = TypeVar("Given")


class Line:
    """Both ends of the wire, out of reach of what prints."""

    def __init__(self) -> None:
        self._in, self._out = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)  # what the model prints goes where errors go, and cannot garble an answer
        os.close(nothing)

    def receive(self) -> tuple[Header, list[wire.Bytes]]:
        """The next frame; the process ends where there is none."""
        return wire.read_frame(self._read, _MOST_QUESTION)

    def send(self, header: Header, buffers: Sequence[bytes | memoryview] = ()) -> None:
        """Write a frame."""
        for piece in wire.packed(header, buffers):
            view = memoryview(piece)
            while view.nbytes:
                view = view[os.write(self._out, view) :]

    def _read(self, size: int) -> bytearray:
        found = bytearray(size)
        view = memoryview(found)
        while view.nbytes:
            came = os.readv(self._in, [view])
            if not came:
                os._exit(0)
            view = view[came:]
        return found


def main() -> None:
    """Serve one model."""
    line = Line()
    asked, _ = line.receive()
    limits.set_limits({name: int(str(value)) for name, value in _mapping(asked, "limits").items()})
    if asked.get("locked"):
        try:
            lock.lock(
                [str(path) for path in _list(asked, "read")], [str(path) for path in _list(asked, "write")]
            )
        except lock.NotLockedError as error:
            line.send({"failed": "locking", "type": "NotLocked", "text": str(error)})
            os._exit(1)
    _watch(os.getppid())
    model = _guarded(line, "loading", lambda: _load(asked))
    if model is None:
        os._exit(1)
    line.send({"loaded": model.described()})
    while True:
        question, buffers = line.receive()
        answer = _guarded(line, "answering", partial(model.answer, question, buffers))
        if answer is not None:
            line.send(*answer)


def _load(asked: Header) -> Model:
    from .answers import Model

    loader = import_module("." + str(asked["loader"]), __package__ + ".loaders")
    return Model(
        lambda: loader.load([str(path) for path in _list(asked, "files")], _mapping(asked, "arguments"))
    )


def _guarded(line: Line, doing: str, work: Callable[[], Given]) -> Given | None:
    """What the work gives; what it raises is told to the other side, and None given."""
    try:
        return work()
    except BaseException as error:  # noqa: BLE001 - a stranger's model may raise anything, and SystemExit too
        told: Header = {"failed": doing, "type": type(error).__name__, "text": str(error)[:2000]}
        try:
            line.send(told)
        except (OSError, ValueError):
            os._exit(1)
        return None


def _watch(parent: int) -> None:
    """End with the process that asked: it may die while the model computes."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def _list(asked: Header, name: str) -> list[object]:
    found = asked.get(name)
    return found if isinstance(found, list) else []


def _mapping(asked: Header, name: str) -> dict[str, object]:
    found = asked.get(name)
    return found if isinstance(found, dict) else {}


sys.setrecursionlimit(10_000)  # deep trees pickle deeply
