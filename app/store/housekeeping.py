"""What a server does for the store at its start and once a day: put the list right, remove what is past its time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from fairwitness.app.store.reconcile import reconcile
from fairwitness.app.store.retention import prune
from fairwitness.errors import FairwitnessError

DAY: Final = 24 * 3600.0
_log = logging.getLogger("fairwitness.app")


def keep_house(gone: Callable[[str], object], every: float = DAY) -> threading.Event:
    """Put the list right now, then do all there is to do, at once and every so many seconds, beside the server.

    Parameters
    ----------
    gone : callable
        Told the id of each audit that has lost its rows or all of its files, to let go of what it holds of them.
    every : float
        Seconds.

    Returns
    -------
    threading.Event
        Set it to stop.

    Raises
    ------
    StoreError
        The audits cannot be kept: better no server than one that loses them.
    """
    reconcile()
    stop = threading.Event()
    threading.Thread(
        target=_daily, args=(stop, gone, every), name="fairwitness-housekeeping", daemon=True
    ).start()
    return stop


def _daily(stop: threading.Event, gone: Callable[[str], object], every: float) -> None:
    is_right = True
    while True:
        try:
            if not is_right:
                reconcile()
            is_right = False  # by the next round
            done = prune()
            for entry in (*done.audits, *done.inputs):
                gone(entry.id)
        except (FairwitnessError, OSError) as error:
            _log.warning("Not everything was tidied up: %s", error)
        if stop.wait(every):
            return
