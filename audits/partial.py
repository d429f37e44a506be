"""What an audit has seen so far, for whoever watches it: no record, and not sealed before the audit ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from fairwitness.audits import gates
from fairwitness.audits.record.base import Part
from fairwitness.audits.record.schema import Comparison, Verdict

if TYPE_CHECKING:
    from fairwitness.audits.plan.model import Plan
    from fairwitness.audits.record.schema import Finding, Subject


class GateSeen(Part):
    """A declared limit that has been looked at; what the checks still find may not change it, an error would."""

    id: str
    verdict: Verdict
    reason: str
    """The sentence of the comparison, or of a waiver."""


class GroupsSeen(Part):
    """How many groups an attribute has."""

    attribute: str
    groups: int


class Partial(Part):
    """What is known before the record is sealed. Nothing of it is hashed, kept as evidence or reported."""

    rows: int | None = None
    """Rows read; None before that."""
    model: str | None = None
    groups: tuple[GroupsSeen, ...] = ()
    gates: tuple[GateSeen, ...] = ()
    checks_done: int = 0
    checks: int | None = None
    """Checks that there are, whether or not they apply here; None before the first begins."""
    findings: tuple[str, ...] = ()
    """Titles, in the order they were found."""


Hear = Callable[[Partial], None]


def unheard(_partial: Partial) -> None:
    """Nobody listens."""


@dataclass
class Account:
    """Adds up what is seen, and tells it with each step."""

    hear: Hear = field(default=unheard)
    known: Partial = field(default_factory=Partial)

    def read(self, rows: int, model: str | None) -> None:
        """The data are read, and the model is loaded."""
        self._tell(rows=rows, model=model)

    def compared(self, plan: Plan, facts: Subject, comparisons: Sequence[Comparison], on: date) -> None:
        """Groups are counted and compared, so that every limit on a gap is settled."""
        held = gates.hold(plan, comparisons, on)
        self._tell(
            groups=tuple(GroupsSeen(attribute=one.name, groups=len(one.groups)) for one in facts.attributes),
            gates=tuple(GateSeen(id=one.id, verdict=one.verdict, reason=one.reason) for one in held),
        )

    def checked(self, of: int, findings: Sequence[Finding]) -> None:
        """One more check has looked."""
        titles = tuple(one.title for one in findings)
        self._tell(
            checks_done=self.known.checks_done + 1, checks=of, findings=(*self.known.findings, *titles)
        )

    def _tell(self, **changed: object) -> None:
        self.known = self.known.model_copy(update=changed)
        self.hear(self.known)
