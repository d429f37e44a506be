"""Words that explain themselves: marked once, never inside other words, and never a way for markup."""

from __future__ import annotations

import re

import records
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from test_pages import app, sane

from fairwitness.app.views.wording import explained, measures, terms

MEANINGS = {"interval": "The values that fit.", "not judged": "Left out.", "limit": "The largest gap."}


def test_a_word_is_a_button_once_with_its_meaning_beside() -> None:
    said = explained("An interval is no Interval.", MEANINGS)
    (name,) = re.findall(r'popovertarget="([^"]+)"', said)
    assert f'id="{name}"' in said
    assert said.count("<button") == 1
    assert said.startswith("An <button")
    assert said.endswith("is no Interval.")
    assert "The values that fit." in said


def test_words_inside_words_stay() -> None:
    assert "<button" not in explained("unlimited intervals", MEANINGS)


def test_only_the_words_that_are_asked_for_are_marked() -> None:
    said = explained("interval and limit", MEANINGS, ["limit", "unknown"])
    assert said.startswith("interval and <button")


def test_two_texts_have_buttons_of_their_own() -> None:
    names = {re.findall(r'id="([^"]+)"', explained(text, MEANINGS))[0] for text in ("a limit", "b limit")}
    assert len(names) == 2


@given(st.text(), st.dictionaries(st.sampled_from(["amp", "lt", "limit", "<b>"]), st.text(), max_size=3))
def test_nothing_becomes_markup(words: str, meanings: dict[str, str]) -> None:
    said = explained(words, meanings)
    left = re.sub(r'</?(button|span|b)( (class|type|popovertarget|id)="[\w -]+"| popover)*>', "", said)
    assert "<" not in left


def test_every_report_word_can_be_explained() -> None:
    found = terms(records.full())
    assert {"interval", "disparity", "not judged"} <= set(found)
    assert not any("(" in term for term in found)


def switched(found: AppTest) -> AppTest:
    return found.toggle(key="technical").set_value(True).run()


def test_the_reader_chooses_plain_words_or_technical_detail(keep) -> None:
    keep(records.full())
    found = app("summary", audit="kept")
    plain = sane(found)
    assert "popovertarget" in plain
    technical = sane(switched(found))
    assert [
        len(re.findall(r'<div class="m">[^<]*\(selection_rate\)', said)) for said in (plain, technical)
    ] == [
        0,
        2,
    ]
    assert ", p " in technical


def test_every_measure_of_a_record_is_explained_by_its_plain_name() -> None:
    found = measures(records.scored())
    assert found["positives found"].startswith("Among people whose outcome is positive")
    assert not found.keys() & terms(records.scored()).keys()
