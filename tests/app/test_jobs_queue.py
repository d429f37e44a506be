"""Runs wait for their turn, and begin by themselves when it has come."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
import records
from small_runs import alive, begin, ended, wait

from fairwitness.app import jobs, store
from fairwitness.app.jobs import process, queue
from fairwitness.audits.plan import Plan
from fairwitness.errors import FairwitnessError


def state(audit: str) -> tuple[str, int | None]:
    job = jobs.status(audit)
    return (job.state, job.place)


def test_over_the_cap_audits_wait_in_the_order_they_were_asked_for(small) -> None:
    audits = [begin("hang") for _ in range(4)]
    assert [state(one) for one in audits] == [
        ("running", None),
        ("running", None),
        ("waiting", 1),
        ("waiting", 2),
    ]
    assert jobs.waiting() == tuple(audits[2:])
    jobs.cancel(audits[0])
    assert [state(one) for one in audits[2:]] == [("running", None), ("waiting", 1)]


def test_the_next_begins_by_itself_and_each_is_put_into_the_list(small, monkeypatch) -> None:
    monkeypatch.setenv(queue.RUNS_VARIABLE, "1")
    settled: list[str] = []
    monkeypatch.setattr(store, "settle", settled.append)
    audits = [begin("done") for _ in range(3)]
    end = time.monotonic() + 15
    while (jobs.running() or jobs.waiting()) and time.monotonic() < end:
        jobs.tend()
        assert len(jobs.running()) <= 1
    while process._children and time.monotonic() < end:
        jobs.tend()
    assert [state(one)[0] for one in audits] == ["done"] * 3
    assert set(settled) == set(audits)
    assert process._children == {}, "a process that has ended is let go of"


def test_an_audit_that_waits_is_taken_from_the_queue(small) -> None:
    audits = [begin("hang") for _ in range(3)]
    jobs.cancel(audits[2])
    assert state(audits[2]) == ("cancelled", None)
    assert jobs.waiting() == ()
    jobs.start(audits[2])
    assert state(audits[2]) == ("waiting", 1)


def test_an_audit_that_waits_may_be_deleted(small) -> None:
    audits = [begin("hang") for _ in range(4)]
    store.delete(audits[2])
    jobs.tend()
    assert state(audits[3]) == ("waiting", 1)


def test_nothing_is_begun_twice(small) -> None:
    audit = begin("hang")
    with pytest.raises(FairwitnessError, match="running already"):
        jobs.start(audit)
    (store.folder(audit) / "job.json").unlink()  # as if the server had been stopped before it wrote that
    end = time.monotonic() + 5
    while state(audit)[0] != "running" and time.monotonic() < end:
        time.sleep(0.02)
    first = dict(process._children)
    assert jobs.waiting() == ()
    jobs.tend()
    process.launch(audit)
    assert process._children == first
    process._children[audit].kill()


@pytest.mark.parametrize("said", ["0", "-1", "two", "1.5", "99999", "²"])
def test_a_cap_that_is_none_is_a_sentence(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(queue.RUNS_VARIABLE, said)
    with pytest.raises(FairwitnessError, match="must be how many audits may run at a time"):
        jobs.start(store.create(Plan()))
    assert jobs.waiting() == ()


def test_the_cap_is_the_operators(small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(queue.RUNS_VARIABLE, "3")
    assert [state(begin("hang"))[0] for _ in range(4)] == ["running"] * 3 + ["waiting"]


def test_cancelling_stops_everything_the_run_started(small) -> None:
    audit = begin("hang")
    child_file = store.folder(audit) / "child"
    wait(audit, lambda _: child_file.exists() and child_file.read_text() != "")
    child = int(child_file.read_text())
    began = time.monotonic()
    jobs.cancel(audit)
    assert time.monotonic() - began < 2
    assert jobs.status(audit).state == "cancelled"
    end = time.monotonic() + 5
    while alive(child) and time.monotonic() < end:
        time.sleep(0.02)
    assert not alive(child)
    jobs.cancel(audit)


def test_a_run_again_forgets_the_last_one(small) -> None:
    audit = begin("bad")
    wait(audit, ended)
    plan = store.folder(audit) / store.PLAN
    plan.write_text(plan.read_text().replace("bad", "done"))
    jobs.start(audit)
    assert wait(audit, ended).state == "done"


def test_a_program_that_is_not_there_is_a_sentence_and_the_next_has_its_turn(small, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(process, "COMMAND", ("/nowhere/at/all",))
        audit = begin("hang")
    assert jobs.status(audit).state == "failed"
    assert "cannot be started: No such file" in jobs.status(audit).error
    assert state(begin("hang")) == ("running", None)


def begun_and_not_written_down(mode: str) -> str:
    """A run whose server was killed before it could write down the process, which has ended since."""
    audit = begin(mode)
    folder = store.folder(audit)
    wait(audit, lambda job: ended(job) and not process.starting(folder))
    (folder / "job.json").unlink()
    (folder / "ticket.json").write_text('{"number": 1}')
    return audit


def test_a_run_that_nobody_wrote_down_is_done_if_its_record_is_there(small) -> None:
    audit = begun_and_not_written_down("done")
    records.full().save(store.folder(audit))
    assert jobs.waiting() == ()
    jobs.tend()
    assert jobs.status(audit).state == "done"
    assert store.entry(audit).finished
    assert not (store.folder(audit) / "job.json").exists(), "it is not begun once more"
    assert not (store.folder(audit) / "ticket.json").exists()


def test_a_run_that_nobody_wrote_down_has_failed_if_it_said_so(small) -> None:
    audit = begun_and_not_written_down("told")
    jobs.tend()
    assert (jobs.status(audit).state, jobs.status(audit).error) == ("failed", "The data must have rows.")
    assert not (store.folder(audit) / "ticket.json").exists()


def test_a_run_that_nobody_wrote_down_and_that_said_nothing_is_begun_anew(small) -> None:
    audit = begun_and_not_written_down("crash")
    assert jobs.status(audit).state == "waiting"
    store.write_text(store.folder(audit) / "plan.yaml", "title: hang\n")
    jobs.tend()
    job = wait(audit, lambda job: job.phase is not None)
    assert (job.state, job.error) == ("running", None)
    assert (store.folder(audit) / "progress.jsonl").read_text().count("load") == 1


def test_two_servers_never_run_more_than_the_cap_between_them(small, home) -> None:
    audits = [store.create(Plan(title="hang")) for _ in range(6)]
    script = (
        "import sys; from fairwitness.app import jobs; from fairwitness.app.jobs import process\n"
        f"process.COMMAND = {process.COMMAND!r}\n"
        "for one in sys.argv[1:]: jobs.start(one); jobs.tend()\n"
    )
    servers = [subprocess.Popen([sys.executable, "-c", script, *audits[i::2]]) for i in range(2)]
    assert [server.wait(30) for server in servers] == [0, 0]
    assert len(jobs.running()) == 2
    assert len(jobs.waiting()) == 4
    for one in (*jobs.waiting(), *jobs.running()):
        jobs.cancel(one)
    assert jobs.running() == ()
