from __future__ import annotations

import os
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, text
from tests.app.databases import PASSWORD, Cluster

from fairwitness.app import store
from fairwitness.app.people import Person
from fairwitness.app.store import database as opened
from fairwitness.app.store import failures
from fairwitness.audits.plan import Plan
from fairwitness.errors import RecordError, StoreError

ADA = Person("Ada", "ada@example.org")
WORK = """
from fairwitness.app.people import Person
for each in range(15):
    store.new_draft(Person(str(number)), {"number": each})
    store.entries()
"""


def test_processes_write_and_read_at_once(together) -> None:
    together(4, WORK)
    drafts = store.drafts_of(Person("anybody"))
    assert sorted((draft.name, draft.content["number"]) for draft in drafts) == sorted(
        (str(name), number) for name in range(4) for number in range(15)
    )


def test_threads_change_one_row_without_losing_a_change() -> None:
    made = store.new_draft(ADA, {"count": 0})

    def add(_: int) -> None:
        while True:
            now = store.draft(made.id)
            try:
                store.save_draft(made.id, {"count": int(str(now.content["count"])) + 1}, now.version)
            except StoreError:
                continue
            return

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(30)))
    assert store.draft(made.id).content == {"count": 30}


def test_a_block_that_raises_changes_nothing() -> None:
    made = store.new_draft(ADA, {})

    def half() -> None:
        with opened.writing() as connection:
            connection.execute(text("DELETE FROM drafts"))
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert store.drafts_of(ADA) == (made,)


def test_a_reader_is_not_held_up_by_a_writer() -> None:
    store.add_project("Loans")
    with opened.writing() as connection:
        connection.execute(text("DELETE FROM projects WHERE name = 'Loans'"))
        with ThreadPoolExecutor(1) as pool:
            assert len(pool.submit(store.projects).result(10)) == 2
    assert len(store.projects()) == 1


def test_what_a_row_names_must_be_there() -> None:
    with pytest.raises(StoreError, match="does not fit what is kept"), opened.writing() as connection:
        connection.execute(
            text("INSERT INTO members VALUES ('nowhere', 'a@b', 'viewer', CURRENT_TIMESTAMP, 'me')")
        )


class TestFile:
    """SQLite."""

    DATABASES = ("sqlite",)

    def test_looking_makes_nothing(self, home: Path) -> None:
        assert store.drafts_of(ADA) == ()
        assert store.setting("x") is None
        assert [project.id for project in store.projects()] == ["main"]
        assert not home.exists()

    def test_it_is_private_and_written_ahead(self, home: Path) -> None:
        old = os.umask(0)
        try:
            store.add_project("Loans")
            with opened.writing(), opened.reading() as connection:
                assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
                assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
                for path in home.glob("fairwitness.db*"):
                    assert path.stat().st_mode & 0o777 == 0o600, path
                assert len(list(home.glob("fairwitness.db*"))) == 3
        finally:
            os.umask(old)

    def test_one_that_is_replaced_is_made_anew(self, home: Path) -> None:
        store.add_project("Loans")
        for path in home.glob("fairwitness.db*"):
            path.unlink()
        assert len(store.projects()) == 1
        store.add_project("Loans")

    def test_a_locked_one_is_waited_for_and_then_said(
        self, monkeypatch: pytest.MonkeyPatch, home: Path
    ) -> None:
        store.add_project("Loans")
        other = sqlite3.connect(home / "fairwitness.db", isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.5, lambda: other.execute("COMMIT"))
        release.start()
        store.add_project("Waited")
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(opened, "BUSY_SECONDS", 0.2)
        opened.close()
        with pytest.raises(StoreError, match="is busy: another program"):
            store.add_project("Refused")
        assert len(store.projects()) == 3  # readers go on
        other.close()
        opened.close()

    @pytest.mark.parametrize(
        ("spoil", "said"),
        [
            (lambda path: path.write_bytes(b"no database" * 1000), "is not a database. Move it away"),
            (lambda path: path.mkdir(), "must be a file that can be opened"),
        ],
    )
    def test_what_is_no_database_is_said_to_be_none(
        self, spoil: Callable[[Path], object], said: str, home: Path
    ) -> None:
        home.mkdir()
        spoil(home / "fairwitness.db")
        for act in (store.entries, lambda: store.create(Plan()), store.projects):
            with pytest.raises(StoreError, match=said) as caught:
                act()
            assert str(home / "fairwitness.db") in str(caught.value)

    def test_a_full_disk_changes_nothing(self, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
        kept = store.new_draft(ADA, {"title": "kept"})
        engine = opened._engine(opened._url())

        def full(connection, _record) -> None:
            connection.execute("PRAGMA max_page_count = 1")

        event.listen(engine, "connect", full)
        try:
            with pytest.raises(StoreError, match="The disk is full, so nothing was changed"):
                store.save_draft(kept.id, {"title": "x" * 1_000_000}, 1)
        finally:
            event.remove(engine, "connect", full)
        assert store.draft(kept.id) == kept

    def test_one_that_cannot_be_written_can_be_read(self, home: Path) -> None:
        kept = store.create(Plan(title="Kept"))
        engine = opened._engine(opened._url())

        def read_only(connection, _record) -> None:  # rights would not stop root
            connection.execute("PRAGMA query_only = ON")

        event.listen(engine, "connect", read_only)
        try:
            assert [entry.title for entry in store.entries()] == ["Kept"]
            for act in (
                lambda: store.delete(kept),
                lambda: store.create(Plan()),
                lambda: store.add_project("x"),
            ):
                with pytest.raises(StoreError, match=f"'{home}.*' must be a file that can be written"):
                    act()
        finally:
            event.remove(engine, "connect", read_only)
        assert store.reconcile() == store.Reconciled()
        assert [entry.title for entry in store.entries()] == ["Kept"]

    def test_a_home_that_cannot_be_is_said(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path / "file" / "home"))
        assert store.entries() == ()
        for act in (lambda: store.create(Plan()), lambda: store.add_project("x")):
            with pytest.raises(
                (RecordError, StoreError), match="must be kept in a folder that can be written"
            ):
                act()


