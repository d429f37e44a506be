from __future__ import annotations

import pytest

from fairwitness.app.jobs import PHASES, Job
from fairwitness.app.views.progress import NAMES, phases


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
