"""Rows from a CSV file, with its separator and encoding found out and said."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset, file_sha256
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

SEPARATORS = (",", ";", "\t", "|")
MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "<NA>", "#N/A")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE_BYTES = 65_536


class Csv:
    """Comma-, semicolon-, tab- or bar-separated text."""

    name = "csv"
    suffixes = (".csv", ".tsv", ".txt")

    def read(self, path: Path, data: Data) -> Dataset:
        """Read a CSV file; see `DatasetReader.read`."""
        encoding, notes = _encoding(path, data.encoding)
        with path.open("rb") as stream:
            sample = stream.read(_SAMPLE_BYTES).decode(encoding, errors="ignore")
        separator = data.separator or sniff_separator(sample)
        if not data.separator and separator != ",":
            notes.append(f"The columns of '{path.name}' are separated by a {_NAMES[separator]}.")
        header = next(csv.reader(io.StringIO(sample), delimiter=separator), [])
        if not any(name.strip() for name in header):
            raise DataError(f"The first line of '{path.name}' must name its columns. It is blank.")
        frame = _parse(path, separator, encoding, len(header))
        if frame.empty:
            raise DataError(f"The data must have rows. '{path.name}' has a header and nothing under it.")
        frame, conflicting, said = merge_duplicates(frame, [name.strip() for name in header])
        return Dataset(
            frame, path.name, self.name, file_sha256(path), notes=(*notes, *said), conflicting=conflicting
        )


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


def merge_duplicates(
    frame: pd.DataFrame, header: list[str]
) -> tuple[pd.DataFrame, frozenset[str], list[str]]:
    """Keep the first of the columns that share a name; say which do, and which of those differ."""
    conflicting: set[str] = set()
    notes = []
    for name, times in Counter(header).items():
        if times == 1:
            continue
        copies = [frame.iloc[:, place] for place, other in enumerate(header) if other == name]
        differ = not all(copies[0].equals(other) for other in copies[1:])
        if differ:
            conflicting.add(name)
        notes.append(
            f"The column name '{name}' stands {times} times, "
            + (
                "with different content; only the first is shown, and no role may use it."
                if differ
                else "with the same content; it is used once."
            )
        )
    first = [place for place, name in enumerate(header) if header.index(name) == place]
    kept = frame.iloc[:, first]
    kept.columns = [header[place] for place in first]
    return kept, frozenset(conflicting), notes


def _parse(path: Path, separator: str, encoding: str, width: int) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(
            path,
            sep=separator,
            encoding=encoding,
            header=0,
            names=list(range(width)),
            index_col=False,
            keep_default_na=False,
            na_values=list(MISSING),
            skipinitialspace=True,
            low_memory=False,
            on_bad_lines="error",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error) as error:
        detail = str(error).removeprefix("Error tokenizing data. C error: ")
        raise DataError(
            f"Every line of '{path.name}' must have the {width} columns of its header, separated by "
            f"'{separator}'. {detail.strip()}."
        ) from error
    except pd.errors.ParserWarning as error:
        raise DataError(
            f"Every line of '{path.name}' must have the {width} columns of its header, separated by "
            f"'{separator}'. Some have more."
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"'{path.name}' must be {encoding} text. Byte {error.start} is not; say another with "
            "`data.encoding`."
        ) from error


def _encoding(path: Path, stated: str | None) -> tuple[str, list[str]]:
    import codecs

    if stated:
        try:
            return codecs.lookup(stated).name, []
        except LookupError as error:
            raise DataError(
                "The `data.encoding` must be a text encoding such as 'utf-8' or 'cp1252'. Got "
                f"'{stated}' instead."
            ) from error
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as stream:
        start = stream.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", [f"'{path.name}' is UTF-16 text."]
        if start.startswith((b"PK\x03\x04", b"PAR1", b"\x1f\x8b")):
            raise DataError(
                f"The data must be text for the format csv. '{path.name}' is a packed or binary "
                "file; save it as CSV, or state its `data.format`."
            )
        stream.seek(0)
        try:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            note = (
                f"'{path.name}' is not UTF-8 and was read as Windows-1252; check names with accents, or "
                "state `data.encoding`."
            )
            return "cp1252", [note]
    return "utf-8-sig", []
