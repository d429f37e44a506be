"""The engines that count: DuckDB in this process, Spark on a cluster, or whatever holds a table already."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fairwitness.audits.subject.datasets.csv import MISSING
from fairwitness.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd
    from ibis.backends.duckdb import Backend as DuckDBConnection

MEMORY = "200MB"
"""What DuckDB may use before it writes to its temporary folder."""
SPARK_MASTERS = ("local", "spark://", "yarn", "k8s://", "mesos://")


class Counter(Protocol):
    """What computes a small table."""

    name: str

    def fetch(self, expression: ir.Table) -> pd.DataFrame:
        """Compute a small table."""
        ...


class Backend(Counter, Protocol):
    """One engine that is open and reads files."""

    scratch: Path
    """A folder that is removed when the engine is closed."""

    def parquet(self, files: Sequence[Path], root: Path | None) -> ir.Table:
        """The table of Parquet files; `root` is the folder of a partitioned one, whose keys become text columns."""
        ...

    def csv(self, path: Path, names: Sequence[str], separator: str) -> ir.Table:
        """The table of a CSV file in UTF-8 with a header, every column as text, `MISSING` marks as null."""
        ...

    def is_number(self, text: ir.StringColumn) -> ir.BooleanColumn:
        """Whether a known text is a number to every engine: one takes 1_000 for one, another 1d."""
        ...


@contextmanager
def open_backend(engine: str) -> Iterator[Backend]:
    """The engine of that name, closed afterwards.

    Parameters
    ----------
    engine : str
        ``duckdb``, ``spark`` (this machine's cores), or a Spark master such as ``local[2]`` or ``spark://host:7077``.

    Raises
    ------
    UnknownNameError
        There is no such engine.
    DataError
        The engine is not installed, or does not answer.
    """
    if engine == "duckdb":
        with _temporary_folder() as folder:
            backend = DuckDB(folder)
            try:
                yield backend
            finally:
                backend.close()
    elif engine == "spark" or engine.startswith(SPARK_MASTERS):
        from fairwitness.audits.engine.spark import open_spark

        master = "local[*]" if engine == "spark" else engine
        with _temporary_folder() as folder, open_spark(master, folder) as spark:
            yield spark
    else:
        raise UnknownNameError.among(
            engine, ["duckdb", "spark", "spark://host:7077", "memory"], what="engine"
        )


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="fairwitness-", ignore_cleanup_errors=True)
    except OSError as error:
        raise DataError(
            "The engine must have a temporary folder that it can write to. "
            f"There is none: {error.strerror or error}. Name one in the environment variable TMPDIR."
        ) from error
    with folder as name:
        yield Path(name)


class DuckDB:
    """DuckDB in this process: it reads the files of the audit and no others, and writes only to its folder."""

    name = "duckdb"

    def __init__(self, folder: Path, *, memory: str = MEMORY, disk: str | None = None) -> None:
        import ibis

        self.scratch = folder
        limits = {} if disk is None else {"max_temp_directory_size": disk}
        with self._told():
            self._connection: DuckDBConnection = ibis.duckdb.connect(
                threads=os.cpu_count() or 1,
                memory_limit=memory,
                temp_directory=str(folder),
                preserve_insertion_order=False,
                autoinstall_known_extensions=False,
                autoload_known_extensions=False,
                **limits,
            )

    def parquet(self, files: Sequence[Path], root: Path | None) -> ir.Table:
        """See `Backend.parquet`."""
        options: dict[str, object] = {"union_by_name": len(files) > 1}
        if root is not None:
            options |= {"hive_partitioning": True, "hive_types_autocast": False}
        with self._told():
            self._only(files)
            return self._connection.read_parquet([str(path) for path in files], **options)

    def csv(self, path: Path, names: Sequence[str], separator: str) -> ir.Table:
        """See `Backend.csv`."""
        with self._told():
            self._only([path])
            relation = self._connection.con.read_csv(
                str(path), header=False, skiprows=1, sep=separator, quotechar='"', escapechar='"',
                columns=dict.fromkeys(names, "VARCHAR"), auto_detect=False, all_varchar=True, na_values=list(MISSING),
            )  # fmt: skip
            relation.create_view("rows_of_csv")
            return self._connection.table("rows_of_csv")

    def is_number(self, text: ir.StringColumn) -> ir.BooleanColumn:
        """See `Backend.is_number`."""
        return text.try_cast("float64").notnull() & ~text.contains("_")

    def close(self) -> None:
        """Let go of files and memory."""
        self._connection.disconnect()

    def fetch(self, expression: ir.Table) -> pd.DataFrame:
        """See `Counter.fetch`."""
        with self._told():
            found: pd.DataFrame = self._connection.to_pyarrow(expression).to_pandas()
            return found

    def _only(self, files: Sequence[Path]) -> None:
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        self._connection.raw_sql(f"SET allowed_paths = [{listed}]")
        self._connection.raw_sql("SET enable_external_access = false")

    @contextmanager
    def _told(self) -> Iterator[None]:
        import duckdb

        try:
            with warnings.catch_warnings():
                # Ibis calls what DuckDB has renamed; no person can act on that.
                warnings.simplefilter("ignore", DeprecationWarning)
                yield
        except duckdb.Error as error:
            from fairwitness.audits.engine.failures import duckdb_failure

            raise duckdb_failure(error) from error


class Warehouse:
    """Any other backend of Ibis: a table is counted where it lies."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fetch(self, expression: ir.Table) -> pd.DataFrame:
        """See `Counter.fetch`."""
        try:
            found: pd.DataFrame = expression.to_pyarrow().to_pandas()
        except Exception as error:  # every backend raises its own
            detail = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise DataError(
                f"The table must be one that {self.name} can count. It says: {detail}. Look at the rights and types "
                "of the columns with a role."
            ) from error
        return found
