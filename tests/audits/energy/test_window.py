from __future__ import annotations

from tests.audits.energy.sources import FakeSource

from fairwitness.audits.energy import window


def test_a_window_left_unread_lets_go():
    source = FakeSource()
    stretch = window.Window(source)
    assert stretch.close(patience=1.0, at_least=0.0) is not None
    assert source.users == 0
