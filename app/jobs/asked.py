"""What a page asks of runs, as somebody who may."""

from __future__ import annotations

from fairwitness.app.access import changes
from fairwitness.app.jobs import queue
from fairwitness.app.people import Person


@changes("audit", "began a run")
def begin(_person: Person, audit: str) -> None:
    """Have an audit run, now or when it is its turn; see `queue.start`."""
    queue.start(audit)


@changes("audit", "cancelled a run")
def stop(_person: Person, audit: str) -> None:
    """Stop a run, or take it from the queue; see `queue.cancel`."""
    queue.cancel(audit)
