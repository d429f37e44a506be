"""Real attacks: models that try to reach out of the process they run in.

Each is loaded as a stranger's pickle would be. What it tries has no effect outside, and ends in one sentence.
"""

from __future__ import annotations

import io
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cloudpickle
import joblib
import numpy as np
import pandas as pd
import pytest
from tests.audits.host.conftest import Start

from fairwitness.audits.host import capabilities
from fairwitness.errors import ModelError

pytestmark = pytest.mark.skipif(
    capabilities().level != "sandbox", reason="this kernel has no Landlock or no seccomp: nothing is shut in"
)
X = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0]})
SECRET = "the-secret-of-the-house"


class Runs:
    """A pickle that runs a text of Python when it is loaded."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __reduce__(self) -> tuple[object, tuple[str, dict[str, str]]]:
        return exec, (self.code, {})


class Calls:
    """A pickle that calls a function by its name when it is loaded."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.function, self.arguments


@dataclass
class House:
    """What an attack would reach: a secret file, a place to write, listeners."""

    folder: Path
    heard: list[str] = field(default_factory=list)
    tcp: int = 0
    udp: int = 0

    @property
    def secret(self) -> Path:
        return self.folder / "secret.txt"

    @property
    def mark(self) -> Path:
        return self.folder / "mark"

    @property
    def unix(self) -> Path:
        return self.folder / "unix.sock"

    def is_untouched(self) -> None:
        assert not self.mark.exists()
        assert self.secret.read_text() == SECRET
        assert self.secret.stat().st_mode & 0o777 == 0o600
        time.sleep(0.05)
        assert self.heard == []


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "house")
    made.folder.mkdir()
    made.secret.write_text(SECRET)
    made.secret.chmod(0o600)
    tcp, udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    unix = socket.socket(socket.AF_UNIX)
    tcp.bind(("127.0.0.1", 0))
    udp.bind(("127.0.0.1", 0))
    unix.bind(str(made.unix))
    made.tcp, made.udp = tcp.getsockname()[1], udp.getsockname()[1]

    def hear(listener: socket.socket, name: str) -> None:
        try:
            listener.accept() if name != "udp" else listener.recv(1)
        except OSError:
            return
        made.heard.append(name)

    tcp.listen()
    unix.listen()
    listeners = {"tcp": tcp, "udp": udp, "unix": unix}
    for name, listener in listeners.items():
        threading.Thread(target=hear, args=(listener, name), daemon=True).start()
    yield made
    for name, listener in listeners.items():
        if name != "udp":
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


