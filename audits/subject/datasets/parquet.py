"""Rows from a Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset, file_sha256
from fairwitness.audits.subject.datasets.header import merge_duplicates
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pyarrow as pa


class Parquet:
    """Apache Parquet, one file."""

    name = "parquet"
    suffixes = (".parquet", ".pq")

    def read(self, path: Path, data: Data) -> Dataset:
        """Read a Parquet file; see `DatasetReader.read`."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            table = pq.ParquetFile(path).read()
        except (pa.ArrowException, OSError) as error:
            detail = str(error).splitlines()[0]
            raise DataError(
                f"'{path.name}' must be a Parquet file. It cannot be read as one: {detail}"
            ) from error
        if table.num_rows == 0 or table.num_columns == 0:
            raise DataError(
                f"The data must have rows. '{path.name}' has {table.num_rows} rows and "
                f"{table.num_columns} columns."
            )
        header = [str(name).strip() for name in table.column_names]
        try:
            plain = _without_decimals(table.rename_columns([str(place) for place in range(len(header))]))
            rows = plain.to_pandas(ignore_metadata=True)
        except pa.ArrowException as error:
            detail = str(error).splitlines()[0]
            raise DataError(f"'{path.name}' holds values that cannot be read as a table: {detail}") from error
        frame, conflicting, notes = merge_duplicates(rows, header)
        return Dataset(
            frame,
            path.name,
            self.name,
            file_sha256(path),
            notes=tuple(notes),
            conflicting=conflicting,
            first_line=1,
        )


def _without_decimals(table: pa.Table) -> pa.Table:
    """Decimals as floats: pandas would keep them as objects, which are no numbers to it."""
    import pyarrow as pa

    fields = [
        field.with_type(pa.float64()) if pa.types.is_decimal(field.type) else field for field in table.schema
    ]
    return table.cast(pa.schema(fields))
