from __future__ import annotations

import pytest

from fairwitness.app.jobs import PHASES, Job
from fairwitness.app.views.progress import NAMES, phases, queue


@pytest.mark.parametrize("place", range(6))
def test_each_phase_is_done_running_or_to_come(place: int) -> None:
    html = phases(Job("a", "running", PHASES[place - 1] if place else None, 4.2))
    assert html.count('class="done"') == max(0, place - 1)
    assert html.count('class="now" aria-current=step') == min(place, 1)
    assert html.count("<li") == 5
    assert "4 s so far" in html
    assert ("Starting" in html) == (place == 0)


def test_every_phase_has_a_name() -> None:
    assert set(NAMES) == set(PHASES)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0.0, "; less than a minute left"),
        (44.9, "; less than a minute left"),
        (45.0, "; about 1 minute left"),
        (89.0, "; about 1 minute left"),
        (130.0, "; about 2 minutes left"),
        (8000.0, "; about 2 hours left"),
    ],
)
def test_what_is_left_is_no_finer_than_it_can_be_known(left: float, words: str) -> None:
    assert f"9 s so far{words}, going by earlier audits here." in phases(
        Job("a", "running", "check", 9.0), left
    )


def test_time_that_nobody_knows_is_not_spoken_of() -> None:
    assert "left" not in phases(Job("a", "running", "check", 9.0))


@pytest.mark.parametrize(
    ("place", "words"), [(1, "It is the next"), (2, "1 other before it"), (3, "2 others before it")]
)
def test_a_run_that_waits_has_its_place(place: int, words: str) -> None:
    said = queue(Job("a", "waiting", place=place), 2)
    assert f"Place {place} in the queue. {words}; 2 audits run at a time here." in said
