"""The page of a run: found again by its address, and of use however the run ended."""

from __future__ import annotations

import pytest
import records
from small_runs import begin
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from fairwitness.app import jobs, store
from fairwitness.app.jobs import queue
from fairwitness.app.web import MAIN
from fairwitness.audits.plan import Plan


def watch(audit: str | None) -> AppTest:
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found._page_hash = calc_hash("run")
    if audit is not None:
        found.query_params["job"] = audit
    return found.run()


def text(found: AppTest) -> str:
    assert not found.exception, found.exception
    return "\n".join(element.proto.body for element in found.get("html"))


def test_a_run_shows_its_phase_to_whoever_has_the_address(started: list[str]) -> None:
    audit = store.create(Plan(title="<b>Hiring</b>"))
    jobs.start(audit)
    said = text(watch(audit))
    assert "The audit is running" in said
    assert "Phase 3 of 5" in said
    assert "&lt;b&gt;Hiring" in said


def test_a_run_that_waits_shows_its_place_and_can_be_taken_back(small, monkeypatch) -> None:
    monkeypatch.setenv(queue.RUNS_VARIABLE, "1")
    begin("hang")
    audit = begin("hang")
    found = watch(audit)
    assert "waits for its turn" in text(found)
    assert "Place 1 in the queue" in text(found)
    found.button(key="cancel").click().run()
    assert "was cancelled" in text(found)
    assert jobs.waiting() == ()


def test_a_run_that_has_its_record_leads_to_the_summary(keep, started: list[str]) -> None:
    audit = keep(records.full())
    jobs.start(audit)
    records.full().save(store.folder(audit))
    (store.folder(audit) / "progress.jsonl").write_text('{"done": 1}\n')
    found = watch(audit)
    assert "What this audit saw" in text(found)
    assert found.query_params["audit"] in (audit, [audit])


def test_back_from_its_result_leads_to_the_result_again(keep) -> None:
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found._page_hash = calc_hash("run")
    found.query_params["audit"] = keep(records.full())  # what a browser makes of the way back
    assert "The run has ended" in text(found.run())
    assert [one.proto.label for one in found.get("page_link")] == ["To its result"]


def test_a_failure_says_what_happened_and_can_be_run_again(started: list[str]) -> None:
    audit = store.create(Plan())
    jobs.start(audit)
    (store.folder(audit) / "progress.jsonl").write_text('{"error": "No <rows>.", "done": 2}\n')
    found = watch(audit)
    assert "could not be made" in text(found)
    assert "No &lt;rows&gt;." in text(found)
    found.button(key="again").click().run()
    assert started == [audit, audit]
    assert "The audit is running" in text(found)


def test_an_audit_that_never_ran_can_be_run() -> None:
    found = watch(store.create(Plan()))
    assert "has not run yet" in text(found)
    assert found.button(key="again").label == "Run it as it is"


@pytest.mark.parametrize(
    ("audit", "words"), [(None, "No run is named"), ("gone", "not kept on this machine")]
)
def test_an_address_of_nothing_is_a_sentence(audit: str | None, words: str) -> None:
    found = watch(audit)
    assert words in text(found)
    assert text(found).count("<h1>") == 1
    assert [one.proto.label for one in found.get("page_link")] == ["To the audits"]
