"""Spark: a session that is opened only if its master answers, and that is told nothing but to count."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fairwitness.audits.subject.datasets.csv import MISSING
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd
    from pyspark.sql import SparkSession

Found = TypeVar("Found")
ANSWERS_WITHIN = 5.0
"""Seconds in which a master must accept a connection."""
STARTS_WITHIN = 25.0
"""Seconds in which a cluster that accepted one must do its first, empty job."""
_INSTALL = "pip install 'fairwitness[spark]'"
_HOSTS = re.compile(r"spark://(.+)")
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.log.level": "OFF",
}


@contextmanager
def open_spark(master: str, scratch: Path) -> Iterator[Spark]:
    """Spark on a master, stopped afterwards unless a session was there before.

    Raises
    ------
    DataError
        Spark or Java is not installed, or the master does not answer.
    """
    check_installed()
    check_master(master)
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session is not None:
        yield Spark(session, master, scratch)
        return
    session = start_session(master)
    try:
        yield Spark(session, master, scratch)
    finally:
        session.stop()


def check_installed() -> None:
    """Refuse where the extra or Java is missing."""
    if find_spec("pyspark") is None:
        raise DataError(f"The engine 'spark' must be installed. It is not: {_INSTALL}.")
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        raise DataError(
            "The engine 'spark' needs Java 17. None was found; install a Java 17 runtime (Debian, Ubuntu: "
            "apt-get install openjdk-17-jre-headless), or name it in JAVA_HOME."
        )


def check_master(master: str, seconds: float = ANSWERS_WITHIN) -> None:
    """Refuse a master of which no host accepts a connection: Spark itself would try for a minute."""
    match = _HOSTS.fullmatch(master)
    if match is None:
        return
    for address in match[1].split(","):
        host, _, port = address.rpartition(":")
        with suppress(OSError, ValueError), socket.create_connection((host, int(port)), timeout=seconds):
            return
    raise _silent(master)


def start_session(master: str) -> SparkSession:
    """A new session, after its first job has been done.

    Raises
    ------
    DataError
        The cluster has not done the job in time.
    """
    from pyspark.sql import SparkSession

    # The workers must run this Python, whatever `python3` is on their path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("fairwitness")
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    if master.startswith("local"):
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.driver.host", "127.0.0.1")
        return builder.getOrCreate()

    def first_job() -> SparkSession:
        session = builder.getOrCreate()
        session.sql("SELECT 1").repartition(1).collect()
        return session

    return in_time(first_job, STARTS_WITHIN, master)


def in_time(work: Callable[[], Found], seconds: float, master: str) -> Found:
    """The result of work that may hang; refuse the master if there is none in time, and end Spark's process."""
    found: list[Found] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:  # noqa: BLE001 - handed on below
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if found:
        return found[0]
    _end_process()
    thread.join(ANSWERS_WITHIN)
    raise _silent(master) from (failed[0] if failed else None)


def _end_process() -> None:
    """End the Java process that this one started."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    process = getattr(gateway, "proc", None)
    if process is not None:
        process.kill()
        process.wait()
        process.stdin.close()
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None


def _silent(master: str) -> DataError:
    return DataError(
        f"The Spark master must answer. '{master}' does not; check host, port and that workers are free, or use "
        "`--engine spark` for the cores of this machine."
    )


class Spark:
    """One Spark session."""

    def __init__(self, session: SparkSession, master: str, scratch: Path) -> None:
        import ibis

        self.scratch = scratch
        self.name = f"spark ({master})"
        self._session = session
        self._connection = ibis.pyspark.connect(session)

    def parquet(self, files: Sequence[Path], root: Path | None) -> ir.Table:
        """See `Backend.parquet`."""
        reader = self._session.read
        if root is not None:
            reader = reader.option("basePath", f"file://{root.absolute()}")
        return self._view(lambda: reader.parquet(*map(_literal, files)))

    def csv(self, path: Path, names: Sequence[str], separator: str) -> ir.Table:
        """See `Backend.csv`."""
        schema = ", ".join(f"`{name}` STRING" for name in names)
        options = {"header": True, "sep": separator, "quote": '"', "escape": '"', "multiLine": True}
        reader = self._session.read.options(mode="FAILFAST", enforceSchema=True, **options).schema(schema)
        table = self._view(lambda: reader.csv(_literal(path)))
        return table.select(**{name: _known_text(table[name]) for name in names})

    def is_number(self, text: ir.StringColumn) -> ir.BooleanColumn:
        """See `Backend.is_number`."""
        end = text.rstrip().lower()
        strange = end.right(1).isin(("d", "f")) & (end.right(3) != "inf")
        return text.try_cast("float64").notnull() & ~strange

    def fetch(self, expression: ir.Table) -> pd.DataFrame:
        """See `Counter.fetch`."""
        import pandas as pd

        query = self._connection.compile(expression)
        rows = _told(lambda: self._session.sql(query).collect())
        found = pd.DataFrame(
            {name: [row[place] for row in rows] for place, name in enumerate(expression.columns)},
            columns=list(expression.columns),
        )
        short = [name for name, dtype in expression.schema().items() if dtype.is_float32()]
        return found.astype(
            dict.fromkeys(short, "float32")
        )  # a Python float shows digits that a float32 has not

    def _view(self, read: Callable[[], object]) -> ir.Table:
        frame = _told(read)
        frame.createOrReplaceTempView("rows_of_audit")  # type: ignore[attr-defined]  # a frame of Spark, whose types are not read
        return self._connection.table("rows_of_audit")


def _known_text(text: ir.StringColumn) -> ir.StringColumn:
    import ibis

    return ibis.ifelse(text.isin(MISSING), ibis.null("string"), text)


def _literal(path: Path) -> str:
    """A path in which Spark finds no pattern: it takes percent signs as they are and braces as a choice."""
    return "file://" + re.sub(r"([\\{}\[\]*?])", r"\\\1", str(path.absolute()))


def _told(work: Callable[[], Found]) -> Found:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        return work()
    except (PySparkException, Py4JError) as error:
        text = str(error)
        if "MALFORMED" in text or "malformed" in text.casefold():
            raise DataError(
                "Every line of the CSV file must have the columns of its header. One has not; put in what is missing, "
                "or put quotation marks around a value that holds the separator."
            ) from error
        if "No space left" in text:
            raise DataError(
                "The engine must have room for temporary files. The disk of Spark's local folder is full; free "
                "some of it."
            ) from error
        first = next(iter(text.strip().splitlines()), type(error).__name__)
        raise DataError(f"The data must be files that Spark can read. It says: {first}.") from error
