"""Forms that are kept: all of what was entered comes back, after a restart too, and nobody else sees it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import skops.io
from new_form import CSV
from sklearn.dummy import DummyClassifier

from fairwitness.app import access, form, sources, store, unfinished, uploads
from fairwitness.app.people import Person
from fairwitness.app.ready_made import turned
from fairwitness.app.unfinished import Form, Model, content_of, opened
from fairwitness.app.uploads import Draft
from fairwitness.audits.plan.model import ModelSource
from fairwitness.errors import RecordError, StoreError

ME, OTHER = Person("Me"), Person("Other", "other@example.org")


@pytest.fixture
def draft() -> Draft:
    return uploads.draft_of(uploads.spool("people.csv", io.BytesIO(CSV.encode())))


def values(draft: Draft) -> dict[str, object]:
    return form.values_of(draft.plan, has_model=False)


def through_json(kept: Form) -> unfinished.Opened:
    return opened(ME, json.loads(json.dumps(content_of(kept))))


def test_all_that_was_entered_comes_back(draft: Draft) -> None:
    entered = values(draft) | {"title": "Mine", "where": "age > 3", "alpha": 0.01, "sensitive": ["sex"]}
    entered |= turned(entered, "hiring")
    found = through_json(Form(entered, draft, yaml="title: begun"))
    assert found.said is None
    assert dict(found.form.values) == entered
    assert found.form.yaml == "title: begun"
    assert found.form.draft is not None
    assert found.form.draft.plan == draft.plan
    assert found.form.draft.reasons == draft.reasons
    assert found.form.draft.data_file == draft.data_file
    assert found.form.draft.dataset.frame.equals(draft.dataset.frame)
    assert form.plan_of(found.form.values, found.form.draft.plan) == form.plan_of(entered, draft.plan)


def test_limits_that_were_put_aside_come_back(draft: Draft) -> None:
    aside = {("accuracy", "selection_rate"): [{"metric": "selection_rate"}, {"metric": "accuracy"}]}
    found = through_json(Form(values(draft) | {"gates-aside": aside}, draft))
    assert found.form.values["gates-aside"] == aside
    assert through_json(Form(values(draft), draft)).form.values["gates-aside"] == {}


def test_waivers_and_row_numbers_are_no_obstacle(draft: Draft) -> None:
    waiver = {"reason": "agreed", "owner": "A. Weber", "until": "2027-01-31"}
    gates = [{"metric": "accuracy", "kind": "difference", "limit": 0.1, "waiver": waiver, "row": 7}]
    found = through_json(Form(values(draft) | {"gates": gates}, draft))
    plan = form.plan_of(found.form.values, draft.plan)
    assert plan.gates[0].waiver is not None
    assert "row" not in found.form.values["gates"][0]  # type: ignore[index]


def test_a_form_without_rows_is_kept_too() -> None:
    found = through_json(Form({"title": "Begun"}, yaml="title: X"))
    assert found.form.draft is None
    assert (found.form.values["title"], found.form.yaml) == ("Begun", "title: X")


def test_rows_that_are_gone_are_said_and_the_plan_waits_for_them(draft: Draft) -> None:
    content = content_of(Form(values(draft) | {"title": "Mine"}, draft))
    assert draft.data_file is not None
    draft.data_file.unlink()
    found = opened(ME, content)
    assert found.form.draft is None
    assert found.form.values["title"] == "Mine"
    assert found.said == "'people.csv' is no longer there; choose the file again."
    assert found.waits == draft.plan


def test_a_file_elsewhere_is_never_opened(draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "private.csv").write_text(CSV)
    content = content_of(Form(values(draft), draft)) | {"data_file": str(tmp_path / "private.csv")}
    found = opened(ME, content)
    assert found.form.draft is None
    assert "no longer allowed" in str(found.said)


def test_a_model_is_named_and_not_loaded(draft: Draft, tmp_path: Path) -> None:
    file = uploads.spool("m.skops", io.BytesIO(skops.io.dumps(DummyClassifier().fit([[0], [1]], [0, 1]))))
    found = through_json(Form(values(draft), draft, Model(ModelSource(path=file.name), file)))
    assert found.form.model == Model(ModelSource(path="m.skops"), file)
    assert found.form.model.folder == file.parent
    (tmp_path / "m.skops").write_bytes(b"")
    stranger = Model(ModelSource(path="m.skops"), tmp_path / "m.skops")
    assert through_json(Form(values(draft), draft, stranger)).form.model is None
    asked = Model(ModelSource(url="https://models.example/x"), None)
    assert through_json(Form(values(draft), draft, asked)).form.model == asked


def test_no_address_of_a_database_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.executescript("CREATE TABLE t (y, p, sex); INSERT INTO t VALUES (1, 1, 'f'), (0, 1, 'm')")
    connection.close()
    monkeypatch.setenv("FAIRWITNESS_SQL_X", f"sqlite:///{tmp_path}/x.db")
    found = sources.draft_of_query("x", "SELECT * FROM t ORDER BY y")
    content = content_of(Form(values(found), found))
    assert str(tmp_path) not in json.dumps(content)
    again = opened(ME, content).form.draft
    assert again is not None
    assert len(again.dataset.frame) == 2


@pytest.mark.parametrize("content", [{}, {"form": 2}, {"form": 1, "plan": "nonsense: 1"}])
def test_what_another_version_kept_is_said(content: dict[str, object]) -> None:
    with pytest.raises(StoreError, match="another version"):
        opened(ME, content)


def test_a_form_is_its_owners_alone(draft: Draft) -> None:
    content = content_of(Form(values(draft), draft))
    kept = unfinished.begin(ME, content)
    assert [one.id for one in unfinished.kept_of(ME)] == [kept.id]
    assert unfinished.kept_of(OTHER) == ()
    for act in (unfinished.kept, unfinished.drop):
        with pytest.raises((StoreError, Exception), match=r"no longer kept|may not"):
            act(OTHER, kept.id)
    assert unfinished.kept(ME, kept.id).content == content
    assert unfinished.data_of(kept.content) == "people.csv"


def test_the_second_of_two_tabs_is_told_and_both_forms_stay(draft: Draft) -> None:
    first = unfinished.begin(ME, content_of(Form(values(draft), draft)))
    one = content_of(Form(values(draft) | {"title": "One"}, draft))
    two = content_of(Form(values(draft) | {"title": "Two"}, draft))
    assert unfinished.keep(ME, first.id, one, first.version).version == 2
    with pytest.raises(StoreError, match="saved in another tab"):
        unfinished.keep(ME, first.id, two, first.version)
    copy = unfinished.begin(ME, two)
    titles = {kept.id: kept.content["title"] for kept in unfinished.kept_of(ME)}
    assert titles == {first.id: "One", copy.id: "Two"}


def test_a_form_that_is_thrown_away_is_gone(draft: Draft) -> None:
    kept = unfinished.begin(ME, content_of(Form(values(draft), draft)))
    unfinished.drop(ME, kept.id)
    assert unfinished.kept_of(ME) == ()
    with pytest.raises(StoreError, match="no longer kept"):
        unfinished.keep(ME, kept.id, {}, kept.version)


def test_every_change_goes_through_the_door() -> None:
    for name in ("begin", "keep", "drop"):
        assert access.CHANGES[f"fairwitness.app.unfinished.{name}"] == "audit"
    assert store.drafts_of(ME) == ()


def test_no_upload_of_an_unfinished_form_is_swept_away(draft: Draft, home: Path) -> None:
    import os
    import time

    other = uploads.spool("other.csv", io.BytesIO(CSV.encode()))
    kept = unfinished.begin(ME, content_of(Form(values(draft), draft)))
    assert draft.data_file is not None
    for file in (draft.data_file, other):
        os.utime(file.parent, (time.time() - 90_000,) * 2)
    uploads.spool("new.csv", io.BytesIO(CSV.encode()))
    assert draft.data_file.is_file()
    assert not other.exists()
    unfinished.drop(ME, kept.id)
    uploads.spool("newer.csv", io.BytesIO(CSV.encode()))
    assert not draft.data_file.exists()


def test_rows_of_an_audit_that_a_person_may_not_see_any_more_are_not_read(draft: Draft) -> None:
    audit = uploads.start(ME, draft.plan, draft)
    store.set_member(store.MAIN, OTHER.email or "", "auditor", ME)
    content = content_of(Form(values(draft), uploads.draft_from(audit)))
    assert opened(OTHER, content).form.draft is not None
    store.drop_member(store.MAIN, OTHER.email or "")
    found = opened(OTHER, content)
    assert found.form.draft is None
    assert "not kept on this machine" in str(found.said)
    with pytest.raises(RecordError):
        uploads.refuse_others(OTHER, [store.folder(audit) / "inputs" / "people.csv"])
