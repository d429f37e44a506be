from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.energy.timeline import Timeline


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.floats(0, 10)), max_size=30))
def test_the_timeline_gives_each_second_out_once(steps):
    clock, busy = 0.0, 0.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fairwitness.audits.energy.timeline.perf_counter", lambda: clock)
        line, open_now, given_out = Timeline(), set(), 0.0
        for enters, key, wait in steps:
            busy += wait if open_now else 0.0
            clock += wait
            if enters and key not in open_now:
                line.enter(key)
                open_now.add(key)
            elif not enters and key in open_now:
                given_out += line.leave(key)[1]
                open_now.remove(key)
        given_out += sum(line.so_far(key)[1] for key in open_now)
    assert given_out == pytest.approx(busy)
