"""The two databases that the store is tested on: a file, and a PostgreSQL server of the tests' own on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fairwitness.app.store import database as opened

PASSWORD = "wit:n/e@ss-p%w"
"""With characters that a URL must escape, and that no message may show."""


KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server that ends with the tests."""

    port: int
    user: str = "fairwitness"

    def url(self, name: str, password: str = PASSWORD) -> str:
        from sqlalchemy import URL

        return URL.create("postgresql", self.user, password, "127.0.0.1", self.port, name).render_as_string(
            hide_password=False
        )

    def run(self, statement: str, name: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(statement)


def _program(name: str) -> str | None:
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(beside[-1]) if beside else shutil.which(name)


def _as_nobody_special() -> list[str]:
    """PostgreSQL refuses to run as root: then the user that its package has made runs it."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server that listens on loopback alone; skipped where there is none, except in CI."""
    initdb, control = _program("initdb"), _program("pg_ctl")
    if initdb is None or control is None:
        missing = "PostgreSQL is not installed"
        if os.environ.get("FAIRWITNESS_CI") == "1":
            pytest.fail(f"{missing}, and FAIRWITNESS_CI=1 asks for its tests.")
        pytest.skip(missing)
    with tempfile.TemporaryDirectory(prefix="fw-pg-") as made:
        folder, who = Path(made), _as_nobody_special()
        (folder / "password").write_text(PASSWORD)
        if who:
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            found = Cluster(probe.getsockname()[1])
        _run(
            *who, initdb, "-D", str(folder / "data"), "-U", found.user, "-E", "UTF8", "--no-sync",
            "--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--locale=C.UTF-8",
        )  # fmt: skip
        stated = (
            f"-c listen_addresses=127.0.0.1 -c port={found.port} -c unix_socket_directories= -c fsync=off"
        )
        place = ["-D", str(folder / "data")]
        _run(*who, control, *place, "-l", str(folder / "log"), "-o", stated, "-w", "-t", "60", "start")
        try:
            yield found
        finally:
            _run(*who, control, *place, "-m", "immediate", "-w", "stop")


def _run(*command: str) -> None:
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/", check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def postgres(cluster: Cluster, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    name = f"t{abs(hash(tmp_path)):x}"
    cluster.run(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY FILE_COPY")
    yield cluster.url(name)
    opened.close()
    cluster.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _one(cluster: Cluster) -> str:
    cluster.run("CREATE DATABASE shared TEMPLATE template0 STRATEGY FILE_COPY")
    return cluster.url("shared")


@pytest.fixture
def shared(cluster: Cluster, _one: str) -> Iterator[str]:
    """The URL of a database that one test after another empties: quicker than a new one."""
    yield _one
    opened.close()
    cluster.run(
        "DO $$ BEGIN IF to_regclass('projects') IS NOT NULL THEN "
        "TRUNCATE audits, members, drafts, settings; DELETE FROM projects WHERE id <> 'main'; END IF; END $$",
        "shared",
    )


@pytest.fixture
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The kind of database that the store of a test has."""
    if request.param == "postgresql":
        new = getattr(request.module, "NEW_DATABASES", False)
        monkeypatch.setenv(opened.VARIABLE, request.getfixturevalue("postgres" if new else "shared"))
    return str(request.param)
