"""What an engine says when it fails, as one sentence a person can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fairwitness.errors import DataError

if TYPE_CHECKING:
    import duckdb

_CSV_LINE = re.compile(r"CSV Error on Line: (\d+)")
_CSV_WIDTH = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")


class UnfitNumberError(DataError):
    """A number of a query does not fit its type: something in a column is not what its file says."""


def duckdb_failure(error: duckdb.Error) -> DataError:
    """The sentence for an error of DuckDB.

    Parameters
    ----------
    error : duckdb.Error
        What was raised.
    """
    text, kind = str(error), type(error).__name__
    first = text.splitlines()[0] if text else kind
    if (limit := _limit_reached(text, kind)) is not None:
        return DataError(limit)
    if line := _CSV_LINE.search(text):
        return _csv_failure(int(line[1]), text)
    if "CSV" in text and kind == "InvalidInputException":
        return DataError(
            "Every line of the CSV file must be a row. It is not: a quotation mark is not closed, lines end in two "
            "ways, or a line is blank but for spaces."
        )
    if kind == "PermissionException":
        return DataError(
            "A name with * or ? must fit one file only, because DuckDB takes it for a pattern. Other files have names "
            "that fit it too; rename the file, or move it to a folder of its own."
        )
    if kind == "ConversionException":
        return UnfitNumberError(f"A column must hold what its type says. It does not: {first}.")
    return DataError(f"The data must be files that the engine can read. It says: {first}.")


def _limit_reached(text: str, kind: str) -> str | None:
    if "No space left" in text or "max_temp_directory_size" in text:
        return (
            "The engine must have room for temporary files. The disk of the temporary folder is full; free some of it, "
            "or name another folder in the environment variable TMPDIR."
        )
    if kind == "OutOfMemoryException":
        return (
            "The rows must be countable in the memory of the engine. It ran out: a column with a role has very many "
            "different values; group them first, or give `bins`."
        )
    if kind == "IOException" and "create directory" in text:
        return (
            "The engine must have a temporary folder that it can write to. It has not; name one in the environment "
            "variable TMPDIR."
        )
    return None


def _csv_failure(line: int, text: str) -> DataError:
    if width := _CSV_WIDTH.search(text):
        return DataError(
            f"Every line of the CSV file must have the {width[1]} columns of its header. Line {line:,} has {width[2]}; "
            "put in what is missing, or put quotation marks around a value that holds the separator."
        )
    if "unterminated quote" in text:
        return DataError(
            f"Every quotation mark of the CSV file must be closed. The one in line {line:,} is not."
        )
    detail = text.splitlines()[0]
    return DataError(f"Line {line:,} of the CSV file must be a row. It cannot be read: {detail}.")
