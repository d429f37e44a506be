from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.audits.energy.sources import JOULES

from fairwitness.audits.energy import grid_of
from fairwitness.audits.energy.use import PhaseTime, PowerFound, energy_use


@given(
    st.lists(st.floats(0.05, 1e4), min_size=1, max_size=6),
    st.floats(0.1, 2000.0),
    st.floats(1.0, 1e5),
)
def test_energy_is_power_times_time(seconds, watts, window_seconds):
    times = [PhaseTime(str(n), value, value, "whole") for n, value in enumerate(seconds)]
    power = PowerFound(window_seconds, watts * window_seconds / JOULES, 0.0, "fake", "abacus")
    use = energy_use(times, power, grid_of("FRA"))
    for phase in use.phases:
        assert phase.kwh == pytest.approx(watts * phase.seconds / JOULES)
        assert phase.kg_co2e == pytest.approx(phase.kwh * 0.056039)
    assert use.kwh == pytest.approx(sum(phase.kwh for phase in use.phases))
