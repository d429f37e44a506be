"""A folder of pictures with a CSV that labels them: the rows of the CSV, with facts of each picture."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Data
from fairwitness.audits.quoting import as_subject, cell
from fairwitness.audits.subject.datasets.base import Dataset, PictureFolder, file_sha256
from fairwitness.audits.subject.datasets.csv import Csv
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"))
NAMES = ("file", "filename", "file_name", "image", "image_name", "path", "image_path", "file_path", "picture")
"""How the column with the names of the pictures is called; else it is the first whose every value names one."""
FACTS = ("image width", "image height", "image mode")
_TABLES = (".csv", ".tsv")
_NAMED = 3


class Images:
    """A folder of pictures and one CSV with a column of their names."""

    name = "images"
    suffixes: tuple[str, ...] = ()

    def reads_folder(self, folder: Path) -> bool:
        """Whether there is a picture in it; see `FolderReader`."""
        return any(file.suffix.casefold() in PICTURES for file in folder.rglob("*"))

    def read(self, path: Path, data: Data) -> Dataset:
        """Read the CSV and look at every picture; see `DatasetReader.read`."""
        labels = Csv().read(_label_file(path), data)
        column = picture_column(labels.frame, path, labels.source)
        files = _files(labels, column, path)
        facts = _facts(labels, files)
        clash = next((name for name in FACTS if name in labels.frame), None)
        if clash is not None:
            raise DataError(
                f"'{labels.source}' must not have a column '{clash}', which is measured; rename it."
            )
        digest = hashlib.sha256(file_sha256(path / labels.source).encode())
        for file in files:
            digest.update(file_sha256(file).encode())
        return replace(
            labels,
            frame=_with(labels.frame, facts),
            source=f"{labels.source} in {path.name}",
            kind=self.name,
            sha256=digest.hexdigest(),
            notes=(*labels.notes, *_unlabelled(path, files)),
            pictures=PictureFolder(path, column),
        )


def _label_file(folder: Path) -> Path:
    found = sorted(file for file in folder.iterdir() if file.suffix.casefold() in _TABLES and file.is_file())
    if len(found) != 1:
        listed = f"It holds {', '.join(repr(file.name) for file in found[:4])}" if found else "It holds none"
        raise DataError(
            f"A folder of pictures must hold one CSV with a column of their names. '{folder.name}' does not: {listed}; "
            "put one there, with a line for each picture."
        )
    return found[0]


def picture_column(frame: pd.DataFrame, folder: Path, source: str) -> str:
    """The column with the names of the pictures."""
    named = [str(name) for name in frame.columns if str(name).strip().casefold().replace(" ", "_") in NAMES]
    for name in named or map(str, frame.columns):
        values = frame[name].dropna()
        if len(values) and values.map(lambda value: Path(str(value)).suffix.casefold() in PICTURES).all():
            return name
    raise DataError(
        f"'{source}' must have a column with the names of the pictures in '{folder.name}', such as 'file'. It has "
        f"{', '.join(repr(str(name)) for name in frame.columns[:8])}; add one with names such as 'a.png'."
    )


def _files(labels: Dataset, column: str, folder: Path) -> list[Path]:
    """The picture of every row; one that is not there, or outside, is named."""
    root = folder.resolve()
    files = []
    for place, value in enumerate(labels.frame[column]):
        file = folder / str(value)
        blank = not isinstance(value, str)
        if blank or not file.resolve().is_relative_to(root):
            raise DataError(
                f"Every '{column}' of '{labels.source}' must be a picture inside '{folder.name}'. "
                f"Line {labels.line(place):,} {'is blank' if blank else 'leads outside'}; correct the line."
            )
        if not file.is_file():
            raise DataError(
                f"Every '{column}' of '{labels.source}' must be a picture in '{folder.name}'. {as_subject(value)} in "
                f"line {labels.line(place):,} is not there; put it there, or remove the line."
            )
        files.append(file)
    return files


def _facts(labels: Dataset, files: Sequence[Path]) -> dict[str, list[object]]:
    """Width, height and mode of every picture; those that cannot be read to their end are named."""
    from PIL import Image

    facts: dict[str, list[object]] = {name: [] for name in FACTS}
    broken: list[str] = []
    for place, file in enumerate(files):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(file) as picture:
                    size, mode = picture.size, picture.mode
                    picture.draft("RGB", (64, 64))  # a JPEG is then read whole, and computed small
                    picture.load()
        except (
            OSError,
            SyntaxError,
            ValueError,
            Image.DecompressionBombWarning,
            Image.DecompressionBombError,
        ):
            broken.append(f"{cell(file.name)} (line {labels.line(place):,})")
            continue
        for name, value in zip(FACTS, (*size, mode), strict=True):
            facts[name].append(value)
    if broken:
        listed = f"{', '.join(broken[:_NAMED])}{', …' if len(broken) > _NAMED else ''}"
        raise DataError(
            f"Every picture of '{labels.source}' must be readable. {len(broken):,} of {len(files):,} cannot be read, "
            f"are cut off, or are far too large: {listed}; replace them, or remove their lines."
        )
    return facts


def _with(frame: pd.DataFrame, facts: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([frame, pd.DataFrame(facts, index=frame.index)], axis=1)


def _unlabelled(folder: Path, files: Sequence[Path]) -> list[str]:
    there = {file.resolve() for file in folder.rglob("*") if file.suffix.casefold() in PICTURES}
    spare = len(there - {file.resolve() for file in files})
    return (
        [f"{spare:,} pictures in '{folder.name}' have no line in the CSV and were left out."] if spare else []
    )