AT_LOADING = {
    "a shell": "import os; r = os.system('touch {mark}'); assert r == 0, OSError(r)",
    "a program": "import subprocess; subprocess.run(['/bin/touch', '{mark}'], check=True)",
    "a program in this process's place": "import os; os.execv('/bin/touch', ['touch', '{mark}'])",
    "posix_spawn": "import os; os.posix_spawn('/bin/touch', ['touch', '{mark}'], {{}})",
    "a file outside": "open('{mark}', 'w').write('x')",
    "a file outside, by a link in the scratch folder": (
        "import os; p = os.environ['TMPDIR'] + '/l'; os.symlink('{folder}', p); open(p + '/mark', 'w')"
    ),
    "reading a secret": "raise ValueError(open('{secret}').read())",
    "reading a secret by /proc/self/root": "raise ValueError(open('/proc/self/root{secret}').read())",
    "reading the password file": "raise ValueError(open('/etc/passwd').read())",
    "changing a file's mode": "import os; os.chmod('{secret}', 0o777)",
    "changing a file's owner": "import os; os.chown('{secret}', 1, 1)",
    "emptying a file": "import os; os.truncate('{secret}', 0)",
    "removing a file": "import os; os.unlink('{secret}')",
    "moving a file": "import os; os.rename('{secret}', '{mark}')",
    "a connection": "import socket; socket.create_connection(('127.0.0.1', {tcp}), 2).send(b'x')",
    "a datagram": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {udp}))",
    "a unix socket": "import socket; s = socket.socket(socket.AF_UNIX); s.connect('{unix}')",
    "a web request": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:{tcp}', timeout=2)",
    "a fork": "import os; p = os.fork(); (open('{mark}', 'w'), os._exit(0)) if p == 0 else None",
    "a fork bomb": "import os\nfor i in range(1000): os.fork()",
    "multiprocessing": "import multiprocessing as m; p = m.get_context('fork').Process(target=print); p.start()",
    "killing its parent": "import os; os.kill(os.getppid(), 9)",
    "killing everything": "import os; os.kill(-1, 9)",
    "a signal by a file's owner": "import fcntl, os; fcntl.fcntl(2, fcntl.F_SETOWN, os.getppid())",
    "the parent's memory": "raise ValueError(open('/proc/%d/mem' % __import__('os').getppid(), 'rb').read(1))",
    "the parent's environment": "raise ValueError(open('/proc/%d/environ' % __import__('os').getppid()).read())",
    "tracing its parent": (
        "import ctypes, os; l = ctypes.CDLL(None, use_errno=True); r = l.ptrace(16, os.getppid(), 0, 0)\n"
        "if r: raise PermissionError(ctypes.get_errno(), 'ptrace')"
    ),
    "raising its limits": "import resource as r; r.setrlimit(r.RLIMIT_AS, (r.RLIM_INFINITY, r.RLIM_INFINITY))",
    "another root": "import os; os.chroot('/')",
    "another user": "import os; os.setgroups([0]); os.setuid(12345)",
    "a mount": (
        "import ctypes; l = ctypes.CDLL(None, use_errno=True); r = l.mount(b'none', b'/tmp', b'tmpfs', 0, None)\n"
        "if r: raise PermissionError(ctypes.get_errno(), 'mount')"
    ),
    "a namespace of its own": (
        "import ctypes; l = ctypes.CDLL(None, use_errno=True); r = l.unshare(0x10000000)\n"
        "if r: raise PermissionError(ctypes.get_errno(), 'unshare')"
    ),
    "memory that no limit counts": "import os; [os.memfd_create('x') for _ in range(1)]",
    "emptying the model's own file": "import os; os.open('{model}', os.O_RDONLY | os.O_TRUNC)",
    "its parent's place on the processors": (
        "import os; os.sched_setaffinity(os.getppid(), {{next(iter(os.sched_getaffinity(0)))}})"
    ),
    "the time of a file": "import os; os.utime('{secret}', (1, 1))",
    "watching a folder": (
        "import ctypes; l = ctypes.CDLL(None, use_errno=True); r = l.inotify_add_watch(l.inotify_init(), b'/tmp', 2)\n"
        "if r < 0: raise PermissionError(ctypes.get_errno(), 'inotify')"
    ),
    "folders without end": (
        "import os; os.chdir(os.environ['TMPDIR'])\n"
        "for i in range(3000): os.mkdir('d'); os.chdir('d')\n"
        "raise ValueError('deep')"
    ),
    "io_uring": (
        "import ctypes; l = ctypes.CDLL(None, use_errno=True); r = l.syscall(425, 8, bytes(120))\n"
        "if r < 0: raise PermissionError(ctypes.get_errno(), 'io_uring')"
    ),
}


@pytest.mark.parametrize("code", AT_LOADING.values(), ids=AT_LOADING)
def test_a_pickle_that_runs_code_when_it_is_loaded(code: str, house: House, start: Start) -> None:
    filled = code.format(
        model=house.folder.parent / "box" / "model.pkl",
        **{name: getattr(house, name) for name in ("folder", "secret", "mark", "unix", "tcp", "udp")},
    )
    with pytest.raises(ModelError) as caught:
        start(pickle.dumps(Runs(filled)))
    said = str(caught.value)
    assert "\n" not in said
    assert SECRET not in said
    assert "root:" not in said
    assert said.startswith("'model.pkl' ")
    assert (house.folder.parent / "box" / "model.pkl").stat().st_size > 0
    house.is_untouched()


