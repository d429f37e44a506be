"""Whatever stops at whatever moment: no audit is lost or half there, and the list is right after the next start."""

from __future__ import annotations

import gc
import io
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import new_form
import pytest
import records
from small_runs import begin, ended, wait

from fairwitness.app import jobs, people, state, store, uploads
from fairwitness.app.jobs import process, queue
from fairwitness.app.store import failures
from fairwitness.audits.plan import Plan
from fairwitness.errors import DataError, FairwitnessError

KILLS = 50
PROGRAM = """
import json, os, shutil, sys, time
_, plan, _, out, _, progress, *_ = sys.argv[1:]
for phase in ("load", "predict", "check", "explain", "report"):
    with open(progress, "a") as f: f.write(json.dumps({"phase": phase}) + "\\n")
    time.sleep(0.004)
shutil.copy(os.environ["RECORD"], out + "/.record")
os.replace(out + "/.record", out + "/record.json")
with open(progress, "a") as f: f.write(json.dumps({"done": 0}) + "\\n")
"""
SERVER = """
import os, sys, threading
from fairwitness.app import jobs, store
from fairwitness.app.jobs import process
from fairwitness.audits.plan import Plan
process.COMMAND = (sys.executable, "-S", sys.argv[1])

def serve(tell):
    store.reconcile()
    jobs.keep(threading.Event(), 0.005)
    while True:
        audit = store.create(Plan(title="Small"))
        jobs.start(audit)
        os.write(tell, f"{audit}\\n".encode())

store.delete(store.create(Plan(title="To have all imported")))
for _ in sys.stdin:  # a line for each server: forked, for to import takes longer than all that it does
    child = os.fork()
    if child == 0:
        os.close(0)
        os.setsid()
        serve(1)
    os.write(2, f"{child}\\n".encode())
    os.waitpid(child, 0)
"""


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A process that starts a server for each line that it reads."""
    records.full().save(tmp_path / "made")
    monkeypatch.setenv("RECORD", str(tmp_path / "made" / "record.json"))
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-S", str(program)))
    with (tmp_path / "told").open("wb") as told:
        source = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(program)],
            stdin=subprocess.PIPE,
            stdout=told,
            stderr=subprocess.PIPE,
        )
        with source:
            yield source


def kill_a_run(chance: random.Random) -> None:
    going = [audit for audit, folder in status_of_all() if (folder / "job.json").is_file()]
    if going:
        with suppress(OSError, ValueError, FairwitnessError):
            pid = json.loads((store.folder(chance.choice(going)) / "job.json").read_text())["pid"]
            os.killpg(pid, signal.SIGKILL) if pid > 1 else None


def status_of_all() -> list[tuple[str, Path]]:
    return [(path.parent.name, path.parent) for path in store.root().glob("[!.]*/ticket.json")]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_servers_and_runs_are_killed_fifty_times(servers, tmp_path: Path) -> None:
    chance = random.Random(20261127)
    for kill in range(KILLS):
        servers.stdin.write(b"\n")
        servers.stdin.flush()
        server = (
            int(answer)
            if (answer := servers.stderr.readline()).strip().isdigit()
            else pytest.fail((answer + servers.stderr.read1()).decode())
        )
        time.sleep(chance.uniform(0.0, 0.4))
        if kill % 3 == 0:
            kill_a_run(chance)
        os.kill(server, signal.SIGKILL)
        while Path(f"/proc/{server}").exists():  # its last thread may go after it
            time.sleep(0.002)
        if kill % 3 == 1:
            kill_a_run(chance)
        if kill % 10 == 9:
            the_list_is_right(tmp_path)
    end = time.monotonic() + 60
    while (jobs.running() or jobs.waiting()) and time.monotonic() < end:
        jobs.tend()
        assert len(jobs.running()) <= jobs.most_at_once()
    jobs.tend()
    the_list_is_right(tmp_path)
    states = [jobs.status(entry.id) for entry in store.entries()]
    assert {job.state for job in states if job is not None} <= {"done", "failed"}
    assert sum(job is not None and job.state == "done" for job in states) >= 5
    for entry in store.entries():
        job = jobs.status(entry.id)
        assert entry.finished == (job is not None and job.state == "done"), (entry, job)
    assert status_of_all() == [], "every ticket is taken"


def the_list_is_right(tmp_path: Path) -> None:
    """As the next server finds it: what was told is there, and all that is there is whole."""
    store.reconcile()
    jobs.tend()
    listed = {entry.id for entry in store.entries()}
    assert listed == {path.name for path in store.root().iterdir() if not path.name.startswith(".")}
    told = {line.decode() for line in (tmp_path / "told").read_bytes().split(b"\n")[:-1]}
    assert told <= listed, "an audit that somebody was told of is lost"
    for audit in listed:
        assert store.plan(audit).title == "Small"
    assert not list(store.root().glob(".new-*"))


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home on a disk of 4 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if done.returncode != 0:
        pytest.skip("no disk can be mounted here")
    monkeypatch.setenv("FAIRWITNESS_HOME", str(disk / "home"))
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> Path:
    file = disk / "filling"
    with suppress(OSError), file.open("wb", buffering=0) as out:
        while True:
            out.write(bytes(4096))
    return file


def test_a_full_disk_is_said_and_costs_nothing_that_was_there(small, small_disk: Path) -> None:
    kept = store.create(Plan(title="told"), {"rows.csv": io.BytesIO(b"a,b\n1,2\n")})
    filling = fill(small_disk)
    with pytest.raises(FairwitnessError, match=r"(?i)no space|disk is full|is it full"):
        store.create(Plan(title="more"), {"rows.csv": io.BytesIO(bytes(100_000))})
    with pytest.raises(FairwitnessError, match="cannot be started: No space"):
        jobs.start(kept)
    with pytest.raises(FairwitnessError, match=r"room on the disk|Is it full"):
        uploads.spool("rows.csv", io.BytesIO(bytes(1_000_000)))
    assert (store.folder(kept) / "inputs" / "rows.csv").read_bytes() == b"a,b\n1,2\n"
    filling.unlink()
    assert [entry.id for entry in store.entries()] == [kept]
    jobs.start(kept)
    assert wait(kept, ended).error == "The data must have rows."
    assert not list(store.root().glob(".new-*"))


def test_a_form_on_a_full_disk_says_so_and_is_kept_once_there_is_room(small_disk: Path) -> None:
    def kept() -> list[object]:
        return [one.content["title"] for one in store.drafts_of(people.local())]

    found, typed = new_form.form(), "Typed on a full disk " * 20
    before = kept()
    filling = fill(small_disk)
    found.text_input(key="new.title").set_value(typed).run()
    assert re.search(r"(?i)disk is full|is it full", " ".join(new_form.problems(found)))
    filling.unlink()
    assert kept() == before
    found.run()
    assert new_form.problems(found) == []
    assert kept() == [found.text_input(key="new.title").value] == [typed]


def test_a_run_that_filled_the_disk_says_so(small, small_disk: Path) -> None:
    audit = begin("crash")
    wait(audit, ended)
    fill(small_disk)
    assert "the disk that holds the audits is full" in jobs.status(audit).error


def test_a_database_that_is_locked_stops_no_run_and_loses_none(
    small, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.environ.get("FAIRWITNESS_DATABASE"):
        pytest.skip("a lock of SQLite's")
    monkeypatch.setattr(store.database, "BUSY_SECONDS", 0)
    store.database.close()
    audit, other = begin("hang"), store.create(Plan(title="told"))
    with sqlite3.connect(home / "fairwitness.db", isolation_level=None) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(FairwitnessError, match="busy: another program has been changing it"):
            store.create(Plan(title="more"))
        assert jobs.status(audit).state == "running"
        holder.execute("ROLLBACK")
    holder.close()
    jobs.start(other)
    assert wait(other, ended).error == "The data must have rows."
    assert {entry.id for entry in store.entries()} == {audit, other}
    assert failures.BUSY_SECONDS > 0
    store.database.close()


class Broken(io.BytesIO):
    """An upload whose other end goes away."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 3 << 20:
            raise ConnectionResetError("the other end has gone")
        return super().read(size)


