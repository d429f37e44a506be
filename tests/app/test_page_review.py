"""The page of a review: what it shows, what it writes down, and what it says of what cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from test_pages import app, go, sane, text

import fairwitness
from fairwitness.app import reviewing, roles, state
from fairwitness.app.people import Person
from fairwitness.app.reviewing import Hand
from fairwitness.audits.record import Record
from fairwitness.audits.review.acts import Decision
from fairwitness.reports.board import by_severity

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)
BEN = Person("Ben")


@pytest.fixture(scope="module")
def record() -> Record:
    decided = [1] * 90 + [0] * 10 + [1] * 40 + [0] * 60
    frame = pd.DataFrame({"sex": ["a"] * 100 + ["b"] * 100})
    plan = {"review": {"sign_off": ["legal", "affected_group"], "second_pair_of_eyes": True}}
    return fairwitness.audit(y_pred=decided, sensitive_features=frame, positive=1, plan=plan)


@pytest.fixture
def finding(record: Record, keep, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(reviewing, "now", lambda: NOON)
    keep(record)
    return by_severity(reviewing.board("kept").review.findings)[0].id


def opened() -> AppTest:
    return app("review", audit="kept")


def send(found: AppTest, form: str, **fields: object) -> AppTest:
    """Fill a form by the names of its fields, and send it."""
    for name, value in fields.items():
        one = next(
            element
            for kind in ("text_input", "text_area", "selectbox", "date_input")
            for element in getattr(found, kind)
            if (element.key or "").startswith(f"{form}-{name}-")
        )
        one.set_value(value)
    return found.button(key=f"{form}-send").click().run()


def kept(found: AppTest, form: str, name: str) -> object:
    return next(one.value for one in found.text_area if (one.key or "").startswith(f"{form}-{name}-"))


def test_the_board_shows_the_findings_and_who_is_missing(finding: str) -> None:
    said = sane(opened())
    assert finding in said
    assert '<section class="some" aria-label="Open">' in said
    assert "Legal has not signed off." in said
    assert "Affected-group representative" in said
    assert "A second pair of eyes is asked for" in said


def test_the_list_is_a_table_of_the_same(finding: str) -> None:
    found = opened()
    found.get("button_group")[-1].set_value("List").run()
    said = sane(found)
    assert "<caption><span>Every finding, the most severe first.</span></caption>" in said
    assert 'class="board"' not in said


def test_a_finding_is_commented_decided_and_signed_and_the_second_pair_counts(finding: str) -> None:
    found = opened()
    found.text_input(key="review-by").set_value("Ana").run()
    send(found, f"comment-{finding}", text="<b>Why</b> this gap? \u202e\u6f22\u5b57")
    said = sane(found)
    assert "&lt;b&gt;Why&lt;/b&gt; this gap?" in said
    assert kept(found, f"comment-{finding}", "text") == ""
    send(found, f"decide-{finding}", what="mitigate", owner="C. Oz", due=date(2027, 2, 1))
    assert "Owner: C. Oz" in sane(found)
    send(found, "auditor", name="Ana")
    send(found, "sign", role="legal", note="Minuted.")
    assert "Somebody must sign off who neither ran the audit" in sane(found)
    found.text_input(key="review-by").set_value("Eve").run()
    send(found, "sign", role="affected_group")
    said = sane(found)
    assert "is signed off" in said
    assert "What is missing" not in [one.value for one in found.header]
    review = reviewing.board("kept").review
    assert review.state == "signed_off"
    assert review.findings[0].due == date(2027, 2, 1)


def test_nobody_signs_in_a_role_that_was_not_chosen(finding: str) -> None:
    found = opened()
    found.text_input(key="review-by").set_value("Eve").run()
    send(found, f"decide-{finding}", what="mitigate", owner="C. Oz", due=date(2027, 2, 1))
    send(found, "sign", role="legal")
    send(found, "sign", role="affected_group")
    send(found, "sign")
    assert "Choose the role in which you sign off." in sane(found)
    assert len(reviewing.board("kept").review.signatures) == 2


def test_ones_own_sign_off_is_withdrawn(finding: str) -> None:
    reviewing.decide(BEN, "kept", Hand(), finding, Decision("accept", reason="r"))
    reviewing.sign(BEN, "kept", Hand("Ben", "legal"))
    found = opened()
    assert "withdraw-send" not in [one.key for one in found.button]
    found.text_input(key="review-by").set_value("ben").run()
    send(found, "withdraw", reason="Too soon.")
    assert "ben withdrew it on 15 January 2027: Too soon." in sane(found)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"what": "waive", "owner": "C. Oz", "until": date(2027, 3, 1)}, "must have a reason"),
        (
            {"what": "waive", "owner": "C. Oz", "until": date(2027, 1, 14), "reason": "r"},
            "The last day of a waiver must not be past. Got 2027-01-14.",
        ),
        ({"what": "waive", "owner": "C. Oz", "reason": "r"}, "must have a last day"),
        ({"what": "mitigate"}, "must have an owner"),
        ({"what": "accept", "reason": "y" * 50_000}, "at most 10,000 characters. Got 50,000"),
        ({"what": "accept", "owner": "y" * 50_000, "reason": "r"}, "at most 200 characters. Got 50,000"),
        ({}, "must give an owner, a due date or a disposition"),
    ],
)
def test_a_decision_that_cannot_be_is_one_sentence_and_what_was_typed_stays(
    finding: str, fields: dict[str, object], sentence: str
) -> None:
    found = send(opened(), f"decide-{finding}", **fields)
    said = sane(found)
    assert sentence in said
    assert said.count('role="alert"') == 1
    assert kept(found, f"decide-{finding}", "reason") == fields.get("reason", "")
    assert reviewing.board("kept").count == 0


def test_who_comes_second_is_told_and_may_press_again(finding: str) -> None:
    found = opened()
    reviewing.decide(BEN, "kept", Hand(), finding, Decision("false_alarm", reason="An artefact."))
    send(found, f"decide-{finding}", what="accept", reason="Known.")
    said = sane(found)
    assert "This review has moved on since the page was drawn" in said
    assert "An artefact." in said
    assert kept(found, f"decide-{finding}", "reason") == "Known."
    assert reviewing.board("kept").review.findings[0].disposition == "false_alarm"
    found.button(key=f"decide-{finding}-send").click().run()
    assert reviewing.board("kept").review.findings[0].disposition == "accept"


def test_what_others_wrote_is_told_at_the_next_look_and_ones_own_is_not(finding: str) -> None:
    found = opened()
    reviewing.comment(BEN, "kept", Hand(), finding, "Look here.")
    assert "added to the review since you last looked" in sane(found.run())
    assert "added to the review since you last looked" not in sane(found.run())
    send(found, f"comment-{finding}", text="Mine.")
    assert "added to the review since you last looked" not in sane(found)


def test_what_is_overdue_is_said(finding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewing.decide(BEN, "kept", Hand(), finding, Decision(owner="Cem", due=NOON.date()))
    monkeypatch.setattr(reviewing, "now", lambda: NOON + timedelta(3))
    said = sane(opened())
    assert f"1 finding is overdue: {finding} (Cem, overdue by 3 days)." in said


def test_somebody_who_has_logged_in_writes_under_their_own_name(
    finding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(roles.DEFAULT_ROLE, "reviewer")
    monkeypatch.setattr(state, "person", lambda: Person("Ana Pires", "ana@example.org"))
    found = opened()
    assert "review-by" not in [one.key for one in found.text_input]
    assert "You write as Ana Pires (ana@example.org)." in sane(found)
    send(found, f"comment-{finding}", text="Seen.")
    assert reviewing.board("kept").entries[0].by == "Ana Pires (ana@example.org)"


def test_somebody_who_may_not_review_is_told_so(finding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(roles.DEFAULT_ROLE, "viewer")
    monkeypatch.setattr(state, "person", lambda: Person("R", "r@example.org"))
    said = sane(send(opened(), f"comment-{finding}", text="Seen."))
    assert "may not comment on findings" in said
    assert reviewing.board("kept").count == 0


def test_a_log_that_was_changed_by_hand_is_a_sentence(finding: str) -> None:
    reviewing.comment(BEN, "kept", Hand(), finding, "one")
    file = reviewing.log_file("kept")
    file.write_text(file.read_text().replace("one", "two"))
    said = text(opened())
    assert "was altered" in said
    assert "Something went wrong" not in said
    assert sane(go(app(), "summary", audit="kept"))


def test_single_decisions_that_are_not_here_are_a_sentence(finding: str) -> None:
    found = opened()
    found.toggle(key="review-cases").set_value(True).run()
    assert sane(found).count('role="alert"') == 1


def test_agreement_is_a_figure_with_its_table(finding: str) -> None:
    from fairwitness.audits.review.cases import Case

    for at in range(6):
        case = Case(str(at), "1", {"sex": "a" if at % 2 else "b"})
        reviewing.judge(BEN, "kept", Hand(), case, ("0" if at == 1 else "1", "New papers."))
    said = sane(opened())
    assert "Agreement by sex cannot be compared" in said
    assert "<caption><span>Agreement of reviewers with the model by sex." in said


def test_a_comment_that_was_begun_is_there_after_a_refresh_and_gone_once_it_is_sent(finding: str) -> None:
    found, form = opened(), f"comment-{finding}"
    area = next(one for one in found.text_area if (one.key or "").startswith(f"{form}-text-"))
    area.set_value("Half a thou").run()
    assert kept(opened(), form, "text") == "Half a thou"
    send(found, form, text="A whole thought.")
    assert kept(found, form, "text") == ""
    assert kept(opened(), form, "text") == ""


def test_what_is_not_kept_before_it_is_sent_is_said_to_be_so(finding: str) -> None:
    said = text(opened())
    assert said.count("is kept once it is sent, and not before") >= 2, "the decision and the sign-off"
    assert "kept for you alone, until you send it" in said
