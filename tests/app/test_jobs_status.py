"""How far a run is, and how it ended."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import records
from small_runs import begin, ended, wait

from fairwitness.app import jobs, store
from fairwitness.app.jobs import process
from fairwitness.audits.plan import Plan
from fairwitness.audits.record import load_record
from fairwitness.reports.evidence.trail import load_trail


def test_a_run_that_ends_well(small) -> None:
    job = wait(begin("done"), ended)
    assert (job.state, job.exit_code, job.phase, job.step, job.error) == ("done", 1, "report", 5, None)


def killed_after_its_record() -> str:
    """A run that wrote its record, and was killed before it could say so."""
    audit = begin("hang")
    wait(audit, lambda job: job.phase is not None)
    records.full().save(store.folder(audit))
    pid = json.loads((store.folder(audit) / "job.json").read_text())["pid"]
    os.killpg(pid, signal.SIGKILL)
    return audit


def test_a_run_that_was_killed_between_its_record_and_its_last_word_is_done(small) -> None:
    audit = killed_after_its_record()
    assert wait(audit, ended).state == "done"
    jobs.tend()
    assert store.entry(audit).hash == records.full().hash
    assert jobs.status(audit).state == "done"
    assert jobs.running() == ()
    assert [run.record for _, run in load_trail(store.trail()).runs()] == [records.full().hash]
    jobs.tend()
    assert len(list(load_trail(store.trail()).runs())) == 1


def test_what_is_no_whole_record_makes_no_run_done(small) -> None:
    audit = killed_after_its_record()
    file = store.folder(audit) / store.RECORD
    file.write_text(file.read_text()[:-40])
    job = wait(audit, ended)
    assert (job.state, "ended before its record was written" in job.error) == ("failed", True)


def test_a_run_that_ended_before_it_could_be_cancelled_is_done(small) -> None:
    audit = begin("hang")
    wait(audit, lambda job: job.phase is not None)
    records.full().save(store.folder(audit))
    jobs.cancel(audit)
    assert jobs.status(audit).state == "done"


def test_a_run_tells_its_phase(small) -> None:
    job = wait(begin("hang"), lambda job: job.phase is not None)
    assert (job.state, job.phase, job.step) == ("running", "load", 1)
    assert 0 <= job.seconds < 15


def test_a_mistake_is_one_sentence(small) -> None:
    job = wait(begin("bad"), ended)
    assert job.state == "failed"
    assert job.error == "The target must be a column of x.csv. Got 'y' instead."


def test_a_mistake_may_be_told_in_the_progress_file(small) -> None:
    job = wait(begin("told"), ended)
    assert (job.state, job.error, job.exit_code) == ("failed", "The data must have rows.", 2)


def test_a_crash_shows_no_traceback(small) -> None:
    job = wait(begin("crash"), ended)
    assert job.state == "failed"
    assert "ended before its record was written" in str(job.error)
    assert "Traceback" not in str(job.error)


def test_a_half_written_line_is_not_read(small) -> None:
    audit = begin("half")
    wait(audit, lambda _: (store.folder(audit) / "child").exists())
    assert wait(audit, lambda job: job.phase is not None).phase == "load"


def test_a_run_whose_process_is_gone_is_found(small) -> None:
    audit = begin("bad")
    wait(audit, ended)
    facts = store.folder(audit) / "job.json"
    for pid in (2**22 + 5, os.getpid()):  # one that cannot be, and one that is somebody else's
        facts.write_text(json.dumps({"pid": pid, "began": 1.0, "started": time.time()}))
        (store.folder(audit) / "progress.jsonl").write_text('{"phase": "check"}\n')
        (store.folder(audit) / "stderr.txt").write_text("")
        job = jobs.status(audit)
        assert (job.state, job.phase) == ("failed", "check")


def test_an_audit_that_never_ran_has_no_job() -> None:
    assert jobs.status(store.create(Plan())) is None
    assert jobs.running() == ()


def set_clock(audit: str, **facts: object) -> None:
    file = store.folder(audit) / "job.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **facts}))


def test_a_clock_that_is_set_changes_no_state_and_no_time(small, monkeypatch: pytest.MonkeyPatch) -> None:
    audit = begin("hang")
    wait(audit, lambda job: job.phase is not None)
    for years in (-20, 20):
        monkeypatch.setattr(time, "time", lambda years=years: 1.8e9 + years * 3.15e7)
        job = jobs.status(audit)
        assert job.state == "running"
        assert 0 <= job.seconds < 15


@pytest.mark.parametrize("ahead", [-1e9, 1e9])
def test_a_run_that_ended_under_another_clock_took_what_it_says(small, ahead: float) -> None:
    audit = begin("done")
    wait(audit, ended)
    set_clock(audit, started=time.time() + ahead)
    assert 0 <= jobs.status(audit).seconds < 15
    assert jobs.status(audit).state == "done"


def test_without_its_own_word_no_time_is_negative(small) -> None:
    audit = begin("bad")
    wait(audit, ended)
    (store.folder(audit) / "progress.jsonl").write_text('{"phase": "load"}\n')
    set_clock(audit, started=time.time() + 1e9)
    assert jobs.status(audit).seconds == 0


def test_a_computer_that_was_started_anew_is_said(small) -> None:
    audit = begin("crash")
    wait(audit, ended)
    set_clock(audit, boot="another", pid=2**22 + 5)
    assert "the computer was started anew meanwhile" in jobs.status(audit).error


@pytest.mark.slow
def test_the_plan_taken_along_gives_the_same_hash_by_the_command(tmp_path: Path) -> None:
    rows = "\n".join(f"{i % 2},{(i // 2) % 2},{'ab'[i % 3 == 0]}" for i in range(200))
    content = f"y,p,g\n{rows}\n".encode()
    plan = Plan.model_validate(
        {
            "title": "Über alles",
            "data": {"path": "inputs/x.csv"},
            "roles": {"target": "y", "prediction": "p", "sensitive": ["g"]},
            "report": {"formats": ["json"]},
        }
    )
    audit = store.create(plan, {"x.csv": io.BytesIO(content)})
    jobs.start(audit)
    job = wait(audit, ended, 90)
    assert job.state == "done", job
    assert store.settle(audit).rows == 200
    noted = [run.record for _, run in load_trail(store.trail()).runs()]
    assert store.record(audit).hash in noted
    (tmp_path / "x.csv").write_bytes(content)
    (tmp_path / "audit.yaml").write_text(store.portable_plan(audit), encoding="utf-8")
    command = [*process.COMMAND, "audit", str(tmp_path / "audit.yaml"), "--out", str(tmp_path / "out")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == job.exit_code
    assert load_record(tmp_path / "out").hash == store.record(audit).hash
