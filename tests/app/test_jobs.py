"""Runs, with a small program in the place of the real command."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fairwitness.app import jobs, store
from fairwitness.audits.plan import Plan
from fairwitness.audits.record import load_record
from fairwitness.errors import FairwitnessError
from fairwitness.reports.evidence.trail import load_trail

PROGRAM = """
import json, os, subprocess, sys, time
mode, (_, plan, _, out, _, progress, *_) = sys.argv[1], sys.argv[2:]
def say(**line):
    with open(progress, "a") as f: f.write(json.dumps(line) + "\\n")
def record():
    with open(out + "/record.json", "w") as f: f.write("{}")
assert os.path.isfile(plan)
say(phase="load")
if mode == "done":
    for phase in ("predict", "check", "explain", "report"): say(phase=phase)
    record(); say(done=1); sys.exit(1)
if mode == "bad":
    print("Traceback (most recent call last): secret", file=sys.stderr)
    print("Error: The target must be a column of x.csv. Got 'y' instead.", file=sys.stderr)
    sys.exit(2)
if mode == "told":
    say(error="The data must have rows.", done=2); sys.exit(2)
if mode == "crash": raise RuntimeError("inside")
if mode == "half":
    with open(progress, "a") as f: f.write('{"phase": "che')
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with open(out + "/child", "w") as f: f.write(str(child.pid))
time.sleep(60)
"""


@pytest.fixture
def run(tmp_path: Path) -> Callable[[str], str]:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)

    def begin(mode: str) -> str:
        audit = store.create(Plan(title=mode))
        jobs.start(audit, (sys.executable, str(program), mode))
        return audit

    return begin


@pytest.fixture(autouse=True)
def _stop_everything() -> object:
    yield
    for audit in jobs.running():
        jobs.cancel(audit)


def wait(audit: str, until: Callable[[jobs.Job], bool], seconds: float = 15) -> jobs.Job:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job = jobs.status(audit)
        if job is not None and until(job):
            return job
        time.sleep(0.02)
    raise AssertionError(jobs.status(audit))


def ended(job: jobs.Job) -> bool:
    return job.state != "running"


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_run_that_ends_well(run) -> None:
    job = wait(run("done"), ended)
    assert (job.state, job.exit_code, job.phase, job.step, job.error) == ("done", 1, "report", 5, None)


def test_a_run_tells_its_phase(run) -> None:
    job = wait(run("hang"), lambda job: job.phase is not None)
    assert (job.state, job.phase, job.step) == ("running", "load", 1)
    assert 0 <= job.seconds < 15


def test_a_mistake_is_one_sentence(run) -> None:
    job = wait(run("bad"), ended)
    assert job.state == "failed"
    assert job.error == "The target must be a column of x.csv. Got 'y' instead."


def test_a_mistake_may_be_told_in_the_progress_file(run) -> None:
    job = wait(run("told"), ended)
    assert (job.state, job.error, job.exit_code) == ("failed", "The data must have rows.", 2)


def test_a_crash_shows_no_traceback(run) -> None:
    job = wait(run("crash"), ended)
    assert job.state == "failed"
    assert "ended before its record was written" in str(job.error)
    assert "Traceback" not in str(job.error)


def test_a_half_written_line_is_not_read(run) -> None:
    audit = run("half")
    wait(audit, lambda _: (store.folder(audit) / "child").exists())
    assert wait(audit, lambda job: job.phase is not None).phase == "load"


def test_cancelling_stops_everything_the_run_started(run) -> None:
    audit = run("hang")
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


@pytest.mark.parametrize("pid", [1, os.getppid()])
def test_no_other_process_is_ever_signalled(pid: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(os, "killpg", lambda group, _: sent.append(group))
    monkeypatch.setattr(os, "getpgid", lambda one: 1)
    monkeypatch.setattr(jobs, "_GRACE", 0.0)
    audit = store.create(Plan())
    facts = {"pid": pid, "began": jobs._began(pid), "started": time.time()}
    (store.folder(audit) / "job.json").write_text(json.dumps(facts))
    jobs.cancel(audit)
    assert sent == []


def test_a_run_again_forgets_the_last_one(run, tmp_path: Path) -> None:
    audit = run("bad")
    wait(audit, ended)
    jobs.start(audit, (sys.executable, str(tmp_path / "program.py"), "done"))
    assert wait(audit, ended).state == "done"


def test_a_run_whose_process_is_gone_is_found(run) -> None:
    audit = run("bad")
    wait(audit, ended)
    facts = store.folder(audit) / "job.json"
    for pid in (2**22 + 5, os.getpid()):  # one that cannot be, and one that is somebody else's
        facts.write_text(json.dumps({"pid": pid, "began": 1.0, "started": time.time()}))
        (store.folder(audit) / "progress.jsonl").write_text('{"phase": "check"}\n')
        (store.folder(audit) / "stderr.txt").write_text("")
        job = jobs.status(audit)
        assert (job.state, job.phase) == ("failed", "check")


def test_no_more_than_two_at_a_time(run) -> None:
    run("hang")
    run("hang")
    with pytest.raises(FairwitnessError, match="At most 2 audits"):
        run("done")


def test_a_program_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(FairwitnessError, match="cannot be started"):
        jobs.start(store.create(Plan()), ("/nowhere/at/all",))


def test_an_audit_that_never_ran_has_no_job() -> None:
    assert jobs.status(store.create(Plan())) is None
    assert jobs.running() == ()


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
    command = [*jobs.COMMAND, "audit", str(tmp_path / "audit.yaml"), "--out", str(tmp_path / "out")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == job.exit_code
    assert load_record(tmp_path / "out").hash == store.record(audit).hash
