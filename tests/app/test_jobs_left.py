"""Time left, by earlier runs: an estimate where there are enough of them, else nothing."""

from __future__ import annotations

import json

import pytest
import records

from fairwitness.app import jobs, store
from fairwitness.app.jobs import Job, left
from fairwitness.app.jobs.facts import PHASES
from fairwitness.app.jobs.left import Size
from fairwitness.audits.plan import Plan


@pytest.fixture(autouse=True)
def _afresh():
    left._usual.cache_clear()


def ran(audit: str, rows: int, seconds: tuple[float, ...], *, model: bool = False) -> None:
    folder, at, lines = store.folder(audit), 1.0, []
    for phase, taken in zip(PHASES, seconds, strict=False):
        lines.append({"phase": phase, "seconds": at})
        at += taken
    if len(seconds) == len(PHASES):
        lines.append({"done": 0, "seconds": at})
    (folder / "progress.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "partial.json").write_text(json.dumps({"rows": rows, "model": "LR" if model else None}))


def job(phase: str | None, seconds: float) -> Job:
    store.create(Plan(), audit="now")
    ran("now", 1000, (2.0,))
    with (store.folder("now") / "progress.jsonl").open("a") as out:
        out.write(json.dumps({"phase": phase, "seconds": 5.0}) + "\n")
    return Job("now", "running", phase, seconds)


def test_what_is_left_is_the_rest_of_this_phase_and_those_to_come(keep) -> None:
    for number, taken in enumerate(((2, 4, 10, 20, 6), (2, 6, 12, 20, 8), (2, 90, 11, 20, 7))):
        ran(keep(records.full(), f"a{number}"), 1500, taken)
    assert left.seconds_left(job("predict", 8.0)) == pytest.approx((6 - 3) + 11 + 20 + 7)


def test_a_phase_that_takes_longer_leaves_the_others_and_then_nothing(keep) -> None:
    for number in range(2):
        ran(keep(records.full(), f"a{number}"), 1000, (2, 4, 10, 20, 6))
    assert left.seconds_left(job("report", 5.0 + 8)) == 0
    left._usual.cache_clear()
    store.delete("now")
    assert left.seconds_left(job("report", 5.0 + 60)) is None


@pytest.mark.parametrize(("rows", "model", "how_many"), [(4000, False, 3), (1000, True, 3), (1000, False, 1)])
def test_runs_that_are_not_alike_or_too_few_say_nothing(keep, rows: int, model: bool, how_many: int) -> None:
    for number in range(how_many):
        ran(keep(records.full(), f"a{number}"), rows, (2, 4, 10, 20, 6), model=model)
    assert left.seconds_left(job("predict", 8.0)) is None


def test_before_the_rows_are_counted_nothing_is_said() -> None:
    store.create(Plan(), audit="now")
    assert left.seconds_left(Job("now", "running", "load", 1.0)) is None
    assert left.seconds_left(Job("now", "running", None, 1.0)) is None
    assert jobs.seconds_left(Job("now", "waiting", place=1)) is None


def test_a_run_that_did_not_go_through_says_nothing() -> None:
    store.create(Plan(), audit="now")
    ran("now", 10, (1, 2, 3))
    assert left.durations(store.folder("now")) is None


def test_likeness_goes_both_ways() -> None:
    assert Size(0, False).like(Size(3, False))
    assert Size(100, True).like(Size(300, True))
    assert Size(300, True).like(Size(100, True))
    assert not Size(100, True).like(Size(301, True))