class TestServer:
    """What an address can be, and what a server says. Of SQLite only so that it runs once."""

    DATABASES = ("sqlite",)

    @pytest.fixture
    def stated(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
        def said(url: str) -> str:
            monkeypatch.setenv(opened.VARIABLE, url)
            opened.close()
            with pytest.raises(StoreError) as caught:
                store.add_project("Loans")
            sentence = str(caught.value)
            assert PASSWORD not in sentence
            assert "wit" not in sentence.replace("with", "").replace("Fairwitness", "").replace(
                "fairwitness", ""
            )
            assert "\n" not in sentence
            return sentence

        return said

    @pytest.mark.parametrize(
        "url",
        ["mysql://u:wit-secret@h/d", "sqlite:////tmp/x.db", "nonsense wit", "oracle://wit:wit@h", "http://h/wit",
         "postgresql://u:wit@h:port/d"],
    )  # fmt: skip
    def test_another_address_is_refused(self, url: str, stated: Callable[[str], str]) -> None:
        assert stated(url).startswith("FAIRWITNESS_DATABASE must be the URL of a PostgreSQL database")

    @pytest.mark.parametrize(
        "driver", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"]
    )
    def test_a_server_that_is_not_there_is_said_in_a_sentence(
        self, driver: str, stated: Callable[[str], str]
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        sentence = stated(f"{driver}://someone:wit-secret@127.0.0.1:{port}/audits")
        assert sentence.startswith(f"The database at 'audits' on 127.0.0.1:{port} cannot be reached.")

    def test_a_wrong_password_or_name_is_said(self, cluster: Cluster, stated: Callable[[str], str]) -> None:
        assert "does not let Fairwitness in" in stated(cluster.url("postgres", "wit-wrong"))
        assert "must be there, with the user" in stated(cluster.url("nowhere"))

    def test_a_user_without_rights_is_said(
        self, cluster: Cluster, postgres: str, stated: Callable[[str], str]
    ) -> None:
        from sqlalchemy import make_url

        url = make_url(postgres)
        cluster.run("DROP ROLE IF EXISTS reader")
        cluster.run("CREATE ROLE reader LOGIN PASSWORD 'wit'")
        told = url.set(username="reader", password="wit").render_as_string(hide_password=False)
        assert "does not let Fairwitness do this" in stated(told)

    def test_a_missing_driver_is_said(
        self, stated: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "psycopg", None)
        assert "`pip install 'fairwitness[postgres]'`" in stated("postgresql://u:wit@127.0.0.1/d")

    def test_a_server_that_went_away_is_found_again(
        self, cluster: Cluster, postgres: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(opened.VARIABLE, postgres)
        store.add_project("Loans")
        cluster.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        assert len(store.projects()) == 2

    def test_the_name_of_a_place_has_no_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(opened.VARIABLE, "postgresql://me:wit@db.example.org:5433/audits")
        assert opened.place() == "'audits' on db.example.org:5433"
        assert opened.file() is None


def test_what_is_not_known_is_said_without_the_words_of_the_database() -> None:
    from sqlalchemy.exc import DataError

    error = DataError("INSERT", {"secret": "wit"}, Exception("secret wit"))
    with (
        pytest.raises(StoreError, match=r"The database at 'x' cannot do this \(Exception\)") as caught,
        failures.told("'x'", "postgresql"),
    ):
        raise error
    assert "wit" not in str(caught.value)


def test_another_missing_package_is_not_taken_for_the_driver() -> None:
    def broken() -> None:
        with failures.told("'x'", "sqlite"):
            raise ModuleNotFoundError("No module named 'other'", name="other")

    with pytest.raises(ModuleNotFoundError, match="other"):
        broken()