def test_without_the_locks_the_same_attack_would_have_worked(
    house: House, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairwitness.audits.host.model.choose", lambda minimum: "process")
    with pytest.raises(ModelError, match="It holds a NoneType"):
        start(pickle.dumps(Runs(AT_LOADING["a program"].format(mark=house.mark))))
    assert house.mark.exists()


def test_what_is_refused_is_said_to_be_refused(house: House, start: Start) -> None:
    with pytest.raises(
        ModelError,
        match=r"PermissionError: .*It tried what is not allowed where it is shut in\.$",
    ):
        start(pickle.dumps(Runs(f"open({str(house.secret)!r})")))


GADGETS = {
    "timeit": lambda code: Calls(__import__("timeit").timeit, "0", code, number_is()),
    "cProfile": lambda code: Calls(__import__("cProfile").run, code),
    "doctest": lambda code: Calls(__import__("doctest").debug_script, code, False, {}),
    "pandas.eval": lambda code: Calls(
        pd.eval, "@__builtins__['exec'](code)", "pandas", "python", None, {"code": code}
    ),
    "numpy's runstring": lambda code: Calls(__import__("numpy.testing", fromlist=["x"]).runstring, code, {}),
    "runpy": lambda code: Calls(__import__("runpy")._run_code, __import__("builtins").compile, {}),
}


def number_is() -> object:
    return __import__("time").perf_counter


@pytest.mark.parametrize("gadget", GADGETS.values(), ids=GADGETS)
def test_functions_of_well_known_libraries_that_run_code(gadget: object, house: House, start: Start) -> None:
    code = f"open({str(house.mark)!r}, 'w').write('x')"
    with pytest.raises(ModelError, match=r"^'model\.pkl' "):
        start(pickle.dumps(gadget(code)))  # type: ignore[operator]
    house.is_untouched()


@pytest.mark.parametrize("compress", [0, 3, ("gzip", 3), ("bz2", 3), ("xz", 3), ("lzma", 3)], ids=str)
def test_joblib_files_that_no_scanner_opens(compress: object, house: House, start: Start) -> None:
    out = io.BytesIO()
    joblib.dump(Runs(f"import os; assert os.system('touch {house.mark}') == 0"), out, compress=compress)
    with pytest.raises(ModelError, match="must be loaded"):
        start(out.getvalue())
    house.is_untouched()


PIPES = """
def pipes():
    import fcntl
    for descriptor in range(3, 64):
        try:
            if fcntl.fcntl(descriptor, fcntl.F_GETFL) & 3:
                yield descriptor
        except OSError:
            pass
"""


def asked(body: str) -> bytes:
    """A model that does something when it is asked."""
    names: dict[str, object] = {"np": np}
    exec(PIPES, names)
    exec(f"def predict(self, X):\n    import os\n    {body}\n    return np.ones(len(X))", names)
    model = type("Model", (), {"predict": names["predict"], "classes_": np.array([0, 1])})
    return cloudpickle.dumps(model())


def test_a_secret_cannot_be_carried_out_in_an_answer(house: House, start: Start) -> None:
    model = start(asked(f"return [open({str(house.secret)!r}).read()] * len(X)"))
    with pytest.raises(ModelError, match="It tried what is not allowed") as caught:
        model.predict(X)
    assert SECRET not in str(caught.value)


FORGED = {
    "rows that were not asked for": "return np.ones(len(X) + 1)",
    "objects": "return np.array([object()] * len(X) * 2)",
    "nothing": "return None",
    "a frame of its own on every pipe": (
        "[os.write(fd, b'\\x00\\x00\\x00\\x20' + b'{\"labels\": 5, \"buffers\": [0]}   ' * 9) for fd in pipes()]"
    ),
    "a length without end": "[os.write(fd, b'\\xff\\xff\\xff\\xff') for fd in pipes()]",
    "closing its pipes": "[os.close(fd) for fd in pipes()]",
    "leaving": "os._exit(0)",
    "a crash": "__import__('ctypes').string_at(0)",
    "a signal to itself": "os.kill(os.getpid(), 11)",
    "a signal without a name": "os.kill(os.getpid(), 40)",
    "an error that nests without end": (
        "t = b'{\"failed\": \"answering\", \"type\": ' + b'[' * 900 + b']' * 900 + b', \"buffers\": []}'; "
        "[os.write(fd, len(t).to_bytes(4, 'big') + t) for fd in pipes()]"
    ),
    "JSON that takes a hundred times its size": (
        "[os.write(fd, (32 << 20).to_bytes(4, 'big') + b'{},' * 300_000) for fd in pipes()]"
    ),
    "NaN where JSON has none": (
        't = b\'{"labels": {"values": [NaN]}, "buffers": [16]}\'; '
        "[os.write(fd, len(t).to_bytes(4, 'big') + t + bytes(16)) for fd in pipes()]"
    ),
    "a name that draws on the terminal": "raise ValueError('\\x1b[2J\\x1b]0;owned\\x07')",
    "an error that cannot be told": "raise type('E', (Exception,), {'__str__': lambda self: 5})()",
    "SystemExit": "raise SystemExit(0)",
    "no end of recursion": "f = lambda: f(); f()",
}


@pytest.mark.parametrize("body", FORGED.values(), ids=FORGED)
def test_answers_that_are_none(body: str, start: Start) -> None:
    model = start(asked(body), seconds=5.0)
    with pytest.raises(ModelError) as caught:
        model.predict(X)
    said = str(caught.value)
    assert said.startswith("'model.pkl' ")
    assert said.isprintable()


def test_six_gib_are_not_to_be_had(start: Start) -> None:
    with pytest.raises(ModelError, match=r"needs more than the 1 GiB it may take\. Raise `model\.memory`"):
        start(pickle.dumps(Runs("x = bytearray(6 << 30)")), memory=1 << 30)


@pytest.mark.parametrize(
    "code", ["while True: pass", "import time; time.sleep(1000)"], ids=["computing", "sleeping"]
)
def test_loading_without_end_is_stopped(code: str, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairwitness.audits.host.model._START_SECONDS", 2.0)
    began = time.monotonic()
    with pytest.raises(ModelError, match="must answer within"):
        start(pickle.dumps(Runs(code)), seconds=1.0)
    assert time.monotonic() - began < 10


def test_answering_without_end_is_stopped_and_nothing_stays(start: Start) -> None:
    model = start(asked("while True: pass"), seconds=1.0)
    pid = model._process._child.pid
    with pytest.raises(ModelError, match=r"must answer within 1 seconds\. It did not, and was stopped"):
        model.predict(X)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_model_that_does_not_read_what_it_is_asked_is_stopped(start: Start) -> None:
    model = start(asked("import time; time.sleep(100)"), seconds=1.0)
    wide = pd.DataFrame(np.ones((400_000, 20)))
    with pytest.raises(ModelError, match="must answer within"):
        model.predict(wide)


@pytest.mark.slow
def test_the_scratch_folder_cannot_fill_the_disk(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairwitness.audits.host.model._SCRATCH_BYTES", 20 << 20)
    write = "open(os.environ['TMPDIR'] + '/%d' % i, 'wb').write(b'x' * (1 << 20))"
    body = f"i = 0\n    while True:\n        i += 1; {write}; __import__('time').sleep(0.01)"
    model = start(asked(body), seconds=60.0)
    scratch = model._process.scratch
    with pytest.raises(ModelError, match="wrote more than 20 MiB, or folders without end, to disk"):
        model.predict(X)
    assert not scratch.exists()


def test_the_environment_of_the_parent_is_not_handed_down(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    model = start(asked("return np.array(['|'.join(os.environ.values())] * len(X))"))
    assert SECRET not in str(model.predict(X)[0])


def test_no_open_file_of_the_parent_is_handed_down(house: House, start: Start) -> None:
    with house.secret.open() as held:
        os.set_inheritable(held.fileno(), True)
        model = start(asked(f"return np.array([os.read({held.fileno()}, 100).decode()] * len(X))"))
        with pytest.raises(ModelError):
            model.predict(X)


def test_a_thread_that_goes_on_writing_between_questions_is_stopped(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairwitness.audits.host.model._SCRATCH_BYTES", 4 << 20)
    fill = (
        "import os, threading; t = os.environ['TMPDIR']; "
        "f = lambda: [open(t + '/%d' % i, 'w').close() for i in range(3000)]"
    )
    model = start(asked(f"{fill}; threading.Thread(target=f).start(); return np.ones(len(X))"))
    model.predict(X)
    end = time.monotonic() + 20
    while model._process._child.poll() is None and time.monotonic() < end:
        time.sleep(0.1)
    with pytest.raises(ModelError, match="wrote more than 4 MiB, or folders without end, to disk"):
        model.predict(X)


def test_a_python_that_has_threads_before_it_is_shut_in_is_not_used(tmp_path: Path, start: Start) -> None:
    """A thread is not bound by a lock that came later, and code could be put into it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "own"], check=True)
    (packages,) = (tmp_path / "own").glob("lib/python*/site-packages")
    lines = ["import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"]
    (packages / "own.pth").write_text("\n".join([*filter(None, sys.path), *lines]))
    with pytest.raises(
        ModelError, match=r"could not be shut in, and was not loaded: its Python starts \d threads"
    ):
        start(asked("pass"), python=str(tmp_path / "own" / "bin" / "python"))
