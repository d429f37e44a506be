"""Every page with every kind of record: it renders, shows no traceback, and nothing from data becomes markup."""

from __future__ import annotations

import re

import pytest
import records
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from fairwitness.app import live, state, store
from fairwitness.app.web import MAIN
from fairwitness.audits.plan import Plan

RECORDS = {
    "full": records.full,
    "no target": records.no_target,
    "no gates": records.no_gates,
    "hostile": records.hostile,
    "undefined": records.undefined,
    "one group": records.one_group,
    "ratios": records.ratio_gates,
    "searched": records.searched,
    "scored": records.scored,
    "many groups": lambda: records.many_groups(60),
}
HEADING = {"Summary": "What this audit saw"}


def app(page: str = "", **query: str) -> AppTest:
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    return go(found, page, **query)


def go(found: AppTest, page: str, **query: str) -> AppTest:
    found._page_hash = calc_hash(page)
    for name, value in query.items():
        found.query_params[name] = value
    return found.run()


def text(found: AppTest) -> str:
    return "\n".join(element.proto.body for element in found.get("html"))


def sane(found: AppTest) -> str:
    said = text(found)
    assert not found.exception, found.exception
    assert "Something went wrong" not in said
    assert "Traceback" not in said
    assert said.count("<h1>") == 1
    assert not found.markdown, "a string that stands alone was drawn"
    return said


@pytest.mark.parametrize("kind", RECORDS)
def test_every_section_renders_every_record(kind: str, keep) -> None:
    keep(RECORDS[kind]())
    found = app()
    for section in state.SECTIONS:
        said = sane(go(found, section.lower(), audit="kept"))
        assert f"<h1>{HEADING.get(section, section)}</h1>" in said
        assert not re.search(r"<(script|img|i>)|<b>bold", said)


def test_scores_are_drawn_with_a_table_beside(keep) -> None:
    keep(records.scored())
    said = sane(go(app(), "fairness", audit="kept"))
    assert "the mean score lies outside the interval of what happened" in said
    assert said.count("<caption><span>Scores and what happened") == 1


def test_a_section_without_an_audit_says_so() -> None:
    found = app()
    for section in state.SECTIONS:
        assert "No result yet" in sane(go(found, section.lower()))


def test_an_audit_that_is_gone_is_a_sentence() -> None:
    found = app()
    for section in state.SECTIONS:
        said = sane(go(found, section.lower(), audit="gone"))
        assert "not kept on this machine" in said
        assert [one.proto.label for one in found.get("page_link")] == ["To the audits"]


@pytest.mark.parametrize("page", ["", "new", "summary", "trail"])
def test_a_database_that_cannot_be_read_is_a_sentence_on_every_page(page: str, home) -> None:
    store.database.close()
    home.mkdir(parents=True, exist_ok=True)
    (home / "fairwitness.db").write_bytes(b"no database, whatever its name says" * 99)
    found = app(page)
    assert not found.exception, found.exception
    assert 'role="alert"' in text(found)
    assert "Something went wrong" not in text(found)


def test_an_audit_that_has_not_run_says_so() -> None:
    store.create(Plan(title="Later"), audit="later")
    assert "has not ended" in sane(app("summary", audit="later"))
    said = sane(app())
    assert "Not run yet." in said


def test_a_record_that_was_changed_is_a_sentence(keep) -> None:
    keep(records.full())
    path = store.folder("kept") / "record.json"
    path.write_text(path.read_text().replace("0.214", "0.114"))
    found = app("summary", audit="kept")
    assert "was changed after it was sealed" in text(found)
    assert not found.exception


def test_the_list_links_to_what_there_is(keep) -> None:
    keep(records.full(), "one", demo=True)
    keep(records.hostile(), "two")
    said = sane(app())
    assert "2 of 2 audits" in said
    assert "demo" in said


def test_an_empty_list_says_what_an_audit_needs() -> None:
    assert "No audit yet" in sane(app())


