"""One stretch of time in which a power source is open."""

from __future__ import annotations

from threading import Event, Lock, Thread
from time import perf_counter, sleep

from fairwitness.audits.energy.tracker import PowerSource, Reading

Span = tuple[Reading, Reading]


class Window:
    """Opens a power source in a daemon thread, because the first time takes up to two seconds."""

    def __init__(self, source: PowerSource) -> None:
        self._source = source
        self._lock = Lock()
        self._ready = Event()
        self._first: Reading | None = None
        self._left = False
        self.failure: str | None = None
        Thread(target=self._open, daemon=True, name="energy-start").start()

    def close(self, *, patience: float, at_least: float) -> Span | None:
        """The first and the last reading; None if there was none in time, and `failure` says why.

        Parameters
        ----------
        patience : float
            Seconds to wait for the source to be open.
        at_least : float
            Seconds that a window must last: power over less is not to be trusted, so the rest is waited for.
        """
        if not self._ready.wait(patience):
            self.failure = f"Power could not be read within {patience:g} s"
        with self._lock:
            self._left = True
            first = self._first
        if first is None:
            return None
        try:
            sleep(max(0.0, at_least - (perf_counter() - first.at)))
            return first, self._source.read()
        except Exception as error:  # noqa: BLE001 - whatever the library raises, the audit goes on
            self.failure = _clause(error)
            return None
        finally:
            self._source.close()

    def _open(self) -> None:
        try:
            self._source.open()
        except Exception as error:  # noqa: BLE001 - whatever the library raises, the audit goes on
            self.failure = _clause(error)
            self._ready.set()
            return
        with self._lock:
            try:
                self._first = None if self._left else self._source.read()
            except Exception as error:  # noqa: BLE001 - as above
                self.failure = _clause(error)
            finally:
                if self._first is None:
                    self._source.close()
                self._ready.set()


def _clause(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".removeprefix("FairwitnessError: ").rstrip(".")
