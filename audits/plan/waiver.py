"""A reason to let a limit be for a while. It mutes nothing unless it says why, who answers for it, and until when."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from fairwitness.audits.plan.part import Part
from fairwitness.audits.plan.spelling import as_day


class Waiver(Part):
    """Why a limit is muted, who answers for that, and until when. All three are printed in every report."""

    reason: str = ""
    """Why the limit is let be; without it nothing is muted."""
    owner: str = ""
    """The person who answers for it; without one nothing is muted."""
    until: Annotated[date | None, BeforeValidator(as_day, json_schema_input_type=date | None)] = None
    """The last day on which it mutes, such as 2027-01-31; without one nothing is muted."""

    def mutes(self, on: date) -> bool:
        """Whether it mutes on a day."""
        return self.lack(on) is None

    def lack(self, on: date) -> str | None:
        """Why it mutes nothing on a day, as the end of a sentence; None where it mutes."""
        given = {"reason": self.reason, "owner": self.owner, "last day (`until`)": self.until}
        missing = [name for name, value in given.items() if not value]
        if missing:
            return f"has no {' and no '.join(missing)}"
        if self.until is not None and on > self.until:
            return f"ended on {self.until:%Y-%m-%d}"
        return None

    def __str__(self) -> str:
        reason = self.reason.rstrip(".")
        until = f"until {self.until:%Y-%m-%d}" if self.until else ""
        by = ", ".join(part for part in (self.owner, until) if part)
        return " ".join(part for part in (reason, by and f"({by})") if part) or "no reason given"


def as_waiver(value: object) -> object:
    """The reason alone, as plans were once written: it is read, and it mutes nothing."""
    return {"reason": value} if isinstance(value, str) else value


Waived = Annotated[Waiver | None, BeforeValidator(as_waiver, json_schema_input_type=Waiver | str | None)]


def said(waiver: Waiver | None, on: date, statement: str) -> str:
    """What was found, after what the waiver of its limit does or does not do about it."""
    if waiver is None:
        return statement
    lack = waiver.lack(on)
    if lack is None:
        return f"Muted by the plan: {waiver}. {statement}"
    return f"Not muted, because the waiver in the plan {lack}: {waiver}. {statement}"
