"""The page that compares two audits: choosing them, waiting, what changed, and what cannot be compared."""

from __future__ import annotations

import re
from concurrent.futures import Future

import pytest
import records
from streamlit.testing.v1 import AppTest
from test_pages import app, sane
from versions import comparison_of, gap_change

from fairwitness.app import comparing
from fairwitness.app.comparing import Compared
from fairwitness.app.views import parts
from fairwitness.reports.format import date


def opened(**query: str) -> AppTest:
    """The page once its comparison is made."""
    found = app("compare", **query)
    comparing.compared(query["with"], query["audit"]).result(60)
    return found.run()


def test_one_audit_is_not_enough(keep) -> None:
    keep(records.full())
    assert "Two finished audits are needed" in sane(app("compare"))


def test_the_address_says_which_two(keep) -> None:
    for name in ("one", "two", "three"):
        keep(records.full(), name)
    found = opened(audit="one", **{"with": "three"})
    said = sane(found)
    assert (found.selectbox(key="compare-before").value, found.selectbox(key="compare-now").value) == (
        "three",
        "one",
    )
    assert "Energy of the audits themselves" in said
    assert "No change shown" in said


def test_audits_that_the_address_names_and_are_gone_are_not_replaced_in_silence(keep) -> None:
    for name in ("one", "two", "three"):
        keep(records.full(), name)
    assert "names an audit" not in sane(opened(audit="one", **{"with": "two"}))
    found = app("compare", audit="gone", **{"with": "two"})
    assert "names an audit that is not kept" in sane(found)
    assert "names an audit that is not kept" in sane(found.run()), "also once the comparison is made"
    found.selectbox(key="compare-now").select("one").run()
    assert "names an audit" not in sane(found)


def test_an_audit_cannot_be_compared_with_itself(keep) -> None:
    keep(records.full(), "one")
    keep(records.full(), "two")
    found = opened(audit="one", **{"with": "two"})
    found.selectbox(key="compare-before").select("one").run()
    assert "must be different ones" in sane(found)


def test_audits_of_different_questions_say_why_and_show_what_they_share(keep) -> None:
    keep(records.full(), "one")
    keep(records.numbers(), "two")
    found = opened(audit="one", **{"with": "two"})
    said = sane(found)
    assert 'class="note"' in said
    assert "Gaps between groups" not in [one.value for one in found.header]


def test_what_got_worse_is_said_by_sign_and_word(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(records.full(), "one")
    keep(records.hostile(), "two")
    hostile = gap_change("precision", outcome="better", statement="<img src=x onerror=alert(1)> fell.")
    made = Compared(comparison_of(gap_change(), hostile), ())
    done: Future[Compared] = Future()
    done.set_result(made)
    monkeypatch.setattr(comparing, "compared", lambda *_: done)
    said = sane(opened(audit="one", **{"with": "two"}))
    assert (
        '<span class="v disparity"><span class="i i-disparity" aria-hidden="true"></span>Worse</span>' in said
    )
    assert '<span class="v within">' in said
    assert "&lt;img" in said
    assert "<img" not in said


def test_the_audits_are_named_and_words_explain_themselves(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(records.full(), "one")
    keep(records.hostile(), "two")
    done: Future[Compared] = Future()
    done.set_result(Compared(comparison_of(gap_change()), ()))
    monkeypatch.setattr(comparing, "compared", lambda *_: done)
    found = opened(audit="one", **{"with": "two"})
    said = sane(found)
    assert (found.selectbox(key="compare-before").label, found.selectbox(key="compare-now").label) == (
        "Before",
        "Now",
    )
    for record in (records.full(), records.hostile()):
        assert f"{parts.text(record.title)}, {date(record.provenance.created)}: column" in said
    assert "at most 5 in 100" in said
    assert ">points</button>" in said
    assert "from 20% to 30% is 10 points" in said
    assert not re.search(r"\((A|B)\)|under [AB]\b", said)
