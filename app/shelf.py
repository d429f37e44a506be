"""What is made of an audit while somebody looks: in the background, once, and kept for the audits used last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Things by audit and the hash of its record; one is made at a time, so that pages never wait for two.

    Parameters
    ----------
    make
        Makes the thing of an audit; what it raises is raised by the future's `result`.
    most
        How many are kept; the one not used for longest goes first.
    """

    def __init__(self, name: str, make: Callable[[str], Thing], most: int) -> None:
        self._make, self._most = make, most
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"fairwitness-{name}")
        self._kept: OrderedDict[tuple[str, str], Future[Thing]] = OrderedDict()
        self._lock = threading.Lock()

    def ready(self, audit: str, record_hash: str) -> Future[Thing]:
        """Begin to make it, if that is not done; never waits. A failure is kept until it is asked for again."""
        key = (audit, record_hash)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._pool.submit(self._make, audit)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)[1].cancel()
            return self._kept[key]

    def again(self, audit: str, record_hash: str) -> None:
        """Let go of what failed, so that it is tried once more."""
        with self._lock:
            kept = self._kept.get((audit, record_hash))
            if kept is not None and kept.done() and (kept.cancelled() or kept.exception() is not None):
                del self._kept[(audit, record_hash)]

    def forget(self, audit: str) -> None:
        """Let go of a deleted audit."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == audit]:
                self._kept.pop(key).cancel()

    def __len__(self) -> int:
        return len(self._kept)
