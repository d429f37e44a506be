"""The process on the other side of the wire: started, asked with a time limit, and killed when it is over."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from fairwitness.audits.host import scratch
from fairwitness.audits.host.child import wire
from fairwitness.audits.host.child.wire import Header, WireError

CHILD = Path(__file__).resolve().parent / "child"
_BOOT = (
    "import importlib.util as u, sys; p = sys.argv[1]; "
    "s = u.spec_from_file_location('fairwitness_child', p + '/__init__.py', submodule_search_locations=[p]); "
    "m = u.module_from_spec(s); sys.modules[s.name] = m; s.loader.exec_module(m); "
    "from fairwitness_child import serve; serve.main()"
)
_PIECE = 1 << 20
_PIPE = 1031
"""F_SETPIPE_SZ, which fcntl has a name for from Python 3.10 on Linux."""
_KEPT_LINES = 20
_LOOK_SECONDS = 0.25
_THREADS = 8


class GoneError(Exception):
    """The process has ended; the message says how."""


class TimeUpError(Exception):
    """It took longer than it may, and was killed."""


class ScratchFullError(Exception):
    """It wrote more than it may, and was killed."""


class Process:
    """A child and the wire to it. Not for several threads at once."""

    def __init__(self, python: str, wrap: Callable[[str], list[str]] | None, scratch_bytes: int) -> None:
        self.scratch = scratch.made()
        command = [python, "-I", "-c", _BOOT, str(CHILD)]
        if wrap is not None:
            command = [*wrap(str(self.scratch)), *command]
        try:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(self.scratch),
                cwd="/",
                start_new_session=True,
                bufsize=0,
            )
        except OSError:
            scratch.remove(self.scratch)
            raise
        self._said: deque[str] = deque(maxlen=_KEPT_LINES)
        self._full, closed = threading.Event(), threading.Event()
        guarded = (self._child, self.scratch, scratch_bytes, self._full, closed)
        threading.Thread(target=_drain, args=(self._child, self._said), daemon=True).start()
        threading.Thread(target=_guard, args=guarded, daemon=True).start()
        for pipe in (self._child.stdin, self._child.stdout):
            _widen(pipe.fileno())  # type: ignore[union-attr]  # begun with pipes
        self._end = weakref.finalize(self, _end, self._child, self.scratch, closed)

    def send(self, header: Header, buffers: Sequence[bytes | memoryview], seconds: float) -> None:
        """Write a frame.

        Raises
        ------
        GoneError, TimeUpError, ScratchFullError
            See there; the process is over.
        """
        if not self._end.alive:
            raise GoneError("it has been stopped")
        deadline = time.monotonic() + seconds
        out = self._child.stdin.fileno()  # type: ignore[union-attr]  # begun with pipes
        for piece in wire.packed(header, buffers):
            view = memoryview(piece).cast("B")
            while view.nbytes:
                self._ready(out, selectors.EVENT_WRITE, deadline)
                try:
                    view = view[os.write(out, view[:_PIECE]) :]
                except BlockingIOError:
                    continue
                except OSError as error:
                    raise self._gone() from error

    def receive(self, seconds: float, most: int, most_header: int) -> tuple[Header, list[wire.Bytes]]:
        """Read a frame whose buffers, and whose header, have at most so many bytes.

        Raises
        ------
        GoneError, TimeUpError, ScratchFullError
            See there; the process is over.
        WireError
            What came is no frame.
        """
        deadline = time.monotonic() + seconds
        source = self._child.stdout.fileno()  # type: ignore[union-attr]  # begun with pipes

        def read(size: int) -> bytes:
            found = bytearray()
            while len(found) < size:
                self._ready(source, selectors.EVENT_READ, deadline)
                try:
                    part = os.read(source, min(size - len(found), _PIECE))
                except BlockingIOError:
                    continue
                except OSError as error:
                    raise self._gone() from error
                if not part:
                    raise self._gone()
                found += part
            return bytes(found)

        try:
            return wire.read_frame(read, most, most_header)
        except WireError:
            self.close()
            raise

    def close(self) -> None:
        """Kill the process and everything in its group, and remove what it wrote."""
        self._end()

    def last_words(self) -> str:
        """The last line that it wrote to its error stream."""
        return next((line for line in reversed(self._said) if line.strip()), "")

    def _ready(self, pipe: int, event: int, deadline: float) -> None:
        """Wait until a pipe can be used, or it is too late."""
        left = deadline - time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, event)
            if left > 0 and selector.select(left):
                return
        self.close()
        raise TimeUpError

    def _gone(self) -> GoneError | ScratchFullError:
        try:
            code = self._child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            code = None
        self.close()
        if self._full.is_set():
            return ScratchFullError()
        if code is not None and code < 0:
            return GoneError(f"it was ended by the signal {signal.strsignal(-code) or -code}")
        return GoneError("it closed its end" if code is None else f"it ended with the exit code {code}")


def _end(child: subprocess.Popen[bytes], folder: Path, closed: threading.Event) -> None:
    closed.set()
    _kill(child)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    scratch.remove(folder)


def _kill(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()


def _guard(
    child: subprocess.Popen[bytes], folder: Path, most: int, full: threading.Event, closed: threading.Event
) -> None:
    """Kill what writes too much, also between questions: a model may have threads of its own."""
    while not closed.wait(_LOOK_SECONDS):
        if scratch.is_over(folder, most):
            full.set()
            _kill(child)
            return


def _drain(child: subprocess.Popen[bytes], said: deque[str]) -> None:
    """Keep the last lines of what it writes, each cut, so that it can write for ever."""
    stream = child.stderr
    if stream is None:
        return
    with stream:
        while part := os.read(stream.fileno(), 65_536):
            said.extend(part.decode("utf-8", "replace")[-2000:].splitlines()[-_KEPT_LINES:])


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours: no secrets, no paths; only what libraries need so as to keep to themselves."""
    threads = str(min(_THREADS, os.cpu_count() or 1))
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "NUMBA_CACHE_DIR": str(folder),
        "MPLCONFIGDIR": str(folder),
        "JOBLIB_MULTIPROCESSING": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        **{
            name: os.environ[name] for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE") if name in os.environ
        },
    }


def _widen(pipe: int) -> None:
    """A pipe of a MiB, and one that does not block: a table is many of the usual 64 KiB."""
    os.set_blocking(pipe, False)
    with contextlib.suppress(OSError, ImportError):
        import fcntl

        fcntl.fcntl(pipe, _PIPE, _PIECE)
