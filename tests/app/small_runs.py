"""Runs with a small program in the place of the real command; the title of the plan says what it does."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from fairwitness.app import jobs, store
from fairwitness.app.jobs import Job
from fairwitness.audits.plan import Plan

PROGRAM = """
import json, os, re, subprocess, sys, time
_, plan, _, out, _, progress, *_ = sys.argv[1:]
mode = re.search("title: *['\\"]?([a-z]+)", open(plan).read())[1]
began = time.monotonic()
def say(**line):
    with open(progress, "a") as f:
        f.write(json.dumps({**line, "seconds": time.monotonic() - began}) + "\\n")
def record():
    with open(out + "/record.json", "w") as f: f.write("{}")
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
child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
with open(out + "/child", "w") as f: f.write(str(child.pid))
time.sleep(60)
"""


def command(folder: Path) -> tuple[str, ...]:
    """What stands for the real command, written into a folder."""
    program = folder / "program.py"
    program.write_text(PROGRAM)
    return (sys.executable, "-S", str(program))


def begin(mode: str) -> str:
    """Make an audit that does that, and ask for its run."""
    audit = store.create(Plan(title=mode))
    jobs.start(audit)
    return audit


def wait(audit: str, until: Callable[[Job], bool], seconds: float = 15) -> Job:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job = jobs.status(audit)
        if job is not None and until(job):
            return job
        time.sleep(0.02)
    raise AssertionError(jobs.status(audit))


def ended(job: Job) -> bool:
    return not job.under_way


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
