"""The demo: a model is trained, audited once, and comes back only if asked for."""

import runpy
from pathlib import Path

import pytest
import records

from fairwitness.app import demo, store
from fairwitness.app.demo import mortgage
from fairwitness.audits.keys import home
from fairwitness.audits.plan import parse_plan
from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.datasets.demo import FEATURES, synthetic_mortgages
from fairwitness.audits.subject.models import load_model

ROOT = Path(__file__).parents[2]


@pytest.fixture
def quick(monkeypatch):
    """The same demo with fewer rows to explain and no files but the record."""
    text = mortgage.plan_text().replace("formats: [json, html, pdf, markdown, junit]", "formats: [json]")
    monkeypatch.setattr(mortgage, "plan_text", lambda: text + "\nexplain: {rows: 3, background: 10}\n")


def test_the_plan_reads_and_compares_the_three_attributes():
    plan = parse_plan(demo.plan_text())
    assert [attribute.column for attribute in plan.roles.sensitive] == ["black", "hispan", "male"]
    assert plan.roles.target == "approve"
    assert set(plan.words.columns) == set(FEATURES)


def test_the_model_reads_neither_race_nor_sex_and_is_the_same_for_a_seed():
    rows = synthetic_mortgages(rows=300)
    one, two = demo.train(rows, seed=3), demo.train(rows, seed=3)
    X = rows[list(FEATURES)]
    assert (one.predict_proba(X) == two.predict_proba(X)).all()
    assert not {"black", "hispan", "male", "white"} & set(one.feature_names_in_)


def test_a_demo_that_came_in_with_an_archive_keeps_what_people_made_of_it(keep, tmp_path, monkeypatch):
    keep(records.full(), mortgage.AUDIT)
    (store.folder(mortgage.AUDIT) / "trail.jsonl").write_text("reviewed")
    store.export_all(tmp_path / "all.zip")
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path / "another"))
    store.import_all(tmp_path / "all.zip")
    before = store.record(mortgage.AUDIT)
    monkeypatch.setattr(mortgage, "make_demo", lambda: pytest.fail("it was replaced"))
    said = []
    assert demo.ensure_demo(said.append) is None
    assert said == []
    assert store.record(mortgage.AUDIT) == before
    assert (store.folder(mortgage.AUDIT) / "trail.jsonl").read_text() == "reviewed"


@pytest.mark.slow
def test_the_first_start_makes_the_demo_and_a_deleted_one_stays_deleted(quick):
    said = []
    assert demo.ensure_demo(said.append) == "demo-mortgage"
    assert len(said) == 1
    (entry,) = store.entries()
    assert entry.demo
    assert entry.finished
    record = store.record("demo-mortgage")
    sex = next(attribute for attribute in record.subject.attributes if attribute.name == "Sex")
    assert [(group.name, group.rows) for group in sex.groups if group.unknown] == [("(unknown)", 15)]
    assert record.subject.rows == 1989
    assert len(record.explanations.importance.features) == len(FEATURES)
    store.delete("demo-mortgage")
    assert demo.ensure_demo(said.append) is None
    assert store.entries() == ()
    assert (home() / "demo-made").exists()


@pytest.mark.slow
def test_the_example_script_writes_a_model_that_loads_and_its_plan(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["train.py", str(tmp_path)])
    runpy.run_path(str(ROOT / "examples" / "mortgage" / "train.py"), run_name="__main__")
    assert "Now run: fairwitness audit" in capsys.readouterr().out
    assert load_model(ModelSource(path="model.skops"), tmp_path).type == "GradientBoostingClassifier"
    assert parse_plan((tmp_path / "audit.yaml").read_text()).model.path == "model.skops"
