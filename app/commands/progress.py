"""How far a command is: told on a terminal, in a file for the web app, or nowhere."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fairwitness.app.failure import sentence

if TYPE_CHECKING:
    from fairwitness.audits.partial import Partial

_BEGAN: Final = time.monotonic()
PARTIAL: Final = "partial.json"
"""Beside the file of progress: what has been seen so far."""


@dataclass(frozen=True)
class Watcher:
    """Whoever is told how far a command is."""

    show: Callable[[str], None]
    """A phase begins."""
    hear: Callable[[Partial], None] = field(default=lambda _partial: None)
    """Something was seen."""

    def __call__(self, phase: str) -> None:
        """Say that a phase begins."""
        self.show(phase)


@contextmanager
def watched(file: Path | None) -> Iterator[Watcher]:
    """A function to call with each phase that begins; a failure is noted in the file."""
    if file is None:
        with _on_terminal() as watcher:
            yield watcher
        return
    try:
        yield Watcher(
            lambda phase: note(file, {"phase": phase}), lambda seen: put(file.with_name(PARTIAL), seen)
        )
    except Exception as error:
        with suppress(OSError):  # such as the full disk that it is about
            note(file, {"error": sentence(error), "done": 2})
        raise


def note(file: Path, line: Mapping[str, object]) -> None:
    """Add a line of JSON, with the seconds since the command began by a clock that nobody sets."""
    told = {**line, "seconds": round(time.monotonic() - _BEGAN, 3)}
    with file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(told) + "\n")


def put(file: Path, seen: Partial) -> None:
    """Write what has been seen so far, whole or not at all. An audit does not fail for want of it."""
    making = file.with_name(f".{file.name}")
    with suppress(OSError):
        making.write_text(seen.model_dump_json(exclude_defaults=True), encoding="utf-8")
        making.replace(file)


@contextmanager
def _on_terminal() -> Iterator[Watcher]:
    if not sys.stderr.isatty():
        yield Watcher(lambda _phase: None)
        return
    from fairwitness.app.commands.bar import PhaseBar

    bar = PhaseBar()
    try:
        yield Watcher(bar.show)
    finally:
        bar.close()
