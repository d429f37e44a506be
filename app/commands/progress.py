"""How far a command is: told on a terminal, in a file for the web app, or nowhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fairwitness.app.failure import sentence

Watcher = Callable[[str], None]


@contextmanager
def watched(file: Path | None) -> Iterator[Watcher]:
    """A function to call with each phase that begins; a failure is noted in the file."""
    if file is None:
        with _on_terminal() as watcher:
            yield watcher
        return
    try:
        yield lambda phase: note(file, {"phase": phase})
    except Exception as error:
        note(file, {"error": sentence(error), "done": 2})
        raise


def note(file: Path, line: Mapping[str, object]) -> None:
    """Add a line of JSON."""
    with file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(line) + "\n")


@contextmanager
def _on_terminal() -> Iterator[Watcher]:
    if not sys.stderr.isatty():
        yield lambda _phase: None
        return
    from fairwitness.app.commands.bar import PhaseBar

    bar = PhaseBar()
    try:
        yield bar.show
    finally:
        bar.close()
