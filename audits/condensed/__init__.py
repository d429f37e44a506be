"""Rows that an engine counted where they lie: what a subject and its tables are to rows, for cells."""

from fairwitness.audits.condensed.subject import CountedSubject, counted_subject
from fairwitness.audits.condensed.tables import tabulate_cells

__all__ = ["CountedSubject", "counted_subject", "tabulate_cells"]
