"""The results that New York's rule asks to publish, as CSV: 6 RCNY 5-303(a).

Rates, ratios and numbers of every category, then what else must stand beside them. What only a person can state is
left to state; the rule sets no line that a ratio must reach, and there is none here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from fairwitness.audits.record import Record
from fairwitness.reports.csv_safe import csv_bytes
from fairwitness.reports.format import date
from fairwitness.reports.frameworks.publication import publication


class Ll144Report:
    """The publication table of Local Law 144."""

    name: ClassVar[str] = "ll144"
    suffix: ClassVar[str] = ".csv"
    title: ClassVar[str] = "LL144 publication table (CSV)"

    def check(self, record: Record) -> None:
        """Refuse a record without the groupings of the rule; raises as `render` does."""
        publication(record)

    def render(self, record: Record) -> bytes:
        """The table and the facts beside it, as UTF-8.

        Raises
        ------
        ReportError
            The record does not have the groupings of the rule; the message says what to do.
        """
        head, *body = publication(record).rows()
        facts = [("about", name, *[""] * (len(head) - 3), value) for name, value in _facts(record)]
        return csv_bytes([head, *body, *facts])


def _facts(record: Record) -> Iterator[tuple[str, str]]:
    subject = record.subject
    made_up = ", made up for a demo" if subject.synthetic else ""
    yield "Date of the audit", date(record.provenance.created)
    yield "Data", f"{subject.source}, {subject.rows} rows{made_up}"
    scoring = [table for table in record.impact if table.basis == "scoring"]
    if scoring:
        yield "Median score of the full sample", f"{scoring[0].median}, from {subject.prediction}"
        for table in scoring:
            if table.note:
                yield f"Median by {table.attribute}", table.note
    else:
        yield "Selected means", f"the decision '{subject.favourable}', from {subject.prediction}"
    yield "Record", record.hash
    yield "Why these data were used", "to be stated: 5-303(a)(1)"
    yield "Date the tool came into use", "to be stated: 5-303(a)(2)"
    yield "Independent auditor", "to be stated: 5-300"
