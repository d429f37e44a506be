from __future__ import annotations

import logging
import threading

import pytest

from fairwitness.audits.energy import meter


@pytest.fixture(autouse=True)
def short_waits(monkeypatch, request):
    for thread in threading.enumerate():
        if thread.name == "energy-start":
            thread.join(10)  # an audit that was refused at once lets go of the real tracker when that is up
    # a record that a test made without closing its meter leaves the real tracker, and its filter, behind
    monkeypatch.setattr(logging.getLogger("codecarbon"), "filters", [])
    # As in all tests (tests/conftest.py); what meters for real waits as long as an audit does.
    monkeypatch.setattr(meter, "SHORTEST_WINDOW_SECONDS", 0.3 if "real" in request.node.name else 0.02)
