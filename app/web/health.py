"""Whether the app can do its work: for whoever watches over it. It names no path, host or error of the machine."""

from __future__ import annotations

import logging
import os
import shutil
from importlib.metadata import version
from typing import Final

from fairwitness.app import jobs, store
from fairwitness.audits.keys import home
from fairwitness.errors import FairwitnessError

_ROOM: Final = 1 << 20
log = logging.getLogger("fairwitness.app")


def health() -> tuple[int, dict[str, object]]:
    """An HTTP status and what to say: 200, or 503 when audits cannot be kept or read."""
    reachable, writable = _database(), _folder()
    well = reachable and writable
    return 200 if well else 503, {
        "status": "ok" if well else "unavailable",
        "version": version("fairwitness"),
        "database": "reachable" if reachable else "unreachable",
        "folder": "writable" if writable else "not writable",
        "runs": _runs() if well else None,
    }


def _database() -> bool:
    try:
        store.newest_finished()
    except FairwitnessError as error:
        log.warning("The database cannot be read: %s", error)
        return False
    return True


def _folder() -> bool:
    """Whether what is kept can be written, with room for it; before the first audit, whether its folder can be made."""
    place = store.root()
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        room = shutil.disk_usage(place).free
    except OSError:
        room = 0
    well = os.access(place, os.W_OK | os.X_OK) and room >= _ROOM
    if not well:
        log.warning("%s cannot be written, or its disk is full", home())
    return well


def _runs() -> dict[str, int]:
    return {
        "running": len(jobs.running()),
        "waiting": len(jobs.waiting()),
        "at_once": jobs.most_at_once(),
    }
