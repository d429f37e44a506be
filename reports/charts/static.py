"""Charts as SVG, drawn by vl-convert.

Starting its JavaScript engine takes about a second and holds Python's global lock all the while, so it runs in a child
process: `warm` starts it early, on another core, and `svgs` sends it all specifications at once. Where no child can be
started the engine runs here. Drawings are kept by the hash of their specification for as long as the process lives.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.resources
import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from fairwitness.errors import ReportError
from fairwitness.reports.charts.draw import FONT

_UNMEASURED: Final = "Unmeasured 0"
"""No face has this name: measuring text takes half of the time, and the charts of `draw` come out the same without."""
_KEPT: Final = 512


class _Painter:
    """The child process that draws; one specification per line in, one SVG (as JSON text) per line out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._drawn: dict[str, str] = {}

    def start(self) -> None:
        with self._lock:
            self._started()

    def draw(self, specs: Sequence[str]) -> list[str]:
        keys = [hashlib.sha256(spec.encode()).hexdigest() for spec in specs]
        with self._lock:
            todo = {key: spec for key, spec in zip(keys, specs, strict=True) if key not in self._drawn}
            drawn = {key: self._drawn[key] for key in keys if key not in todo}
            if todo:
                drawn |= dict(zip(todo, self._ask(list(todo.values())), strict=True))
            if len(self._drawn) > _KEPT:
                self._drawn.clear()
            self._drawn |= drawn
        return [drawn[key] for key in keys]

    def stop(self) -> None:
        child, self._child = self._child, None
        if child is None or child.stdin is None or child.stdout is None:
            return
        for stream in (child.stdin, child.stdout):
            try:
                stream.close()
            except OSError:  # the child is gone already
                continue
        try:
            child.wait(timeout=2)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _started(self) -> subprocess.Popen[str] | None:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.stop()
        command = [sys.executable, "-I", str(Path(__file__).with_name("painter.py")), str(font_folder())]
        try:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        except OSError:  # no processes here, as in some sandboxes
            self._child = None
        return self._child

    def _ask(self, specs: Sequence[str]) -> list[str]:
        child = self._started()
        answers = None if child is None else _exchange(child, specs)
        if answers is None:
            self.stop()
            answers = [_here(spec) for spec in specs]
        for answer in answers:
            if not answer.startswith("<svg"):
                raise ReportError(
                    f"A chart must be one that Vega-Lite can draw. It says instead: "
                    f"{' '.join(answer.splitlines()[:2])[:300]}"
                )
        return answers


def _exchange(child: subprocess.Popen[str], specs: Sequence[str]) -> list[str] | None:
    """What the child answers to each specification; none if it died."""
    if child.stdin is None or child.stdout is None:
        return None
    try:
        answers = []
        for spec in specs:  # one at a time, so that neither pipe can fill while both sides write
            child.stdin.write(spec + "\n")
            child.stdin.flush()
            answers.append(str(json.loads(child.stdout.readline())))
    except (OSError, ValueError):
        return None
    return answers


@cache
def _engine() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(font_folder()))


def _here(spec: str) -> str:
    import vl_convert

    _engine()
    try:
        return str(vl_convert.vegalite_to_svg(spec))
    except ValueError as error:
        return str(error)


@cache
def font_folder() -> Path:
    """The folder of the Source Sans faces, as the package `font_source_sans_pro` installs it."""
    return Path(str(importlib.resources.files("font_source_sans_pro"))) / "files"


_PAINTER: Final = _Painter()
atexit.register(_PAINTER.stop)


def warm() -> None:
    """Start the drawing engine on another core, so that it is there when the first chart is wanted. Returns at once."""
    _PAINTER.start()


def svgs(specs: Sequence[Mapping[str, object]]) -> list[str]:
    """An SVG per specification, in the same order.

    Raises
    ------
    ReportError
        A specification is none that Vega-Lite can draw.
    """
    drawn = _PAINTER.draw([_question(spec) for spec in specs])
    return [svg.replace(f'font-family="{_UNMEASURED}"', f'font-family="{FONT}"') for svg in drawn]


def _question(spec: Mapping[str, object]) -> str:
    """The specification in JSON; with a face that needs no measuring if it is one of `draw`, whose places are fixed."""
    config = spec.get("config")
    if isinstance(config, Mapping) and config.get("font") == FONT:
        spec = {**spec, "config": {**config, "font": _UNMEASURED}}
    return json.dumps(spec, ensure_ascii=True, allow_nan=False)


def svg(spec: Mapping[str, object]) -> str:
    """One specification as SVG; raises `ReportError` as `svgs` does."""
    return svgs([spec])[0]
