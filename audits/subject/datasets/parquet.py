"""Rows from a Parquet file."""

from __future__ import annotations

from pathlib import Path

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset, file_sha256
from fairwitness.audits.subject.datasets.csv import merge_duplicates
from fairwitness.errors import DataError


class Parquet:
    """Apache Parquet, one file."""

    name = "parquet"
    suffixes = (".parquet", ".pq")

    def read(self, path: Path, data: Data) -> Dataset:
        """Read a Parquet file; see `DatasetReader.read`."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            table = pq.read_table(path)
        except (pa.ArrowException, OSError) as error:
            raise DataError(
                f"'{path.name}' must be a Parquet file. It cannot be read as one: {error}"
            ) from error
        if table.num_rows == 0 or table.num_columns == 0:
            raise DataError(
                f"The data must have rows. '{path.name}' has {table.num_rows} rows and "
                f"{table.num_columns} columns."
            )
        header = list(table.column_names)
        frame = table.rename_columns([str(place) for place in range(len(header))]).to_pandas()
        frame, conflicting, notes = merge_duplicates(frame, header)
        return Dataset(
            frame,
            path.name,
            self.name,
            file_sha256(path),
            notes=tuple(notes),
            conflicting=conflicting,
            first_line=1,
        )
