"""The names of columns: blank ones, ones that are values, and ones that stand more than once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from fairwitness.audits.quoting import shown
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def read_header(cells: Sequence[str], source: str) -> tuple[list[str], list[str]]:
    """The names in a header without their surrounding spaces, blank ones filled in, and what is said of that.

    Raises
    ------
    DataError
        The line is blank, or holds values instead of names.
    """
    names = [cell.strip() for cell in cells]
    if not any(names):
        raise DataError(f"The first line of '{source}' must name its columns. It is blank.")
    numbers = [float(name) for name in names if _NUMBER.fullmatch(name)]
    # 0, 1, 2 and 2019, 2020 are names that people give to columns; 39, 77516, 13 are somebody's data.
    if any(low >= high for low, high in pairwise(numbers)) or any(number % 1 for number in numbers):
        listed = ", ".join(f"'{name}'" for name in names[:4])
        raise DataError(
            f"The first line of '{source}' must name its columns. It holds values{shown(f': {listed}, …')}; put a "
            "line with the names above it."
        )
    notes = []
    for place, name in enumerate(names):
        if not name:
            names[place] = f"(column {place + 1})"
            notes.append(f"Column {place + 1} of '{source}' has no name; it is called '{names[place]}'.")
    return names, notes


def merge_duplicates(
    frame: pd.DataFrame, header: Sequence[str]
) -> tuple[pd.DataFrame, frozenset[str], list[str]]:
    """Keep the first of the columns that share a name; say which do, and which of those differ.

    Parameters
    ----------
    frame : DataFrame
        Columns in the order of the header, whatever they are called.
    header : sequence of str
        The names, shape (columns,).
    """
    conflicting: set[str] = set()
    notes = []
    for name, times in Counter(header).items():
        if times == 1:
            continue
        copies = [frame.iloc[:, place] for place, other in enumerate(header) if other == name]
        differ = not all(copies[0].equals(other) for other in copies[1:])
        if differ:
            conflicting.add(name)
        outcome = (
            "with different content; only the first is shown, and no role may use it."
            if differ
            else "with the same content; it is used once."
        )
        notes.append(f"The column name '{name}' stands {times} times, {outcome}")
    first = [place for place, name in enumerate(header) if header.index(name) == place]
    kept = frame.iloc[:, first]
    kept.columns = [header[place] for place in first]
    return kept, frozenset(conflicting), notes
