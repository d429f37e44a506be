"""Rows from an Arrow file: the file format, Feather 2, which is the same, or a stream."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset, file_sha256
from fairwitness.audits.subject.datasets.content import ARROW, refuse_other
from fairwitness.audits.subject.datasets.tables import frame_of
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pyarrow as pa

_FILE = b"ARROW1"


class Arrow:
    """Apache Arrow, as a file or a stream."""

    name = "arrow"
    suffixes = (".arrow", ".feather", ".ipc", ".arrows")

    def read(self, path: Path, data: Data) -> Dataset:
        """Read an Arrow file; see `DatasetReader.read`."""
        refuse_other(path, "an Arrow file", ARROW)
        frame, conflicting, notes = frame_of(_table(path), path.name)
        return Dataset(
            frame,
            path.name,
            self.name,
            file_sha256(path),
            notes=tuple(notes),
            conflicting=conflicting,
            first_line=1,
        )


def _table(path: Path) -> pa.Table:
    import pyarrow as pa

    with path.open("rb") as stream:
        is_file = stream.read(len(_FILE)) == _FILE
    opened = pa.ipc.open_file if is_file else pa.ipc.open_stream
    try:
        with pa.OSFile(str(path)) as source, opened(source) as reader:
            table = reader.read_all()
            table.validate(full=True)  # an offset that points outside would be read past the end
    except (pa.ArrowException, OSError) as error:
        detail = str(error).splitlines()[0].rstrip(".")
        raise DataError(
            f"'{path.name}' must be an Arrow file or stream. It cannot be read as one: {detail}. Write or copy it anew."
        ) from error
    return table
