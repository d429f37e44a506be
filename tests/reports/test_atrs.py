"""The transparency record, as JSON and as text."""

import json

import records
from tests.reports.frameworks.test_dossier import stated

from fairwitness.reports.atrs import AtrsRecord, AtrsText
from fairwitness.reports.frameworks import read_framework


def test_every_field_of_the_standard_has_its_name():
    found = json.loads(AtrsRecord().render(records.full()))
    fields = [one for one in read_framework("uk_atrs_ico").controls if one.id.startswith("ATRS-")]
    assert list(found["fields"]) == [one.id.removeprefix("ATRS-") for one in fields]
    assert found["record"] == records.full().hash
    assert found["standard"].startswith("ATRS")
    assert found["open"] == sum(bool(one["open"]) for one in found["fields"].values())


def test_a_field_has_what_the_record_says_and_what_people_said():
    found = json.loads(AtrsRecord().render(stated(records.full())))["fields"]
    assert records.full().performance.statement in found["T2-performance"]["from_the_record"]
    assert found["T1-description"]["stated"][0] == {
        "field": "Intended purpose",
        "text": "About intended_purpose.",
        "by": "A. Weber",
        "date": "20 November 2026",
    }
    assert found["T1-description"]["open"] == ""


def test_the_text_has_the_same_and_shows_markup_as_text():
    said = {"intended_purpose": {"text": "A *bold* <b>claim</b>", "by": "A. Weber", "date": "2026-11-20"}}
    text = AtrsText().render(stated(records.full(), said)).decode()
    assert "## Tier 1: description" in text
    assert "A \\*bold\\* \\<b\\>claim" in text
    assert "(Stated by A. Weber on 20 November 2026.)" in text
    assert "**Open:** Still open: users and people affected." in text
