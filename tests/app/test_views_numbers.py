"""Figures and days on pages: every page in one form, the reader's; of each session alone, and not in files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from html import unescape
from threading import Barrier
from typing import Any

import new_form
import pytest
import records
import streamlit
from streamlit.runtime import context
from streamlit.testing.v1 import AppTest
from test_pages import go, text
from test_thresholds import stored
from tests.audits.thresholds.people import plan_of

from fairwitness.app import comparing, reviewing, state, store, thresholds
from fairwitness.app.people import Person
from fairwitness.app.reviewing import Hand
from fairwitness.app.views import numbers
from fairwitness.app.web import MAIN
from fairwitness.audits.record import Record
from fairwitness.audits.review.acts import Decision
from fairwitness.reports.evidence.trail import add_run
from fairwitness.reports.format import opening
from fairwitness.reports.language import in_form

RECORDS = {
    "full": records.full,
    "undefined": records.undefined,
    "ratios": records.ratio_gates,
    "searched": records.searched,
    "scored": records.scored,
    "many groups": lambda: records.many_groups(60),
}
DECIMAL, THOUSANDS, PERCENT = r"\d+\.\d+", r"[1-9]\d{0,2}(?:,\d{3})+", r"\d+%"
DAY = r"\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d"
FORMS = {
    "de": rf"0\.\d+|\d+\.\d{{1,2}}|\d+\.\d{{4,}}|[1-9]\d{{0,2}}(?:,\d{{3}}){{2,}}|{PERCENT}|{DAY}",
    "fr": f"{DECIMAL}|{PERCENT}|{DAY}",
    "de-CH": f"{THOUSANDS}|{DAY}",
}
"""What is as in English and never in this form: between them, for German alone takes 1,234 for a decimal."""
ENGLISH = {tag: re.compile(rf"(?<![\w.,-])(?:{pattern})(?![.,]?\w)") for tag, pattern in FORMS.items()}
NOTES = (numbers._SEALED, numbers._TYPED, "CycloneDX 1.7")
"""What names a figure as in English on purpose, or has one in its name."""
BOTH = Barrier(2)
MACHINE = frozenset({"expr", "labelExpr", "test", "$schema", "shape", "path", "font", "field"})


def begun(tag: str) -> AppTest:
    found = AppTest.from_file(str(MAIN), default_timeout=60)
    found.session_state["numbers"] = tag
    return found


def strings(value: object) -> Iterator[str]:
    """Every text within JSON values, except what only a program reads."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in MACHINE:
                yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def written(found: AppTest) -> list[str]:
    """What a page says in letters: texts without code, headings, labels, choices, and what charts draw."""
    page = re.sub(r"<style>.*?</style>|<code>.*?</code>", " ", text(found), flags=re.DOTALL)
    labels = re.findall(r'(?:aria-label|alt)="([^"]*)"', page)
    said = [*map(unescape, labels), *map(unescape, re.sub(r"<[^>]*>", "\n", page).splitlines())]
    said += [one.value for one in (*found.header, *found.subheader)]
    said += [one.proto.label for one in (*found.expander, *found.get("page_link"), *found.button)]
    for choice in found.selectbox:
        said += [choice.label, *(choice.options if choice.key != "numbers" else ())]
    for chart in found.get("vega_lite_chart"):
        said += [chart.proto.alt, *strings(json.loads(chart.proto.spec))]
    return said


def english(found: AppTest, *sealed: str) -> list[str]:
    """What is written with a figure as in English, where no sentence that was sealed is quoted."""
    assert not found.exception
    pattern = ENGLISH[found.session_state["numbers"]]
    quoted = sorted({one for one in (*sealed, *NOTES) if pattern.search(one)}, key=len, reverse=True)
    left = []
    for said in written(found):
        rest = said
        for sentence in quoted:
            rest = rest.replace(sentence, " ")
        if pattern.search(rest) and not rest.startswith(("M", "#")):
            left.append(said)
    return left


def sealed(record: Record) -> list[str]:
    """Every sentence and name in a record, and how it begins where only its beginning is quoted."""
    found = list(strings(json.loads(record.to_json())))
    return [*found, *(opening(one, longest) for one in found for longest in (60, 90))]


@pytest.fixture
def scored() -> Record:
    plan = plan_of(0.5, {"sensitive": ["sex", "race"], "intersections": []}, gates=[{"limit": 0.2}])
    return stored(plan, rows=1500)


@pytest.mark.parametrize("tag", FORMS)
@pytest.mark.parametrize("section", [*state.SECTIONS, "Data"])
def test_a_section_has_figures_in_one_form(tag: str, section: str, keep) -> None:
    found = begun(tag)
    for kind, made in RECORDS.items():
        record, name = made(), kind.replace(" ", "-")
        keep(record, name)
        assert english(go(found, section.lower(), audit=name), *sealed(record)) == [], kind


def test_in_english_there_is_what_the_tests_look_for(keep) -> None:
    record = records.full()
    keep(record)
    found = begun("en")
    for section in ("summary", "fairness", "performance"):
        go(found, section, audit="kept")
        for tag, pattern in ENGLISH.items():
            found.session_state["numbers"] = tag
            assert [one for one in english(found, *sealed(record)) if pattern.search(one)], (section, tag)
        found.session_state["numbers"] = "en"


