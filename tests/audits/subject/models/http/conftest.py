"""A way to start servers on a host that is allowed."""

import pytest
from tests.audits.subject.models.http.servers import HOST, running


@pytest.fixture
def serve(monkeypatch):
    """Start servers that answer as a function says, on a host that is allowed."""
    monkeypatch.setenv("FAIRWITNESS_MODEL_HOSTS", HOST)
    started = []

    def start(answer, context=None):
        started.append(running(answer, context))
        return started[-1].__enter__()

    yield start
    for each in started:
        each.__exit__(None, None, None)
