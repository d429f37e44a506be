"""What a file is by its content, whatever its name says, and what to do with it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from fairwitness.errors import DataError

_START = 4096


@dataclass(frozen=True)
class Content:
    """What a file holds."""

    name: str
    words: str
    fix: str


EXCEL = Content("excel", "an Excel workbook", "name it .xlsx, or state `data.format: excel`")
PARQUET = Content("parquet", "a Parquet file", "name it .parquet, or state `data.format: parquet`")
ARROW = Content("arrow", "an Arrow file", "name it .arrow, or state `data.format: arrow`")
ZIP = Content("zip", "a zip archive", "name it .zip, or unpack it")
GZIP = Content("gzip", "packed with gzip", "name it .gz, such as rows.csv.gz, or unpack it")
JSON = Content("json", "JSON", "name it .jsonl, or state `data.format: jsonl`")
TEXT = Content("text", "text", "if it is CSV, name it .csv or state `data.format: csv`")
LOCKED = Content(
    "locked", "an Excel workbook with a password", "take the password away in Excel and save it anew"
)
OLD_OFFICE = Content(
    "old office", "an old Office document, such as an .xls workbook", "save it as .xlsx or as CSV"
)
_UNPACK = "unpack it"
_NO_TABLE = "export the table in it as CSV or .xlsx"
_PICTURE = Content("picture", "a picture", "name the folder of pictures, with a CSV that labels them")
_MAGIC = (
    (b"PAR1", PARQUET),
    (b"PARE", Content("locked", "an encrypted Parquet file", "write it anew without encryption")),
    (b"ARROW1", ARROW),
    (
        b"FEA1",
        Content("feather 1", "a file of the first Feather format", "write it anew with a current pyarrow"),
    ),
    (b"\x1f\x8b", GZIP),
    (b"BZh", Content("bzip2", "packed with bzip2", _UNPACK)),
    (b"\xfd7zXZ", Content("xz", "packed with xz", _UNPACK)),
    (b"\x28\xb5\x2f\xfd", Content("zstd", "packed with zstd", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", Content("7z", "a 7z archive", _UNPACK)),
    (b"Rar!", Content("rar", "a RAR archive", _UNPACK)),
    (b"%PDF", Content("pdf", "a PDF", _NO_TABLE)),
    (b"SQLite format 3", Content("sqlite", "an SQLite database", "ask it for the rows under `data.sql`")),
    (b"\x89HDF", Content("hdf5", "an HDF5 file", "save the table in it as Parquet")),
    (
        b"\x93NUMPY",
        Content("numpy", "a NumPy array", "save it with the names of its columns, as CSV or Parquet"),
    ),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"\x7fELF", Content("program", "a program", "name the file with the rows")),
)
_OLE = b"\xd0\xcf\x11\xe0"
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04\x95", b"\x80\x05\x95")
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<script")


def content_of(path: Path) -> Content | None:
    """What a file holds; None where its first bytes do not tell."""
    with path.open("rb") as stream:
        start = stream.read(_START)
    for magic, found in _MAGIC:
        if start.startswith(magic):
            return found
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path)
    if start.startswith(_OLE):
        return _ole(path)
    if start.startswith(_PICKLES):
        return Content(
            "pickle", "a Python pickle", "save the table as Parquet: a pickle can run code and is not read"
        )
    return _textual(start)


def refuse_other(path: Path, wanted: str, *known: Content) -> None:
    """Refuse a file that is something else than what its reader reads.

    Parameters
    ----------
    path : Path
        The file.
    wanted : str
        What it must be, in a sentence.
    known : Content
        What the reader reads.
    """
    found = content_of(path)
    if found is not None and found not in known:
        raise DataError(f"'{path.name}' must be {wanted}. It is {found.words}; {found.fix}.")


def _textual(start: bytes) -> Content | None:
    """Text that is no table, or is a known one; marks of its encoding are no part of it."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(_PAGES) or (text.startswith(b"<?xml") and b"<html" in text):
        return Content(
            "html",
            "a web page",
            "it may be a page to sign in, instead of the rows: look at it, and download them anew",
        )
    if text.startswith(b"<?xml"):
        return Content("xml", "XML", _NO_TABLE)
    if text.startswith((b'{"', b"{\n", b"{ ", b"{\r", b"[{", b"[\n", b"[ ", b"[\r")) or text == b"{}":
        return JSON
    if text and b"\0" not in start and _is_utf8(start):
        return TEXT
    return None


def _is_utf8(start: bytes) -> bool:
    try:
        start.decode()
    except UnicodeDecodeError as error:
        return len(start) == _START and error.start > _START - 4  # cut within a character
    return True


def _zip(path: Path) -> Content:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Content(
            "broken zip", "a zip archive, such as an Excel workbook, that is cut off", "copy it anew"
        )
    if any(name.startswith("xl/") for name in names):
        return EXCEL
    if "mimetype" in names:
        return Content(
            "opendocument", "an OpenDocument file, such as a LibreOffice table", "save it as .xlsx or as CSV"
        )
    return ZIP


def _ole(path: Path) -> Content:
    """A workbook with a password is an old container with a stream of this name in it."""
    with path.open("rb") as stream:
        whole = stream.read(1 << 22)
        end = stream.seek(0, 2)
        stream.seek(max(0, end - (1 << 20)))
        whole += stream.read()
    return LOCKED if "EncryptedPackage".encode("utf-16-le") in whole else OLD_OFFICE
