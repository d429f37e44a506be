"""What a report format is: a view of a record. It computes nothing.

A format is a class without constructor arguments in the entry point group ``fairwitness.reports``; third parties add
theirs by the same door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, cast, runtime_checkable

from fairwitness._registry import load
from fairwitness.audits.record import Record
from fairwitness.errors import ReportError
from fairwitness.reports.plan_file import PlanFile

if TYPE_CHECKING:
    from fairwitness.audits.baseline.document import Judgement
    from fairwitness.audits.review.state import Review


@runtime_checkable
class ReportFormat(Protocol):
    """One way to write a record down."""

    name: ClassVar[str]
    """Name in the registry and on the command line, such as ``pdf``."""
    suffix: ClassVar[str]
    """End of the file's name, such as ``.pdf``."""
    title: ClassVar[str]
    """What it is, for people, such as ``PDF report``."""

    def render(self, record: Record) -> bytes:
        """The whole file. The same record gives the same bytes.

        Raises
        ------
        ReportError
            The report cannot be written.
        """
        ...


@runtime_checkable
class PlanReport(ReportFormat, Protocol):
    """A format that points at the lines of the plan, which a record does not know."""

    def render_at(self, record: Record, plan: PlanFile) -> bytes:
        """The whole file, pointing into the plan; `render` points at the file that a plan is usually called."""
        ...


@runtime_checkable
class ReviewReport(ReportFormat, Protocol):
    """A format that can also show what people said of the record."""

    def render_reviewed(self, record: Record, review: Review) -> bytes:
        """The whole file, with the review in a section of its own."""
        ...


@runtime_checkable
class SinceReport(ReportFormat, Protocol):
    """A format that can also tell what is known since a baseline from what is new or worse."""

    def render_since(self, record: Record, plan: PlanFile, since: Judgement) -> bytes:
        """The whole file, pointing into the plan."""
        ...


@runtime_checkable
class PickyReport(ReportFormat, Protocol):
    """A format that some records have nothing for, and that can tell before it is made."""

    def check(self, record: Record) -> None:
        """Refuse a record that it cannot be made of.

        Raises
        ------
        ReportError
            What is missing, and what to do.
        """
        ...


def refusal(name: str, record: Record) -> str | None:
    """Why a format cannot be made of a record; None where it can, as far as that is known before."""
    found = report_format(name)
    try:
        if isinstance(found, PickyReport):
            found.check(record)
    except ReportError as error:
        return str(error)
    return None


def rendered(
    name: str,
    record: Record,
    plan: PlanFile | None = None,
    review: Review | None = None,
    since: Judgement | None = None,
) -> bytes:
    """A record in a format, with what stands beside it, where that is at hand and the format can show it."""
    found = report_format(name)
    if review is not None and isinstance(found, ReviewReport):
        return found.render_reviewed(record, review)
    if since is not None and isinstance(found, SinceReport):
        return found.render_since(record, plan or PlanFile(), since)
    return found.render_at(record, plan) if plan and isinstance(found, PlanReport) else found.render(record)


def report_format(name: str) -> ReportFormat:
    """The registered format of a name; raises `UnknownNameError` with the nearest one if there is none."""
    return cast(ReportFormat, load("fairwitness.reports", name))
