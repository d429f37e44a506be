"""The process on the other side of the wire: started, asked with a time limit, and killed when it is over."""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import weakref
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from fairwitness.audits.host.child import wire
from fairwitness.audits.host.child.wire import Header, WireError

CHILD = Path(__file__).parent / "child"
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

    def __init__(self, python: str, wrapper: Sequence[str], scratch_bytes: int) -> None:
        self._scratch_bytes = scratch_bytes
        self.scratch = Path(tempfile.mkdtemp(prefix="fairwitness-host-"))
        command = [*wrapper, *_bound(wrapper, self.scratch), python, "-I", "-c", _BOOT, str(CHILD)]
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
            shutil.rmtree(self.scratch, ignore_errors=True)
            raise
        self._said: deque[str] = deque(maxlen=_KEPT_LINES)
        threading.Thread(target=_drain, args=(self._child, self._said), daemon=True).start()
        for pipe in (self._child.stdin, self._child.stdout):
            _widen(pipe.fileno())  # type: ignore[union-attr]
        self._end = weakref.finalize(self, _end, self._child, self.scratch)

    def send(self, header: Header, buffers: Sequence[bytes | memoryview], seconds: float) -> None:
        """Write a frame.

        Raises
        ------
        GoneError, TimeUpError, ScratchFullError
            See there; the process is over.
        """
        deadline = time.monotonic() + seconds
        out = self._child.stdin.fileno()  # type: ignore[union-attr]
        for piece in wire.packed(header, buffers):
            view = memoryview(piece).cast("B")
            while view.nbytes:
                self._ready(out, selectors.EVENT_WRITE, deadline)
                try:
                    view = view[os.write(out, view[:_PIECE]) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError as error:
                    raise self._gone() from error

    def receive(self, seconds: float, most: int) -> tuple[Header, list[bytes]]:
        """Read a frame whose buffers have at most so many bytes.

        Raises
        ------
        GoneError, TimeUpError, ScratchFullError
            See there; the process is over.
        WireError
            What came is no frame.
        """
        deadline = time.monotonic() + seconds
        source = self._child.stdout.fileno()  # type: ignore[union-attr]

        def read(size: int) -> bytes:
            found = bytearray()
            while len(found) < size:
                self._ready(source, selectors.EVENT_READ, deadline)
                try:
                    part = os.read(source, min(size - len(found), _PIECE))
                except BlockingIOError:
                    continue
                if not part:
                    raise self._gone()
                found += part
            return bytes(found)

        try:
            return wire.read_frame(read, most)
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
        """Wait until a pipe can be used; meanwhile look at the clock and at what was written."""
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                self.close()
                raise TimeUpError
            with selectors.DefaultSelector() as selector:
                selector.register(pipe, event)
                if selector.select(min(left, _LOOK_SECONDS)):
                    return
            if _size(self.scratch) > self._scratch_bytes:
                self.close()
                raise ScratchFullError

    def _gone(self) -> GoneError:
        try:
            code = self._child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            code = None
        self.close()
        if code is not None and code < 0:
            return GoneError(f"it was ended by the signal {signal.Signals(-code).name}")
        return GoneError("it closed its end" if code is None else f"it ended with the exit code {code}")


def _end(child: subprocess.Popen[bytes], scratch: Path) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    shutil.rmtree(scratch, ignore_errors=True)


def _drain(child: subprocess.Popen[bytes], said: deque[str]) -> None:
    """Keep the last lines of what it writes, each cut, so that it can write for ever."""
    stream = child.stderr
    if stream is None:
        return
    with stream:
        while part := os.read(stream.fileno(), 65_536):
            said.extend(part.decode("utf-8", "replace")[-2000:].splitlines()[-_KEPT_LINES:])


def _environment(scratch: Path) -> dict[str, str]:
    """Nothing of ours: no secrets, no paths; only what libraries need so as to keep to themselves."""
    threads = str(min(_THREADS, os.cpu_count() or 1))
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "NUMBA_CACHE_DIR": str(scratch),
        "MPLCONFIGDIR": str(scratch),
        "JOBLIB_MULTIPROCESSING": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        **{
            name: os.environ[name] for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE") if name in os.environ
        },
    }


def _bound(wrapper: Sequence[str], scratch: Path) -> list[str]:
    return ["--bind", str(scratch), str(scratch), "--"] if wrapper else []


def _widen(pipe: int) -> None:
    """A pipe of a MiB, and one that does not block: a table is many of the usual 64 KiB."""
    os.set_blocking(pipe, False)
    with contextlib.suppress(OSError, ImportError):
        import fcntl

        fcntl.fcntl(pipe, _PIPE, _PIECE)


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(place) / name).lstat().st_blocks * 512
    return total