@pytest.mark.parametrize("tag", FORMS)
def test_every_other_page_has_figures_in_one_form(tag: str, keep) -> None:
    for name in ("one", "two"):
        keep(records.full(), name)
    add_run(store.trail(), records.full())
    comparing.compared("two", "one").result(60)
    found = begun(tag)
    for page, query in {
        "": {},
        "compare": {"audit": "one", "with": "two"},
        "trail": {},
        "people": {},
        "run": {},
    }.items():
        assert english(go(found, page, **query), *sealed(records.full())) == [], page


@pytest.mark.parametrize("tag", FORMS)
def test_a_new_audit_has_figures_in_one_form_in_every_step(tag: str) -> None:
    head, rows = new_form.CSV.split("\n", 1)
    found = new_form.upload(go(begun(tag), "new"), f"{head}\n{rows * 10}")
    assert in_form(tag).plural(1200, "row") in unescape(text(found))
    for step in ("data", "roles", "model", "checks"):
        assert english(new_form.go(found, step)) == [], step
    assert "Limits" in [one.value for one in found.header]
    assert english(found.button(key="add-gate").click().run()) == []


@pytest.mark.parametrize("tag", FORMS)
def test_another_threshold_is_in_the_same_form_and_its_address_is_not(tag: str, scored: Record) -> None:
    ready = thresholds.ready("a", scored.hash).result(60)
    found = go(begun(tag), "fairness", audit="a")
    found.slider(key="threshold-slider").set_value(0.35).run()
    live = ready.at(0.35).one(ready.question("selection_rate", "sex")).statement
    assert english(found, live, *sealed(scored)) == []
    assert f"At {in_form(tag).number(0.35)}, " in text(found)
    assert found.query_params["threshold"] == "0.35"


def test_a_review_has_its_days_in_the_form(keep) -> None:
    record = records.full()
    keep(record)
    at, person, hand = datetime(2026, 11, 27, 9, 5, tzinfo=UTC), Person("Ben"), Hand("Ben")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reviewing, "now", lambda: at)
        found = reviewing.board("kept").review.findings[0].id
        decided = Decision("waive", "Ben", date(2027, 1, 15), date(2027, 2, 1), "Known")
        reviewing.decide(person, "kept", hand, found, decided)
        page = go(begun("de"), "review", audit="kept")
    said = text(page)
    assert "27. November 2026" in said
    assert "1. Februar 2027" in said
    assert "15. Januar 2027" in said


def test_the_browser_says_which_form_until_somebody_chooses(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(records.full())
    monkeypatch.setattr(
        context, "_context_info_field", lambda name: {"locale": "fr-FR"}.get(name, "http://localhost/")
    )
    found = go(AppTest.from_file(str(MAIN), default_timeout=60), "summary", audit="kept")
    assert "7\u202f214" in text(found)
    assert found.selectbox(key="numbers").options[0].startswith("As this browser: 1\u202f234\u202f567,8")
    found.selectbox(key="numbers").set_value("de").run()
    assert "7.214" in text(found)
    assert "7.214" in text(go(found, "performance", audit="kept")), "it stays"
    found.selectbox(key="numbers").set_value(None).run()
    assert "7\u202f214" in text(found)


@pytest.mark.parametrize("locale", ["xx-YY", "", "C", "../x"])
def test_a_browser_of_an_unknown_locale_reads_as_in_english(
    locale: str, keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(records.full())
    monkeypatch.setattr(context, "_context_info_field", lambda name: locale if name == "locale" else None)
    said = text(go(AppTest.from_file(str(MAIN), default_timeout=60), "summary", audit="kept"))
    assert "7,214" in said
    assert numbers._SEALED not in said


def test_the_note_stands_where_two_forms_do_and_nowhere_else(keep) -> None:
    keep(records.full())
    for tag, noted in (("de", 1), ("en-IN", 1), ("en", 0), ("en-US", 0)):
        found = begun(tag)
        assert text(go(found, "summary", audit="kept")).count(numbers._SEALED) == noted
        assert numbers._SEALED not in text(go(found, "export", audit="kept"))
        assert text(go(found, "new")).count(numbers._TYPED) == noted


def test_files_are_for_programs_in_every_form(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    record = records.full()
    keep(record)
    taken: dict[str, dict[str, str]] = {}
    for tag in ("en", "de", "en-IN"):
        files: dict[str, str] = taken.setdefault(tag, {})

        def button(label: str, data: Any, *_: object, key: str, files=files, **__: object) -> bool:
            if key.startswith("csv-"):
                files[key] = data()
            return False

        monkeypatch.setattr(streamlit, "download_button", button)
        found = begun(tag)
        for section in ("fairness", "performance", "data"):
            assert not go(found, section, audit="kept").exception
    assert len(taken["en"]) > 4
    assert taken["de"] == taken["en-IN"] == taken["en"]
    assert "7214" in "".join(taken["de"].values())
    for cell in (
        cell for one in taken["de"].values() for row in csv.reader(io.StringIO(one)) for cell in row
    ):
        assert not re.search(r"\d,\d|^\u2212[\d.]+%?$", cell)


def script() -> None:
    import streamlit as st
    from test_views_numbers import BOTH

    from fairwitness.app.views import numbers

    for _ in range(50):
        BOTH.wait(20)
        st.text(numbers.words().number(1234567.8, 1))


def test_sessions_at_once_do_not_share_a_form() -> None:
    def drawn(tag: str) -> set[str]:
        found = AppTest.from_function(script, default_timeout=60)
        found.session_state["numbers"] = tag
        return {one.value for one in found.run().text}

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(drawn, ("de", "en-IN"))) == [{"1.234.567,8"}, {"12,34,567.8"}]