def test_an_upload_that_breaks_off_leaves_nothing(home: Path) -> None:
    with pytest.raises(DataError, match="the other end has gone"):
        uploads.spool("rows.csv", Broken(bytes(8 << 20)))
    assert not [path for path in (home / "uploads").rglob("*") if path.is_file()]
    with pytest.raises(FairwitnessError, match="the other end has gone"):
        store.create(Plan(), {"rows.csv": Broken(bytes(8 << 20))})
    assert store.entries() == ()


def test_two_threads_that_start_the_same_audit_start_it_once(small) -> None:
    audit = store.create(Plan(title="hang"))
    said: list[str] = []

    def press() -> None:
        try:
            jobs.start(audit)
        except FairwitnessError as error:
            said.append(str(error))

    pressing = [threading.Thread(target=press) for _ in range(8)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    assert len(said) == 7
    assert jobs.running() == (audit,)


def memory() -> float:
    """Megabytes that this process has in memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_memory_returns_after_ten_audits(small, keep: Callable[..., str]) -> None:
    def ten(series: str) -> float:
        for number in range(10):
            audit = keep(records.many_groups(60), f"{series}{number}")
            jobs.start(audit)
            wait(audit, ended)
            records.many_groups(60).save(store.folder(audit))
            jobs.tend()
            store.settle(audit)
            state.record(audit)
            jobs.seconds_left(jobs.status(audit))
            store.delete(audit)
        return memory()

    first, second = ten("a"), ten("b")
    assert second - first < 15, f"{second - first:.1f} MB stayed after ten audits"
    assert process._children == {} or all(child.poll() is not None for child in process._children.values())


def test_the_cap_is_read_anew(small, monkeypatch: pytest.MonkeyPatch) -> None:
    audits = [begin("hang") for _ in range(3)]
    assert jobs.waiting() == (audits[2],)
    monkeypatch.setenv(queue.RUNS_VARIABLE, "3")
    jobs.tend()
    assert jobs.waiting() == ()
