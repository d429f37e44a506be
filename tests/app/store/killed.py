"""Run as a program of its own: kill processes that make, replace, delete and import audits, and see what a start finds.

Each dies by SIGKILL, at a chosen point or at any moment; nothing of it gets to clean up.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from fairwitness.app import store
from fairwitness.app.store import audits, database, incoming
from fairwitness.app.store.files import root
from fairwitness.app.store.reconcile import _states
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.model import Data

ROWS = b"a,b\n" + b"1,2\n" * 20_000
PLAN = Plan(title="Loans", data=Data(path="inputs/loans.csv"))
OWN = [(audits, name) for name in ("_claim", "_fill", "_put", "_state", "remove_folder")]
POINTS = [(owner, name, after) for owner, name in [*OWN, (Path, "rename")] for after in (0, 1)]


def make(audit: str | None = None, title: str = "Loans") -> str:
    plan = PLAN.model_copy(update={"title": title})
    return store.create(plan, {"loans.csv": io.BytesIO(ROWS)}, audit=audit)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(owner: object, name: str, after: int) -> None:
    """Let this process be killed before or after the first call of a function."""
    function = getattr(owner, name)

    def last(*args: object, **kwargs: object) -> object:
        if after:
            function(*args, **kwargs)
        die()

    setattr(owner, name, last)


def forked(act: Callable[[], object]) -> int:
    """Do it in a process of its own, without the connections of this one."""
    database.close()
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    return child


def killed(act: Callable[[], object]) -> None:
    os.waitpid(forked(act), 0)


def sound() -> set[str]:
    """What a start finds is whole: no half audit, nothing left over, each row with its folder."""
    store.reconcile()
    listed = {entry.id: entry for entry in store.entries()}
    assert {path.name for path in root().iterdir()} == {*listed, ".lock"}, list(root().iterdir())
    assert _states() == dict.fromkeys(listed, "ready")
    for audit, entry in listed.items():
        assert (store.folder(audit) / "inputs" / "loans.csv").read_bytes() == ROWS
        assert store.plan(audit).title == entry.title
    return set(listed)


def at_each_point() -> None:
    for owner, name, after in POINTS:
        make("kept")

        def act(todo: Callable[[], object], point: tuple[object, str, int] = (owner, name, after)) -> None:
            die_at(*point)
            todo()

        killed(lambda: act(lambda: make("new")))
        assert {"kept"} <= sound() <= {"kept", "new"}, (name, after)
        killed(lambda: act(lambda: make("kept", "Again")))
        assert "kept" in sound(), (name, after)
        killed(lambda: act(lambda: store.delete("kept")))
        sound()
        for audit in sound():
            store.delete(audit)
        assert sound() == set()


def at_any_moment(times: int) -> None:
    said, told = os.pipe()
    os.set_blocking(said, False)
    kept: set[str] = set()

    def act() -> None:
        while True:
            first, second = make(), make()
            store.delete(second)
            os.write(told, f"{first}\n".encode())

    rounds, patience = 0, 0.1
    while rounds < times or (not kept and rounds < 100):
        rounds += 1
        child = forked(act)
        time.sleep(random.uniform(0.01, patience))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        before = len(kept)
        with contextlib.suppress(BlockingIOError):
            kept |= set(os.read(said, 1 << 16).decode().split())
        patience = min(2.0, patience * 1.5) if len(kept) == before else patience  # the machine may be busy
        assert kept <= sound(), kept - sound()
    assert kept, "nothing was made between two kills"


def while_importing() -> None:
    """What was taken in by then is whole, and the rest comes in the next time."""
    names = {make(name) for name in ("one", "two", "three")}
    archive = store.export_all(root().parent / "all.zip").path
    for owner, name in [*((incoming, name) for name in ("_unpack", "_take_people", "put")), (Path, "rename")]:
        for after in (0, 1):
            for audit in sound():
                store.delete(audit)

            def act(point: tuple[object, str, int] = (owner, name, after)) -> None:
                die_at(*point)
                store.import_all(archive)

            killed(act)
            assert sound() <= names, (name, after)
            store.import_all(archive)
            assert sound() == names, (name, after)


if __name__ == "__main__":
    random.seed(int(sys.argv[2]))
    if sys.argv[1] == "import":
        while_importing()
    elif sys.argv[1] == "points":
        at_each_point()
    else:
        at_any_moment(int(sys.argv[1]))
    database.close()
