"""A reviewer's own decisions on single cases, from a CSV file, as counts: no row, no id and no remark is kept.

The file has a line for each case that was looked at: ``case`` (its id), ``model`` and ``reviewer`` (the two decisions),
``reason`` if there is one, and a column for every sensitive attribute that agreement is wanted by.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Final

from fairwitness.audits.keys import id_hash
from fairwitness.audits.plan.model import INTERSECTION, UNKNOWN, Plan, Privacy, join
from fairwitness.audits.quoting import as_planned, cell
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import AttributeFacts
from fairwitness.audits.review.cases import LEAST_SHARED, Place
from fairwitness.audits.review.entries import GroupDecisions
from fairwitness.audits.subject.datasets.content import TEXT, refuse_other
from fairwitness.audits.subject.datasets.csv import sniff_separator
from fairwitness.audits.subject.datasets.encoding import find_encoding
from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import ColumnNotFoundError, DataError, nearest

COLUMNS: Final = ("case", "model", "reviewer")
REASON: Final = "reason"
_SAMPLE: Final = 65_536
_LONGEST_REASON: Final = 200


@dataclass(frozen=True)
class Counted:
    """What a file of feedback comes to."""

    file: str
    """A keyed hash of its cases and decisions, whatever their order."""
    labels: tuple[str, ...]
    favourable: str
    cases: int
    groups: tuple[GroupDecisions, ...]
    reasons: dict[str, int]


def count_feedback(record: Record, path: Path) -> Counted:
    """Count the cases of a file by group, the model's decision and the reviewer's.

    Raises
    ------
    DataError
        The file cannot be read, a column is not there, or a cell cannot be: the message names line and column.
    """
    privacy = record.plan.get("privacy")
    rows = not (isinstance(privacy, Mapping) and privacy.get("rows") is False)
    with as_planned(Plan(privacy=Privacy(rows=rows))):
        labels = labels_of(record)
        return _Sheet(record, path, labels).counted()


def labels_of(record: Record) -> tuple[str, ...]:
    """The labels that a decision of a record can be.

    Raises
    ------
    DataError
        The record is of a number, which is never the same or not.
    """
    if record.plan.get("task") == "regression":
        raise DataError("Feedback counts decisions that are the same or not. This record is of a number.")
    if record.classes is not None:
        return record.classes.labels
    return record.subject.negative, record.subject.positive


@dataclass
class _Sheet:
    """One file, read once from top to bottom."""

    record: Record
    path: Path
    labels: tuple[str, ...]
    tables: dict[Place, Counter[tuple[int, int]]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    seen: dict[str, int] = field(default_factory=dict)
    decided: list[str] = field(default_factory=list)

    def counted(self) -> Counted:
        for line, row in self._rows():
            self._take(line, row)
        if not self.seen:
            raise DataError(
                f"Feedback must have cases. '{self.path.name}' has a header and nothing under it."
            )
        return Counted(
            id_hash("\n".join(sorted(self.decided))),
            self.labels,
            self.record.subject.favourable,
            len(self.seen),
            tuple(
                GroupDecisions(attribute=place[0], group=place[1], counts=self._table(found))
                for place, found in self.tables.items()
            ),
            {reason: n for reason, n in self.reasons.items() if n >= LEAST_SHARED},
        )

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each line with a value, and its number."""
        try:
            refuse_other(self.path, "CSV text", TEXT)
            encoding, _ = find_encoding(self.path, None)
            with self.path.open(encoding=encoding, newline="") as stream:
                separator = sniff_separator(stream.read(_SAMPLE))
                stream.seek(0)
                reader = csv.reader(stream, delimiter=separator, skipinitialspace=True)
                header = self._header(next(reader, []))
                begin = reader.line_num
                for cells in reader:
                    if any(map(str.strip, cells)):
                        self._check_width(begin + 1, cells, header)
                        yield begin + 1, dict(zip(header, map(str.strip, cells), strict=True))
                    begin = reader.line_num
        except OSError as error:
            raise DataError(
                f"Feedback must be a CSV file. '{self.path}' cannot be read: {error.strerror or error}."
            ) from error
        except csv.Error as error:
            raise DataError(
                f"'{self.path.name}' must be CSV text. It cannot be read as such: {error}."
            ) from error

    def _header(self, cells: Sequence[str]) -> list[str]:
        header = [name.strip() for name in cells]
        for column in COLUMNS:
            if column not in header:
                raise ColumnNotFoundError.among(
                    column, header, role=f"'{column}' of feedback", source=self.path.name
                )
        if twice := next((name for name in header if header.count(name) > 1), None):
            raise DataError(
                f"Each column of '{self.path.name}' must stand once. '{twice}' stands more than once."
            )
        return header

    def _check_width(self, line: int, cells: Sequence[str], header: Sequence[str]) -> None:
        if len(cells) != len(header):
            raise DataError(
                f"Every line of '{self.path.name}' must have the {len(header)} columns of its header. Line {line:,} "
                f"has {len(cells)}."
            )

    def _take(self, line: int, row: Mapping[str, str]) -> None:
        if not row["case"]:
            raise self._wrong(line, "case", "must name the case. It is blank")
        case = id_hash(row["case"])
        if case in self.seen:
            raise self._wrong(
                line,
                "case",
                f"must stand once. Got {cell(row['case'])} again, after line {self.seen[case]:,}",
            )
        self.seen[case] = line
        model, reviewer = (self._label(line, column, row[column]) for column in ("model", "reviewer"))
        self.decided.append(f"{case} {model} {reviewer}")
        if model != reviewer and (reason := row.get(REASON, "")):
            self.reasons[" ".join(reason.split())[:_LONGEST_REASON]] += 1
        for place in ((None, None), *self._places(line, row)):
            self.tables.setdefault(place, Counter())[model, reviewer] += 1

    def _label(self, line: int, column: str, text: str) -> int:
        label = label_text(text)
        if label not in self.labels:
            known = " or ".join(f"'{one}'" for one in self.labels[:6])
            got = cell(text) if text else "nothing"
            raise self._wrong(line, column, f"must be {known}. Got {got} instead")
        return self.labels.index(label)

    def _places(self, line: int, row: Mapping[str, str]) -> Iterator[Place]:
        """The group of each attribute that the file has a column for, and of each crossing of such."""
        of: dict[str, str] = {}
        for attribute in self.record.subject.attributes:
            column = next((name for name in (attribute.name, *attribute.columns[:1]) if name in row), None)
            if column is not None and len(attribute.columns) == 1:
                of[attribute.name] = self._group(line, column, row[column], attribute)
        for attribute in self.record.subject.attributes:
            parts = attribute.name.split(INTERSECTION)
            if len(attribute.columns) > 1 and all(part in of for part in parts):
                groups = [of[part] for part in parts]
                of[attribute.name] = UNKNOWN if UNKNOWN in groups else join(groups)
        yield from of.items()

    def _group(self, line: int, column: str, text: str, attribute: AttributeFacts) -> str:
        if not text or text == UNKNOWN:
            return UNKNOWN
        names = [group.name for group in attribute.groups if not group.unknown]
        value = _renamed(self.record, attribute.name).get(label_text(text), label_text(text))
        if value in names:
            return value
        if attribute.edges is not None and (number := _number(text)) is not None:
            return names[sum(number >= edge for edge in attribute.edges)]
        raise self._wrong(
            line,
            column,
            f"must be a group of {attribute.name}. Got {cell(text)} instead. {nearest(text, names)}",
        )

    def _wrong(self, line: int, column: str, what: str) -> DataError:
        return DataError(f"Line {line:,} of '{self.path.name}', column '{column}', {what.rstrip('.')}.")

    def _table(self, found: Mapping[tuple[int, int], int]) -> tuple[tuple[int, ...], ...]:
        size = range(len(self.labels))
        cells = {pair: found.get(pair, 0) for pair in product(size, size)}
        return tuple(tuple(cells[model, reviewer] for reviewer in size) for model in size)


def _renamed(record: Record, attribute: str) -> Mapping[str, str]:
    """The names that the plan gives to the values of an attribute."""
    roles = record.plan.get("roles")
    listed = roles.get("sensitive") if isinstance(roles, Mapping) else None
    for one in listed if isinstance(listed, list | tuple) else ():
        if (
            isinstance(one, Mapping)
            and one.get("name") == attribute
            and isinstance(one.get("groups"), Mapping)
        ):
            return {str(value): str(name or UNKNOWN) for value, name in one["groups"].items()}
    return {}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
