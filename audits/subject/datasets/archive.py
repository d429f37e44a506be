"""Rows from a packed file: one table in a .zip, or a .gz; or a folder of pictures with their labels in a .zip."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import replace
from pathlib import Path, PurePosixPath

from fairwitness import _registry
from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset, file_sha256, read_path, reader
from fairwitness.audits.subject.datasets.content import GZIP, ZIP, content_of
from fairwitness.audits.subject.datasets.images import PICTURES
from fairwitness.audits.subject.datasets.unpack import (
    members_of,
    opened_zip,
    the_member,
    unpack_folder,
    unpack_gzip,
    unpack_member,
)
from fairwitness.errors import DataError


class Archive:
    """A zip archive with one table, or a table packed with gzip."""

    name = "archive"
    suffixes = (".zip", ".gz")

    def read(self, path: Path, data: Data) -> Dataset:
        """Unpack the table to a temporary folder and read it; see `DatasetReader.read`."""
        found = content_of(path)
        if found not in (ZIP, GZIP):
            fix = "say so with `data.format`" if found is None else found.fix
            raise DataError(
                f"'{path.name}' must be a zip archive or packed with gzip. It is "
                f"{'neither' if found is None else found.words}; {fix}."
            )
        if found == ZIP and _holds_pictures(path):
            return _with_pictures(path, data)
        with tempfile.TemporaryDirectory(prefix="fairwitness-") as folder:
            target = _unpacked(path, Path(folder), packed_with_gzip=found == GZIP)
            dataset = read_path(target, target.name, data.model_copy(update={"format": None}))
        return replace(dataset, source=f"{dataset.source} in {path.name}", sha256=file_sha256(path))


class _Held:
    """A private folder that is there as long as something refers to this, or the process runs."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="fairwitness-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def _holds_pictures(path: Path) -> bool:
    with opened_zip(path) as archive:
        names = [PurePosixPath(member.filename) for member in members_of(archive, path)]
    return any(name.suffix.casefold() in PICTURES for name in names)


def _with_pictures(path: Path, data: Data) -> Dataset:
    """The rows of the labels; the pictures stay unpacked as long as the rows, as a model is to read them."""
    held = _Held()
    unpack_folder(path, held.path)
    folder = held.path
    inside = list(folder.iterdir())
    if len(inside) == 1 and inside[0].is_dir():  # the folder itself was packed
        folder = inside[0]
    dataset = read_path(folder, path.name, data.model_copy(update={"format": None}))
    pictures = dataset.pictures and replace(dataset.pictures, held=held)
    source = f"{dataset.source.partition(' in ')[0]} in {path.name}"
    return replace(dataset, source=source, sha256=file_sha256(path), pictures=pictures)


def _unpacked(path: Path, folder: Path, *, packed_with_gzip: bool) -> Path:
    """The path of the table, under its own name."""
    suffixes = _suffixes()
    if packed_with_gzip:
        stem = path.stem if path.suffix.casefold() == ".gz" else path.name
        name = stem if Path(stem).suffix.casefold() in suffixes else f"{stem}.csv"
        unpack_gzip(path, folder / name)
        return folder / name
    with opened_zip(path) as archive:
        member = the_member(archive, path, suffixes)
        # Of the name in the archive only the last part is used, without what could leave the folder.
        target = folder / PurePosixPath(member.filename.replace("\\", "/")).name
        unpack_member(archive, member, path, target)
    return target


def _suffixes() -> tuple[str, ...]:
    """Of every format but this one."""
    names = [name for name in _registry.names("fairwitness.datasets") if name != Archive.name]
    return tuple(suffix for name in names for suffix in reader(name).suffixes)
