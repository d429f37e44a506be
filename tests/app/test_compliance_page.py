"""The section on compliance: each requirement opens to its evidence, and only what is asked for is listed."""

from __future__ import annotations

import re
from datetime import date

import records
from attacks import forged
from streamlit.testing.v1 import AppTest
from test_pages import app, go, sane

from fairwitness.app import stated
from fairwitness.app.people import Person
from fairwitness.audits.record import Record
from fairwitness.reports.frameworks import eu_gdpr, sg_ai_verify


def two_frameworks() -> Record:
    base = records.full()
    facts = (sg_ai_verify.facts(), eu_gdpr.facts())
    controls = (*sg_ai_verify.controls(base), *eu_gdpr.controls(base))
    return Record.of(base.model_copy(update={"frameworks": facts, "controls": controls}))


def opened(keep, record: Record | None = None) -> AppTest:
    keep(record or two_frameworks())
    return app("compliance", audit="kept")


def ids(said: str) -> list[str]:
    return re.findall(r'<details class="req" id="([^"]+)"', said)


def test_every_requirement_opens_to_its_evidence(keep) -> None:
    record = two_frameworks()
    said = sane(opened(keep, record))
    assert len(ids(said)) == len(record.controls)
    assert len(set(ids(said))) == len(record.controls)
    for part in ("It asks", "Evidence", "This does not show", "Where it stands", "Applies from"):
        assert f"<dt>{part}</dt>" in said
    assert "not held in full" in said
    assert 'href="fairness?audit=kept"' in said


def test_only_what_is_asked_for_is_listed(keep) -> None:
    record = two_frameworks()
    found = opened(keep, record)
    found.selectbox(key="compliance-framework").select_index(1).run()
    one = [control for control in record.controls if control.framework == record.frameworks[1].id]
    assert len(ids(sane(found))) == len(one)
    persons = [control for control in one if control.status == "person"]
    options = found.selectbox(key="compliance-status").options
    found.selectbox(key="compliance-status").select(
        next(o for o in options if o.startswith("A person"))
    ).run()
    assert len(ids(sane(found))) == len(persons)


def test_a_choice_that_the_next_audit_does_not_have_is_let_go(keep) -> None:
    found = opened(keep)
    found.selectbox(key="compliance-framework").select_index(1).run()
    keep(records.stated(), "other")
    said = sane(go(found, "compliance", audit="other"))
    assert len(ids(said)) == len(records.stated().controls)


def test_what_is_stated_stands_in_its_requirement_with_its_name(keep) -> None:
    found = opened(keep, records.stated())
    given = {
        "by": "Ana Pires",
        "role": None,
        "date": date(2026, 11, 20),
        "text": "Ana owns it.",
        "record": None,
    }
    stated.keep(Person("Me"), "kept", "roles", given, expected=None)
    said = sane(found.run())
    row = next(part for part in said.split("<details") if "<dt>Stated</dt>" in part)
    assert "Ana owns it." in row
    assert "Stated by Ana Pires on 20 November 2026" in row


def test_every_link_leads_to_a_part_that_is_there(keep) -> None:
    found = opened(keep)
    links = set(re.findall(r'href="(\w+)\?audit=kept(?:&amp;part=[\w-]+)?#([\w-]+)"', sane(found)))
    assert links
    for section in {section for section, _ in links}:
        page = go(found, section, audit="kept")
        anchors = {one.proto.anchor for one in (*page.header, *page.subheader)}
        assert {anchor for name, anchor in links if name == section} <= anchors


def test_nothing_of_a_forged_record_is_markup(keep) -> None:
    said = sane(opened(keep, forged(two_frameworks())))
    assert ids(said)
    assert not re.search(r"<(script|img|svg|iframe)", said)


def test_every_part_has_an_address(keep) -> None:
    anchors = {one.proto.anchor for one in opened(keep).header}
    assert {"glance", "requirements", "statements"} <= anchors
