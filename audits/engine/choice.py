"""Whether the rows are loaded, or counted where they lie."""

from __future__ import annotations

from pathlib import Path

from fairwitness.audits.plan.model import Data

IN_MEMORY_UP_TO = 1_610_612_736
"""Bytes of a file that are still loaded, 1.5 GiB."""


def engine_for(data: Data, folder: Path) -> tuple[str | None, str | None]:
    """The engine that counts the rows a plan names, and what the record should say of the choice.

    Parameters
    ----------
    data : Data
        Where the rows are, and the engine if the plan states one.
    folder : Path
        What the path is relative to.

    Returns
    -------
    engine : str or None
        None where the rows are loaded.
    note : str or None
        A sentence if the engine was chosen for the size or because the data are a folder.
    """
    if data.engine is not None or data.path is None:
        return data.engine, None
    path = folder / data.path
    if path.is_dir():
        return "duckdb", None
    if not path.is_file() or path.stat().st_size <= IN_MEMORY_UP_TO:
        return None, None
    size = path.stat().st_size / 2**30
    return "duckdb", (
        f"'{path.name}' has {size:.1f} GiB and was counted by DuckDB without loading its rows; "
        "what needs single rows, such as explanations, is not there."
    )
