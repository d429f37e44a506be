"""Groups that nobody declared: a search over combinations of columns, and a check of what it found on other rows."""

from fairwitness.audits.subgroups.find import Settings, find_subgroups, searched
from fairwitness.audits.subgroups.items import Column, Columns, LeftOut, read_columns
from fairwitness.audits.subgroups.result import Condition, Half, Search, Slice

__all__ = [
    "Column",
    "Columns",
    "Condition",
    "Half",
    "LeftOut",
    "Search",
    "Settings",
    "Slice",
    "find_subgroups",
    "read_columns",
    "searched",
]
