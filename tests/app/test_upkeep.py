from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fairwitness.app import store, upkeep
from fairwitness.app.access import CHANGES
from fairwitness.app.people import Person
from fairwitness.audits.plan import Plan
from fairwitness.errors import AccessError, RecordError
from fairwitness.reports.evidence.trail import load_trail

LOCAL, STRANGER = Person("root"), Person("Eve", "eve@example.org")


def said() -> list[str]:
    return [event.words for _, event in load_trail(store.trail()).events if event]


def test_each_act_is_a_line_in_the_trail(tmp_path: Path) -> None:
    store.create(Plan(title="Loans"), audit="loans")
    upkeep.set_retention(LOCAL, inputs_days=30)
    upkeep.keep(LOCAL, "loans")
    upkeep.export_all(LOCAL, tmp_path / "all.zip")
    upkeep.import_all(LOCAL, tmp_path / "all.zip")
    assert said() == [
        "note by root: Kept from now on: rows and models 30 days, audits until deleted, uploads 24 hours.",
        "root said that an audit stays, however old it gets: 'Loans'",
        "note by root: The store was exported: 1 audit.",
        "note by root: A store was imported: 0 audits, and 1 that were here already.",
    ]
    assert store.entry("loans").kept


def test_what_goes_names_who_asked(home: Path) -> None:
    store.create(Plan(title="Loans"), audit="loans")
    upkeep.set_retention(LOCAL, audits_days=1, upload_hours=1)
    (home / "uploads" / "x").mkdir(parents=True)
    os.utime(home / "uploads" / "x", (0, 0))
    assert len(upkeep.prune(LOCAL).uploads) == 1
    assert [entry.id for entry in store.entries()] == ["loans"]


@pytest.mark.parametrize(
    "act",
    [
        lambda: upkeep.set_retention(STRANGER, audits_days=1),
        lambda: upkeep.prune(STRANGER),
        lambda: upkeep.export_all(STRANGER, Path("x.zip")),
        lambda: upkeep.import_all(STRANGER, Path("x.zip")),
        lambda: upkeep.keep(STRANGER, "loans"),
    ],
)
def test_who_may_not_changes_nothing(act: Callable[[], object]) -> None:
    with pytest.raises((AccessError, RecordError)):
        act()
    assert store.settings() == {}


def test_the_whole_store_is_the_administrators() -> None:
    mine = {name.rpartition(".")[2]: needs for name, needs in CHANGES.items() if ".upkeep." in name}
    assert mine == {
        "export_all": "administer",
        "import_all": "administer",
        "set_retention": "administer",
        "prune": "administer",
        "keep": "audit",
    }
