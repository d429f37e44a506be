"""One finding under review: what it says, what people said of it, and the forms to decide and to comment."""

from __future__ import annotations

from typing import Final

import streamlit as st

from fairwitness.app import reviewing, words
from fairwitness.app.views import numbers, parts
from fairwitness.app.views.desk import Desk, key
from fairwitness.app.views.words import KEPT, UNSENT, words_area
from fairwitness.audits.review.acts import Decision
from fairwitness.audits.review.entries import Disposition
from fairwitness.audits.review.state import Reviewed
from fairwitness.reports import board as boards
from fairwitness.reports.review import decision_text

_MEANS: Final[dict[Disposition | None, str]] = {
    None: "Leave it as it is",
    "mitigate": "Mitigate: it will be mended (needs an owner)",
    "accept": "Accept: it is known, and stays (needs a reason)",
    "false_alarm": "False alarm: it is none (needs a reason)",
    "waive": "Waive until a day (needs a reason, an owner and the day)",
}
_MUTES_NONE: Final = (
    "A waiver here mutes no limit: the record is as it is. To mute the limit in the next audit, write the waiver into "
    "the plan."
)


def one_finding(desk: Desk) -> None:
    """Choose a finding, read it, and act on it."""
    found = {one.id: one for one in boards.by_severity(desk.board.review.findings)}
    if not found:
        return
    chosen = st.selectbox(
        "Which finding do you want to look at?",
        list(found),
        format_func=lambda name: f"{found[name].finding.title} ({name})",
        key="review-finding",
        persist_state="session",
    )
    if chosen is None:
        return
    one = found[chosen]
    parts.html(_told(one, desk))
    with st.expander("History of this finding"):
        said = boards.history(one.id, desk.board.entries, numbers.words())
        listed = "".join(
            f'<li><span class="m">{parts.text(when)} UTC</span> <span dir="auto">{parts.text(words)}</span></li>'
            for when, words in said
        )
        parts.html(f"<ol>{listed}</ol>" if said else parts.muted("Nobody has said or decided anything yet."))
    left, right = st.columns(2, gap="large")
    with left:
        _decide(desk, one)
    with right:
        _comment(desk, one)


def _told(one: Reviewed, desk: Desk) -> str:
    form = numbers.words()
    facts = [
        ("Severity", one.finding.severity.capitalize()),
        ("Owner", one.owner or "nobody"),
        ("Due", boards.due_text(one, desk.board.review, form) or "no date"),
        ("Decision", decision_text(one, form)),
    ]
    comments = "".join(
        f'<li><b dir="auto">{parts.text(said.by)}</b>, {form.stamp(said.at)}: <span dir="auto">{parts.text(said.text)}'
        "</span></li>"
        for said in one.comments
    )
    return (
        f'<div class="finding"><h3>{parts.text(one.finding.title)}</h3><p class="m">{parts.text(one.id)}</p>'
        f"<p>{parts.text(one.finding.statement)}</p><p><b>What helps:</b> {parts.text(one.finding.remedy)}</p>"
        f"{parts.facts(facts)}{f'<h4>Comments</h4><ul>{comments}</ul>' if comments else ''}</div>"
    )


def _decide(desk: Desk, one: Reviewed) -> None:
    form = f"decide-{one.id}"
    with st.form(form):
        decision = st.selectbox(
            "Decision", list(_MEANS), format_func=lambda name: _MEANS[name], key=key(form, "what")
        )
        owner = st.text_input("Owner, who answers for it", one.owner or "", key=key(form, "owner"))
        left, right = st.columns(2)
        due = left.date_input("To be done by", one.due, format="YYYY-MM-DD", key=key(form, "due"))
        until = right.date_input("Last day of a waiver", None, format="YYYY-MM-DD", key=key(form, "until"))
        reason = st.text_area("Reason", key=key(form, "reason"), height=110)
        parts.html(parts.muted(f"{UNSENT} {_MUTES_NONE}"))
        sent = st.form_submit_button("Write it down", type="primary", key=f"{form}-send")
    if sent:
        asked = Decision(
            decision, _changed(owner, one.owner), due if due != one.due else None, until, reason.strip() or None
        )  # fmt: skip
        desk.attempt(
            form,
            lambda: reviewing.decide(desk.person, desk.audit, desk.hand(), one.id, asked),
            f"Written down: {one.id}.",
        )


def _changed(owner: str, before: str | None) -> str | None:
    return owner.strip() if owner.strip() != (before or "") and owner.strip() else None


def _comment(desk: Desk, one: Reviewed) -> None:
    form = f"comment-{one.id}"
    with st.container(border=True):
        said = words_area("Comment", desk.audit, form, key=key(form, "text"))
        parts.html(parts.muted(KEPT))
        sent = st.button("Add the comment", key=f"{form}-send")

    def add() -> None:
        reviewing.comment(desk.person, desk.audit, desk.free_hand(), one.id, said)
        words.drop(desk.person, desk.audit, form)

    if sent:
        desk.attempt(form, add, f"The comment on {one.id} is added.")
