from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from fairwitness.app import store
from fairwitness.app.people import Person
from fairwitness.app.store import database as opened
from fairwitness.app.store import steps
from fairwitness.audits.plan import Plan
from fairwitness.errors import StoreError

NEW_DATABASES = True  # without tables


def test_nothing_becomes_the_newest_step_and_stays_it() -> None:
    assert store.upgrade() == (None, steps.NEWEST)
    assert store.upgrade() == (steps.NEWEST, steps.NEWEST)


def test_the_newest_step_is_the_last_file() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(steps.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [steps.NEWEST]


def test_many_processes_may_be_the_first(together) -> None:
    together(6, "from fairwitness.audits.plan import Plan; store.create(Plan(title='x'))")
    assert len(store.entries()) == 6


def test_a_database_of_a_later_version_is_left_alone() -> None:
    store.create(Plan(title="Kept"))
    with opened.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened.close()
    for act in (store.entries, lambda: store.create(Plan()), store.reconcile, store.upgrade):
        with pytest.raises(
            StoreError, match=r"kept by a later version .* at step 9999, .* update Fairwitness"
        ):
            act()
    assert opened.step() == "9999"


def test_a_step_that_breaks_off_leaves_the_database_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    migrate = steps._migrate

    def broken(connection) -> None:
        migrate(connection)
        raise OSError("stopped")

    with monkeypatch.context() as patch:
        patch.setattr(steps, "_migrate", broken)
        with pytest.raises(OSError, match="stopped"):
            store.add_project("Loans")
    assert opened.step() is None
    store.new_draft(Person("Ada"), {})
    assert opened.step() == steps.NEWEST


def test_a_folder_with_a_percent_sign_is_no_trouble(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "50%(x)s").symlink_to(steps._FOLDER)
    monkeypatch.setattr(steps, "_FOLDER", tmp_path / "50%(x)s")
    assert store.upgrade() == (None, steps.NEWEST)
