"""Limits that were loosened after a result was seen: what a trail is kept for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fairwitness.reports.evidence.events import Held, Run


@dataclass(frozen=True)
class Loosened:
    """A gate that asks for less than it did when its result was seen."""

    entry: int
    """The line of the run that asks for less."""
    earlier: int
    """The line of the run that asked for more."""
    gate: str
    how: str

    @property
    def sentence(self) -> str:
        """What a reader must know."""
        return f"line {self.entry}: the gate {self.gate} {self.how} (line {self.earlier})."


def loosened(runs: Iterable[tuple[int, Run]]) -> Iterator[Loosened]:
    """Each time that a gate asks for less than in the last run that had it, whatever that run was called.

    Parameters
    ----------
    runs
        The number of the line, and the run, in the trail's order.
    """
    seen: dict[tuple[str, int], tuple[int, Held]] = {}
    last: dict[str, dict[tuple[str, int], Held]] = {}
    for number, run in runs:
        gates = dict(_numbered(run.gates))
        for key, held in gates.items():
            if key in seen and (how := _less(seen[key][1], held)):
                yield Loosened(number, seen[key][0], held.id, how)
        for key, before in last.get(run.title, {}).items():
            if key not in gates and not any(one.id == before.id for one in gates.values()):
                how = f"is no longer declared, after it was seen to {_seen(before)}"
                yield Loosened(number, seen[key][0], before.id, how)
        seen |= {key: (number, held) for key, held in gates.items()}
        last[run.title] = gates


def _numbered(gates: Iterable[Held]) -> Iterator[tuple[tuple[str, int], Held]]:
    """Two gates may have one id: the first of them is held against the first, the second against the second."""
    count: dict[str, int] = {}
    for held in gates:
        count[held.id] = count.get(held.id, 0) + 1
        yield (held.id, count[held.id]), held


def _less(before: Held, now: Held) -> str:
    upper = now.kind in ("difference", "at_most")
    if before.kind == now.kind and (now.limit > before.limit if upper else now.limit < before.limit):
        return f"had its limit loosened from {before.limit:g} to {now.limit:g}, after it was seen to {_seen(before)}"
    if now.outcome == "muted" and before.outcome != "muted":
        return f"was muted, after it was seen to {_seen(before)}"
    return ""


def _seen(held: Held) -> str:
    words = {
        "pass": "pass",
        "fail": "fail",
        "inconclusive": "be inconclusive",
        "not_estimable": "be not estimable",
    }
    return words.get(held.outcome, "be muted")
