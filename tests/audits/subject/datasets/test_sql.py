import getpass
import os
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import read_dataset
from fairwitness.errors import DataError

QUERY = "SELECT sex, hired, 'a%b' AS mark FROM people ORDER BY id"


@pytest.fixture
def folder(tmp_path):
    with sqlite3.connect(tmp_path / "staff.db") as base:
        base.execute("CREATE TABLE people (id INTEGER, sex TEXT, hired INTEGER, pay REAL)")
        base.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", [(1, "f", 1, 2.5), (2, "m", 0, None)])
    base.close()
    return tmp_path


def ask(folder, query=QUERY, url="sqlite:///staff.db"):
    return read_dataset(make_plan({"data": {"sql": {"url": url, "query": query}}}).data, folder)


def test_the_rows_of_a_query(folder):
    dataset = ask(folder)
    assert dataset.frame.to_dict("list") == {"sex": ["f", "m"], "hired": [1, 0], "mark": ["a%b", "a%b"]}
    assert (dataset.source, dataset.kind, dataset.notes) == ("a query of 'staff.db' (sqlite)", "sql", ())


def test_an_order_that_is_not_fixed_is_said(folder):
    assert "has no ORDER BY" in ask(folder, "SELECT * FROM people;").notes[0]


def test_columns_of_one_name(folder):
    assert ask(folder, "SELECT sex, hired AS sex FROM people").conflicting == {"sex"}


def test_the_file_is_opened_for_reading_only(folder, monkeypatch):
    from fairwitness.audits.plan import sql

    monkeypatch.setattr(sql, "why_not_read_only", lambda query: None)
    for query in ("DELETE FROM people", "CREATE TABLE x (a)", "WITH d AS (SELECT 1) DELETE FROM people"):
        with pytest.raises(DataError, match="must answer the query"):
            ask(folder, query)
    assert len(ask(folder).frame) == 2
    (folder / "staff.db").chmod(0o444)
    assert len(ask(folder).frame) == 2


@pytest.mark.parametrize(
    ("query", "url", "says"),
    [
        (
            "SELECT x FROM people",
            "sqlite:///staff.db",
            "It says: no such column: x. Look at `data.sql.query`",
        ),
        ("SELECT * FROM people WHERE id > 5", "sqlite:///staff.db", "has none; look at its conditions"),
        (QUERY, "sqlite:///staf.db", "'staf.db' does not exist. Did you mean 'staff.db'?"),
        (QUERY, "sqlite://", "must be a file. Got none"),
        (QUERY, "sqlite:///:memory:", "must be a file. Got none"),
        (QUERY, "nosuch://host/x", "needs a driver for 'nosuch'"),
        (QUERY, "mysql://u:tulip@host/x", "needs a driver for 'mysql'"),
        (QUERY, "env:FAIRWITNESS_NO_SUCH_URL", "environment variable 'FAIRWITNESS_NO_SUCH_URL'"),
        (QUERY, "postgresql://u:***@host/x", "must have its password. It was hidden"),
        (QUERY, "a b://u:tulip@host:port/x", "is not repeated here"),
    ],
)
def test_what_is_wrong_is_said_without_the_password(folder, query, url, says):
    with pytest.raises(DataError) as caught:
        ask(folder, query, url)
    text = str(caught.value)
    assert says in text
    assert "tulip" not in text
    assert str(folder) not in text
    assert "\n" not in text


def test_without_sqlalchemy_the_line_that_installs_it(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy.engine", None)
    with pytest.raises(
        DataError, match=r"need the package SQLAlchemy.*run `pip install 'fairwitness\[sql\]'`\.$"
    ):
        ask(folder)


def test_a_file_that_is_no_database(folder):
    (folder / "staff.db").write_text("a,b\n1,2\n" * 200)
    with pytest.raises(
        DataError, match=r"'staff\.db' must answer the query\. It says: file is not a database"
    ):
        ask(folder)


def test_the_url_from_the_environment(folder, monkeypatch):
    monkeypatch.setenv("STAFF_URL", "sqlite:///staff.db")
    assert len(ask(folder, url="env:STAFF_URL").frame) == 2


POSTGRES = next((path for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@pytest.fixture(scope="module")
def postgres():
    """The URL of a PostgreSQL server of this test's own, with a password."""
    if POSTGRES is None or shutil.which("su") is None:
        pytest.skip("PostgreSQL is not installed")
    # Not in pytest's folder, which another run that begins now would close to the server's own user.
    root = Path(tempfile.mkdtemp(prefix="fairwitness-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (root / "password").write_text("tulip")
    owner = getpass.getuser()
    if os.geteuid() == 0:
        owner = "postgres"
        for path in (root, root / "password"):
            shutil.chown(path, owner)

    def run(*command):
        words = ["su", owner, "-s", "/bin/sh", "-c", shlex.join(command)] if os.geteuid() == 0 else command
        done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            pytest.skip(f"PostgreSQL does not start: {done.stderr[-200:]}")

    data = root / "data"
    run(
        f"{POSTGRES}/initdb",
        "-D",
        str(data),
        "-U",
        "auditor",
        "-A",
        "scram-sha-256",
        f"--pwfile={root / 'password'}",
    )
    run(
        f"{POSTGRES}/pg_ctl", "-D", str(data), "-w", "-l", str(root / "log"), "-o",
        f"-p {port} -k {root} -c listen_addresses=127.0.0.1 -c fsync=off", "start",
    )  # fmt: skip
    yield f"postgresql+psycopg://auditor:tulip@127.0.0.1:{port}/postgres"
    run(f"{POSTGRES}/pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    shutil.rmtree(root)


@pytest.mark.slow
def test_postgresql_is_read_and_cannot_be_written(postgres, tmp_path, monkeypatch):
    import psycopg

    plain = postgres.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as base:
        base.execute(
            "CREATE TABLE people AS SELECT g AS id, 'f' AS sex, g::numeric / 2 AS pay FROM generate_series(1, 3) g"
        )
        base.execute(
            "CREATE FUNCTION sneak() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM people; RETURN 1; END $$"
        )
    dataset = ask(
        tmp_path, "SELECT * FROM people WHERE sex LIKE '%f%' AND id::text <> ':x' ORDER BY id", postgres
    )
    assert dataset.frame["pay"].tolist() == [0.5, 1.0, 1.5]
    assert dataset.source == "a query of 'postgres' (postgresql)"
    with pytest.raises(DataError, match="cannot execute DELETE in a read-only transaction"):
        ask(tmp_path, "SELECT sneak()", postgres)
    with pytest.raises(DataError) as caught:
        ask(tmp_path, QUERY, postgres.replace("tulip", "rosebud"))
    assert "rosebud" not in str(caught.value)
    assert "password authentication failed" in str(caught.value)
    assert len(ask(tmp_path, "SELECT id FROM people", postgres).frame) == 3
