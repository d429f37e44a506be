"""Rows from JSON: a record on each line, or one list of records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset, file_sha256
from fairwitness.audits.subject.datasets.content import JSON, TEXT, refuse_other
from fairwitness.audits.subject.datasets.encoding import find_encoding
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

Record = dict[str, object]
_DEEPEST = 5
_LIST = re.compile(r"\s*\[")


class JsonLines:
    """JSON lines, or a JSON list of records; what is nested becomes columns such as ``address.city``."""

    name = "jsonl"
    suffixes = (".jsonl", ".ndjson", ".json")

    def read(self, path: Path, data: Data) -> Dataset:
        """Read a JSON file; see `DatasetReader.read`."""
        refuse_other(path, "JSON records", JSON, TEXT)
        encoding, notes = find_encoding(path, data.encoding)
        records, lines = [], []
        nested: set[str] = set()
        for line, place, record in _records(path, encoding):
            records.append(_flat(record, place, path.name, nested))
            lines.append(line)
        if not records or not any(records):
            raise DataError(
                f"The data must have rows. '{path.name}' holds no record with values; look at the file."
            )
        if nested:
            listed = ", ".join(f"'{name}'" for name in sorted(nested)[:6])
            notes.append(f"What is nested became columns of their own, such as from {listed}.")
        frame, sparse = _frame(records)
        numbered = lines == list(range(1, len(lines) + 1))
        return Dataset(
            frame,
            path.name,
            self.name,
            file_sha256(path),
            notes=(*notes, *sparse),
            first_line=1,
            lines=None if numbered else lines,
        )


def _records(path: Path, encoding: str) -> Iterator[tuple[int, str, Record]]:
    """The number of each record, how a person finds it, and the record itself."""
    with path.open(encoding=encoding) as stream:
        begins_a_list = _LIST.match(stream.read(1024))
    if begins_a_list:
        yield from _listed(path, encoding)
        return
    with path.open(encoding=encoding) as stream:
        for number, text in enumerate(stream, start=1):
            if not text.strip():
                continue
            try:
                found = json.loads(text, object_pairs_hook=_once)
            except (ValueError, RecursionError) as error:
                if text.strip().startswith("{") and _is_whole(path, encoding):
                    raise _one_record(path) from error
                raise DataError(
                    f"Every line of '{path.name}' must be a JSON record such as "
                    f'{{"sex": "f", "hired": 1}}. Line {number:,} is not: {_why(error)}; correct or remove it.'
                ) from error
            yield number, f"line {number:,}", _record(found, f"line {number:,}", path.name)


def _listed(path: Path, encoding: str) -> Iterator[tuple[int, str, Record]]:
    try:
        found = json.loads(path.read_text(encoding=encoding), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        line = f" in line {error.lineno:,}" if isinstance(error, json.JSONDecodeError) else ""
        raise DataError(
            f"'{path.name}' must be a JSON list of records. It stops being JSON{line}: {_why(error)}; correct it or "
            "write the file anew."
        ) from error
    for number, record in enumerate(found, start=1):
        yield number, f"record {number:,}", _record(record, f"record {number:,}", path.name)


def _is_whole(path: Path, encoding: str) -> bool:
    try:
        return isinstance(json.loads(path.read_text(encoding=encoding)), dict)
    except (ValueError, RecursionError):
        return False


def _one_record(path: Path) -> DataError:
    return DataError(
        f"'{path.name}' must hold a JSON record on each line, or a list of records. It holds one record over several "
        "lines; save the list of rows that is in it, or each row on a line."
    )


def _once(pairs: list[tuple[str, object]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key '{twice}' stands twice")
    return record


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return error.msg[:1].lower() + error.msg[1:] if isinstance(error, json.JSONDecodeError) else str(error)


def _record(found: object, place: str, source: str) -> Record:
    if not isinstance(found, dict):
        kind = {list: "a list", str: "a text", type(None): "nothing"}.get(
            type(found), "a number or truth value"
        )
        raise DataError(
            f"Every record of '{source}' must have names and values, such as "
            f'{{"sex": "f"}}. {place.capitalize()} is {kind}; write it as a record.'
        )
    return found


def _flat(record: Record, place: str, source: str, nested: set[str], prefix: str = "") -> Record:
    """A record without records in it; the names of those that were there are added to `nested`."""
    flat: Record = {}
    for name, value in record.items():
        key = f"{prefix}{name}".strip()
        if isinstance(value, dict) and key.count(".") < _DEEPEST:
            nested.add(key)
            inner = _flat(value, place, source, nested, f"{key}.")
        elif isinstance(value, dict | list):
            raise DataError(
                f"Every value of '{source}' must be one number, text, true or false. '{key}' in {place} holds "
                f"{'a list' if isinstance(value, list) else 'records within records'}; write one column for each part."
            )
        else:
            inner = {key: value}
        if both := flat.keys() & inner.keys():
            raise DataError(
                f"Every name in a record of '{source}' must stand once. '{min(both)}' stands twice in {place}, once as "
                "part of another; rename one."
            )
        flat |= inner
    return flat


def _frame(records: list[Record]) -> tuple[pd.DataFrame, list[str]]:
    import pandas as pd

    frame = pd.DataFrame.from_records(records)
    first = next(iter(records)).keys()
    later = [f"'{name}'" for name in frame.columns if name not in first]
    note = f"These names are not in the first record, and have no value where they are not: {', '.join(later[:8])}."
    return frame, [note] if later else []
