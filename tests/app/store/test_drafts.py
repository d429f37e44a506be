from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fairwitness.app import store
from fairwitness.app.people import Person
from fairwitness.errors import StoreError

ADA, LOCAL = Person("Ada", "ada@example.org"), Person("root")
CONTENT = {"title": "Löhne „2026“", "step": 2, "roles": {"target": None, "sensitive": ["sex", "age"]}}


@pytest.mark.parametrize("person", [ADA, LOCAL])
def test_what_was_entered_comes_back(person: Person) -> None:
    made = store.new_draft(person, CONTENT)
    assert store.draft(made.id).content == CONTENT
    assert store.drafts_of(person) == (store.draft(made.id),)
    assert made.version == 1


def test_nobody_sees_the_drafts_of_another() -> None:
    mine, theirs = store.new_draft(LOCAL, {}), store.new_draft(ADA, {})
    assert [draft.id for draft in store.drafts_of(LOCAL)] == [mine.id]
    assert [draft.id for draft in store.drafts_of(ADA)] == [theirs.id]
    assert store.drafts_of(Person("Ada", "other@example.org")) == ()


def test_a_tab_that_comes_second_is_told_and_overwrites_nothing() -> None:
    made = store.new_draft(LOCAL, {"title": "A"})
    saved = store.save_draft(made.id, {"title": "B"}, made.version)
    assert saved.version == 2
    with pytest.raises(StoreError, match="saved in another tab since"):
        store.save_draft(made.id, {"title": "C"}, made.version)
    assert store.draft(made.id).content == {"title": "B"}
    assert store.save_draft(made.id, {"title": "D"}, saved.version).version == 3


def test_of_many_at_once_one_saves() -> None:
    made = store.new_draft(LOCAL, {})

    def save(number: int) -> bool:
        try:
            store.save_draft(made.id, {"tab": number}, 1)
        except StoreError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(save, range(8)))
    assert won.count(True) == 1
    assert store.draft(made.id).content == {"tab": won.index(True)}


def test_a_draft_that_is_gone_is_said_to_be() -> None:
    made = store.new_draft(LOCAL, {})
    store.drop_draft(made.id)
    store.drop_draft(made.id)
    for act in (lambda: store.draft(made.id), lambda: store.save_draft(made.id, {}, 1)):
        with pytest.raises(StoreError, match="no longer kept"):
            act()
    assert store.drafts_of(LOCAL) == ()


def test_the_last_one_saved_comes_first() -> None:
    first, second = store.new_draft(LOCAL, {}), store.new_draft(LOCAL, {})
    store.save_draft(first.id, {"x": 1}, 1)
    assert [draft.id for draft in store.drafts_of(LOCAL)] == [first.id, second.id]


def test_files_that_forms_name_are_known_whoever_s_they_are() -> None:
    assert store.named_files() == frozenset()
    store.new_draft(LOCAL, {"data_file": "/srv/uploads/a/x.csv", "model_file": None})
    made = store.new_draft(ADA, {"data_file": None, "model_file": "/srv/uploads/b/m.skops"})
    assert store.named_files() == {Path("/srv/uploads/a/x.csv"), Path("/srv/uploads/b/m.skops")}
    store.drop_draft(made.id)
    assert store.named_files() == {Path("/srv/uploads/a/x.csv")}