def test_the_list_is_searched_and_filtered(keep) -> None:
    keep(records.full(), "one")
    keep(records.no_gates(), "two")
    found = app()
    found.text_input(key="audits-search").set_value("no such title").run()
    assert "None of 2 audits fits" in sane(found)
    assert not found.get("checkbox")
    found.button(key="audits-all").click().run()
    assert "2 of 2" in sane(found)
    assert found.text_input(key="audits-search").value == ""
    found.get("button_group")[0].set_value("disparity").run()
    assert "1 of 2" in sane(found)


def test_two_audits_are_ticked_and_compared(keep) -> None:
    keep(records.full(), "one")
    keep(records.no_gates(), "two")
    found = app()
    found.checkbox(key="compare-one").check().run()
    assert "1 of 2 are ticked" in sane(found)
    found.checkbox(key="compare-two").check().run()
    assert "are ticked." not in sane(found)
    assert any("Compare the two" in link.proto.label for link in found.get("page_link"))


def test_a_series_of_one_title_has_its_line(keep) -> None:
    keep(records.full(), "one")
    assert "Limits that held" not in sane(app())
    keep(records.full(), "two")
    assert sane(app()).count("Limits that held") == 1


def test_deleting_asks_first(keep) -> None:
    keep(records.full())
    found = app()
    found.button(key="delete-kept").click().run()
    assert "cannot be undone" in sane(found)
    found.button(key="keep-kept").click().run()
    assert len(store.entries()) == 1
    found.button(key="delete-kept").click().run()
    found.button(key="sure-kept").click().run()
    assert store.entries() == ()
    assert "No audit yet" in sane(found)


def test_picking_an_attribute_and_a_question(keep) -> None:
    keep(records.full())
    found = app("fairness", audit="kept")
    attribute, metric = found.selectbox(key="fairness-attribute"), found.selectbox(key="fairness-metric")
    assert "(selection rate)" in " ".join(metric.options)
    for option in attribute.options:
        found.selectbox(key="fairness-attribute").select(option).run()
        sane(found)
    crossed = [option for option in attribute.options if " & " in option]
    assert crossed == attribute.options[-len(crossed) :]


def test_groups_found_by_search_stand_beneath_the_declared_comparisons(keep) -> None:
    keep(records.searched())
    found = app("fairness", audit="kept")
    said = sane(found)
    assert "Groups found by search" in [one.value for one in found.header]
    assert "Age is under 25 and sex is female" in said
    assert "did not hold" in said
    assert "They decide nothing" in said
    assert [one.label for one in found.expander if "search" in one.label] == [
        "What the search did not look at"
    ]


def test_without_a_search_the_page_does_not_speak_of_one(keep) -> None:
    keep(records.full())
    found = app("fairness", audit="kept")
    assert "Groups found by search" not in [one.value for one in found.header]


def test_without_a_model_explanations_say_so(keep) -> None:
    keep(records.no_target())
    assert "No model was audited" in sane(app("explanations", audit="kept"))


def test_a_model_that_cannot_be_loaded_leaves_the_rest_of_the_page(keep) -> None:
    record = records.full()
    keep(record)
    with pytest.raises(Exception, match="need the model"):
        live.ready("kept", record.hash).result(20)
    found = app("explanations", audit="kept", part="case")
    said = text(found)
    found.button(key="explanations-part-importance").click().run()
    assert any("Can this be trusted?" in one.label for one in found.expander)
    assert "Explanations need the model" in said
    assert found.button(key="cases-again").label == "Try again"


def test_every_file_can_be_taken_along(keep) -> None:
    keep(records.full())
    (store.folder("kept") / "report.pdf").write_bytes(b"%PDF-1.7")
    labels = [button.label for button in app("summary", audit="kept").get("download_button")]
    assert {"PDF report", "Record, JSON", "Plan, YAML"} <= set(labels)
    assert "HTML report" in labels  # made when it is asked for


def test_frameworks_are_never_said_to_be_complied_with(keep) -> None:
    keep(records.full())
    said = sane(app("compliance", audit="kept"))
    assert "does not make a system compliant" in said
