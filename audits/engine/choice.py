"""Whether the rows are loaded, or counted where they lie."""

from __future__ import annotations

from pathlib import Path

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.partitions import CSV_SUFFIXES, PARQUET_SUFFIXES

IN_MEMORY_UP_TO = 201_326_592
"""Bytes of a CSV file that is loaded, 192 MiB: an audit of it stays below 1 GiB of memory."""
PACKED = 3
"""How many times smaller Parquet is than the same rows as CSV, about: of it that much less is loaded."""
AT_MOST_IN_MEMORY = 1_610_612_736
"""Bytes that are loaded where the plan asks for what needs single rows, such as a model, 1.5 GiB."""
LOADED = "memory"
"""What `data.engine` says to have the rows loaded, however many there are."""


def engine_for(data: Data, folder: Path, *, needs_rows: bool = False) -> tuple[str | None, str | None]:
    """The engine that counts the rows a plan names, and what the record should say of the choice.

    Parameters
    ----------
    data : Data
        Where the rows are, and the engine if the plan states one.
    folder : Path
        What the path is relative to.
    needs_rows : bool
        Whether the plan asks for what an engine cannot do.

    Returns
    -------
    engine : str or None
        None where the rows are loaded.
    note : str or None
        A sentence if the engine was chosen for the size.
    """
    if data.engine is not None or data.path is None:
        return None if data.engine == LOADED else data.engine, None
    path = folder / data.path
    try:
        bytes_ = _size(path, data)
    except (OSError, ValueError):
        return None, None  # whoever reads it says what is wrong
    packed = PACKED if path.is_dir() or _format(path, data) in ("parquet", *PARQUET_SUFFIXES) else 1
    rows = needs_rows or data.predictions is not None or data.types
    if bytes_ <= (AT_MOST_IN_MEMORY if rows else IN_MEMORY_UP_TO // packed):
        return None, None
    return "duckdb", (
        f"'{path.name}' has {bytes_ / 2**30:.1f} GiB and was counted by DuckDB without loading its rows; "
        "what needs single rows, such as explanations, is not there unless the plan says `data.engine: memory`."
    )


def _size(path: Path, data: Data) -> int:
    """Bytes of what an engine could count; 0 for anything else."""
    if path.is_dir():
        files = (file for file in path.rglob("*") if file.suffix.casefold() in PARQUET_SUFFIXES)
        return sum(file.stat().st_size for file in files)
    return (
        path.stat().st_size
        if _format(path, data) in ("csv", "parquet", *CSV_SUFFIXES, *PARQUET_SUFFIXES)
        else 0
    )


def _format(path: Path, data: Data) -> str:
    return data.format or path.suffix.casefold()
