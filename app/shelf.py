"""What is made of audits while somebody looks: once, and kept for those used last; by a shelf in the background.

Every shelf lets go of an audit that is deleted, or loses its rows, by one call: `forget`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Generic, Protocol, TypeVar
from weakref import WeakSet

Thing = TypeVar("Thing")
Of = tuple[str, str]
"""An audit, and the hash of its record."""


class Few(Generic[Thing]):
    """Things by name, made at once when they are asked for; of more than `most` the first one made goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[str, Thing] = {}

    def get(self, name: str, make: Callable[[], Thing]) -> Thing:
        """The thing of that name; what `make` raises is raised, and nothing is kept."""
        if name not in self._held:
            self._held[name] = make()
            if len(self._held) > self._most:
                del self._held[next(iter(self._held))]
        return self._held[name]


class Shelf(Generic[Thing]):
    """Things by what they are made of; one is made at a time, so that pages never wait for two.

    A page asks again until its thing is made, so what waits is never dropped for what came later: of many who wait,
    each gets its turn.

    Parameters
    ----------
    make
        Makes the thing of the audits that it is given; what it raises is raised by the future's `result`.
    most
        How many are kept that are made; the one not used for longest goes first.
    close
        Told each thing that goes, in the background: whatever still uses it may be waited for.
    """

    def __init__(
        self,
        name: str,
        make: Callable[..., Thing],
        most: int,
        close: Callable[[Thing], object] | None = None,
    ) -> None:
        self._make, self._most, self._close = make, most, close
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"fairwitness-{name}")
        self._kept: OrderedDict[tuple[Of, ...], Future[Thing]] = OrderedDict()
        self._lock = threading.Lock()
        _shelves.add(self)

    def ready(self, *of: Of) -> Future[Thing]:
        """Begin to make it, if that is not done; never waits. A failure is kept until it is asked for again."""
        with self._lock:
            if of not in self._kept:
                self._kept[of] = self._pool.submit(self._make, *(audit for audit, _ in of))
            self._kept.move_to_end(of)
            made = [key for key, future in self._kept.items() if future.done() and key != of]
            for key in made[: max(0, len(self._kept) - self._most)]:
                self._let_go(self._kept.pop(key))
            return self._kept[of]

    def again(self, *of: Of) -> None:
        """Let go of what failed, so that it is tried once more."""
        with self._lock:
            kept = self._kept.get(of)
            if kept is not None and kept.done() and kept.exception() is not None:
                del self._kept[of]

    def forget(self, audit: str | None = None) -> None:
        """Let go of all that was made of an audit, or of everything."""
        with self._lock:
            for of in [of for of in self._kept if audit is None or audit in dict(of)]:
                self._let_go(self._kept.pop(of))

    def first(self, task: Callable[[], object]) -> None:
        """Do something before whatever is asked for from now on."""
        self._pool.submit(task)

    def _let_go(self, future: Future[Thing]) -> None:
        if future.cancel() or self._close is None:
            return
        close = self._close

        def closed(done: Future[Thing]) -> None:
            if done.exception() is None:
                self._pool.submit(close, done.result())

        future.add_done_callback(closed)

    def __len__(self) -> int:
        return len(self._kept)


class _Forgets(Protocol):
    def forget(self, audit: str | None = None) -> None: ...


_shelves: Final[WeakSet[_Forgets]] = WeakSet()


def forget(audit: str | None = None) -> None:
    """Let go of an audit, or of everything, on every shelf: it was deleted, or its rows were."""
    for one in list(_shelves):
        one.forget(audit)
