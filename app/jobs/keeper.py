"""Whoever serves the app looks after the runs, whether or not a page is open."""

from __future__ import annotations

import logging
import threading
from typing import Final

from fairwitness.app.jobs import queue
from fairwitness.errors import FairwitnessError

_EVERY: Final = 1.0

log = logging.getLogger("fairwitness.app")


def keep(stop: threading.Event, every: float = _EVERY) -> threading.Thread:
    """Take up what an earlier server left, then see to the runs again and again until `stop` is set."""
    thread = threading.Thread(target=_keep, args=(stop, every), name="fairwitness-runs", daemon=True)
    thread.start()
    return thread


def _keep(stop: threading.Event, every: float) -> None:
    said = ""
    while not stop.is_set():
        try:
            queue.tend()
        except (
            FairwitnessError,
            OSError,
        ) as error:  # such as a disk that is full: it may have room again soon
            if str(error) != said:
                log.warning("The queue of runs waits: %s", error)
            said = str(error)
        else:
            said = ""
        stop.wait(every)
