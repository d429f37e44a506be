"""An Arrow table as a data frame, the same whatever file it was in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairwitness.audits.subject.datasets.header import merge_duplicates
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def frame_of(table: pa.Table, source: str) -> tuple[pd.DataFrame, frozenset[str], list[str]]:
    """The rows, the names that stand for several columns with different content, and what is said of them.

    Raises
    ------
    DataError
        The table has no rows or no columns, or holds what pandas cannot.
    """
    import pyarrow as pa

    if table.num_rows == 0 or table.num_columns == 0:
        raise DataError(
            f"The data must have rows. '{source}' has {table.num_rows} rows and "
            f"{table.num_columns} columns; write it anew with rows in it."
        )
    header = [str(name).strip() for name in table.column_names]
    try:
        plain = _without_decimals(table.rename_columns([str(place) for place in range(len(header))]))
        rows = plain.to_pandas(ignore_metadata=True)
    except pa.ArrowException as error:
        detail = str(error).splitlines()[0]
        raise DataError(f"'{source}' holds values that cannot be read as a table: {detail}") from error
    return merge_duplicates(rows, header)


def _without_decimals(table: pa.Table) -> pa.Table:
    """Decimals as floats: pandas would keep them as objects, which are no numbers to it."""
    import pyarrow as pa

    fields = [
        field.with_type(pa.float64()) if pa.types.is_decimal(field.type) else field for field in table.schema
    ]
    return table.cast(pa.schema(fields))
