"""Rows from a CSV file, with its separator and encoding found out and said."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset, file_sha256
from fairwitness.audits.subject.datasets.content import TEXT, refuse_other
from fairwitness.audits.subject.datasets.encoding import find_encoding
from fairwitness.audits.subject.datasets.header import merge_duplicates, read_header
from fairwitness.audits.subject.datasets.partitions import CSV_SUFFIXES
from fairwitness.audits.subject.datasets.thousands import may_be_thousands, thousands_note
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

SEPARATORS = (",", ";", "\t", "|")
MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "<NA>", "#N/A")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE_BYTES = 65_536
_LOOKED_AT = 2_000
_DECIMAL_COMMA = r"[+-]?\d+(,\d+)?([eE][+-]?\d+)?"


class Csv:
    """Comma-, semicolon-, tab- or bar-separated text."""

    name = "csv"
    suffixes = CSV_SUFFIXES

    def read(self, path: Path, data: Data) -> Dataset:
        """Read a CSV file; see `DatasetReader.read`."""
        encoding, separator, header, notes = read_shape(path, data)
        lines = _check_lines(path, separator, encoding, len(header))
        frame = _parse(path, separator, encoding, header, data)
        if len(frame) != len(lines):
            raise DataError(
                f"Every line of '{path.name}' must be a row. {len(lines):,} lines were read as {len(frame):,} rows; "
                "look for an unmatched quotation mark."
            )
        _refuse_repeated_header(frame, header, lines, path)
        frame, read_as_numbers = (frame, []) if separator == "," else _decimal_commas(frame, header)
        if grouped := _thousands(frame, path, data.missing, separator, encoding):
            read_as_numbers.append(thousands_note([f"'{header[place]}'" for place in grouped]))
        frame, conflicting, merged = merge_duplicates(frame, header)
        return Dataset(
            frame,
            path.name,
            self.name,
            file_sha256(path),
            notes=(*notes, *read_as_numbers, *merged),
            conflicting=conflicting,
            lines=None if lines[0] == 2 and lines[-1] == len(lines) + 1 else lines,
        )


class Shape(NamedTuple):
    """How a CSV file is written, and what is to be said of how that was found out."""

    encoding: str
    separator: str
    header: list[str]
    notes: list[str]


def read_shape(path: Path, data: Data) -> Shape:
    """The encoding, the separator and the names of the columns: as the plan says, or else from the file's beginning.

    Raises
    ------
    DataError
        It is no text, or its first line is no header.
    """
    refuse_other(path, "CSV text", TEXT)
    encoding, notes = find_encoding(path, data.encoding)
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE_BYTES).decode(encoding, errors="ignore")
    separator = data.separator or sniff_separator(sample)
    if not data.separator and separator != ",":
        notes.append(f"The columns of '{path.name}' are separated by a {_NAMES[separator]}.")
    first = next(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), [])
    header, said = read_header(first, path.name)
    return Shape(encoding, separator, header, [*notes, *said])


def sniff_separator(sample: str) -> str:
    """The separator that cuts the most lines of a sample into the same number of columns, more than one."""
    lines = sample.splitlines()[:50]
    if len(lines) > 1 and len(sample) >= _SAMPLE_BYTES // 2:
        lines = lines[:-1]

    def score(separator: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        width, count = Counter(widths).most_common(1)[0] if widths else (1, 0)
        return (count / len(widths), width) if width > 1 else (0.0, 0)

    return max(SEPARATORS, key=score)


def _check_lines(path: Path, separator: str, encoding: str, width: int) -> Sequence[int]:
    """The line on which each row begins; refuse a row that has not the columns of the header.

    pandas fills short rows and, under a header that is shorter than every row, drops the last column without a word.
    """
    plain = _lines_without_quotes(path, separator, encoding, width)
    if plain is not None:
        return plain
    lines = array("q")
    begin = 0
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=separator, skipinitialspace=True)
        try:
            for row in reader:
                if len(row) > 1 or "".join(row).strip():
                    if len(row) != width:
                        raise _ragged(path, separator, width, begin + 1, len(row))
                    lines.append(begin + 1)
                begin = reader.line_num
        except csv.Error as error:
            raise DataError(
                f"'{path.name}' must be CSV text. It stops being so in line {reader.line_num}: {error}."
            ) from error
    if len(lines) < 2:
        raise DataError(f"The data must have rows. '{path.name}' has a header and nothing under it.")
    return lines[1:]


def _lines_without_quotes(path: Path, separator: str, encoding: str, width: int) -> range | None:
    """The same, ten times as fast, for a file in which every line is a row; None if this one needs a closer look."""
    if width == 1:
        return None
    rows = 0
    with path.open(encoding=encoding) as stream:
        for line in stream:
            if line.count(separator) != width - 1 or '"' in line:
                return None
            rows += 1
    return range(2, rows + 1) if rows > 1 else None


def _ragged(path: Path, separator: str, width: int, line: int, got: int) -> DataError:
    fix = "put in what is missing, or put quotation marks around a value that holds the separator"
    if line == 2 and 1 < width == got - 1:
        fix = "if each line begins with the name of its row, put a name for that column before the others"
    elif line == 2 and width == 1:
        fix = (
            "if the first line is a title or a remark, remove it, so that the names of the columns come first"
        )
    columns = "the one column" if width == 1 else f"the {width} columns"
    return DataError(
        f"Every line of '{path.name}' must have {columns} of its header, separated by "
        f"{_NAMES.get(separator, repr(separator))}. Line {line:,} has {got}; {fix}."
    )


def _parse(path: Path, separator: str, encoding: str, header: Sequence[str], data: Data) -> pd.DataFrame:
    import pandas as pd

    # What is to be text is never read as a number: 00501 must keep its zeros.
    kept = {place: "str" for place, name in enumerate(header) if data.types.get(name) in ("text", "date")}
    try:
        return pd.read_csv(
            path,
            sep=separator,
            encoding=encoding,
            header=0,
            names=list(range(len(header))),
            dtype=kept,
            index_col=False,
            keep_default_na=False,
            na_values=[*MISSING, *data.missing],
            skipinitialspace=True,
            low_memory=False,
            on_bad_lines="error",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeError) as error:
        detail = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        raise DataError(f"'{path.name}' must be CSV text. It cannot be read as such: {detail}.") from error


def _refuse_repeated_header(
    frame: pd.DataFrame, header: Sequence[str], lines: Sequence[int], path: Path
) -> None:
    """Refuse files laid one behind the other; a header among the rows makes text of every column."""
    alike = (frame[0].astype(object) == header[0]).to_numpy(dtype=bool)
    repeated = (frame[alike].astype(object) == header).to_numpy(dtype=bool).all(axis=1)
    if repeated.any():
        line = lines[int(alike.nonzero()[0][repeated.argmax()])]
        raise DataError(
            f"The header of '{path.name}' must stand once. Line {line:,} repeats it, as where files were laid one "
            "behind the other; remove that line."
        )


def _decimal_commas(frame: pd.DataFrame, header: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Where the comma does not separate columns, columns of nothing but 1,5 and its like are numbers."""
    import pandas as pd

    read = []
    for place, name in enumerate(header):
        column = frame[place]
        if pd.api.types.is_numeric_dtype(column) or not column.notna().any():
            continue
        texts = column.dropna().astype(str).str.strip()
        first = re.fullmatch(_DECIMAL_COMMA, texts.iloc[0])
        if first and texts.str.fullmatch(_DECIMAL_COMMA).all():
            frame[place] = texts.str.replace(",", ".", regex=False).astype(float).reindex(frame.index)
            read.append(f"'{name}'")
    note = f"The comma was read as the decimal mark in: {', '.join(read)}."
    return frame, [note] if read else []


def _thousands(
    frame: pd.DataFrame, path: Path, missing: Sequence[str], separator: str, encoding: str
) -> list[int]:
    """The places of numbers that may be thousands; how they were written is looked up only where they could be."""
    import pandas as pd

    places = [place for place in range(frame.shape[1]) if _in_thousandths(frame[place])]
    for rows in (_LOOKED_AT, None):  # the first rows tell most columns apart, and cost nothing
        if not places:
            break
        written = pd.read_csv(
            path,
            sep=separator,
            encoding=encoding,
            header=0,
            names=list(frame.columns),
            usecols=places,
            dtype="str",
            index_col=False,
            keep_default_na=False,
            na_values=[*MISSING, *missing],
            skipinitialspace=True,
            nrows=rows,
        )
        places = [place for place in places if may_be_thousands(written[place].dropna().str.strip())]
    return places


def _in_thousandths(column: pd.Series) -> bool:
    """Whether a column of decimals is of thousandths, and none is less than 1."""
    import numpy as np

    if column.dtype.kind != "f":
        return False
    values = column.to_numpy()
    values = np.abs(values[np.isfinite(values)])
    return bool(len(values) and values.min() >= 1 and np.allclose(values * 1000, np.round(values * 1000)))
