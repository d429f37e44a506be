"""Sign-offs: which the plan asks for, who has signed, and the forms to sign and to withdraw."""

from __future__ import annotations

import streamlit as st

from fairwitness.app import reviewing
from fairwitness.app.views import numbers, parts
from fairwitness.app.views.desk import Desk, key
from fairwitness.app.views.words import UNSENT
from fairwitness.audits.plan.review import ROLE_TITLES, Role
from fairwitness.audits.review.state import folded
from fairwitness.reports import board as boards
from fairwitness.reports.review import signatures


def sign_offs(desk: Desk) -> None:
    """Who has signed, who is missing, and one's own signature."""
    review = desk.board.review
    st.header("Sign-offs", anchor="sign-offs")
    if found := signatures(review, numbers.words()):
        parts.html(parts.table(found, words=("Note",)))
    else:
        parts.html(parts.muted("The plan asks for no sign-off, and nobody has signed."))
    if review.asked.second_pair_of_eyes:
        parts.html(
            parts.muted(
                "A second pair of eyes is asked for: somebody must sign who neither ran the audit nor decided on a "
                "finding."
            )
        )
    if said := boards.history("", desk.board.entries, numbers.words()):
        with st.expander("History of the sign-offs"):
            parts.html(parts.listing(f"{when} UTC: {words}" for when, words in said))
    left, right = st.columns(2, gap="large")
    with left:
        _sign(desk)
        _withdraw(desk)
    with right:
        _auditor(desk)


def _sign(desk: Desk) -> None:
    roles, suggested = list(ROLE_TITLES), _suggested(desk)
    with st.form("sign"):
        role = st.selectbox(
            "Sign off in the role of",
            roles,
            index=None if suggested is None else roles.index(suggested),
            placeholder="Choose a role",
            format_func=lambda one: ROLE_TITLES[one],
            key=key("sign", "role"),
        )
        note = st.text_area("Note (optional)", key=key("sign", "note"), height=80)
        parts.html(parts.muted(UNSENT))
        sent = st.form_submit_button("Sign off", type="primary", key="sign-send")
    if not sent:
        return
    if role is None:
        parts.html(parts.problem("Choose the role in which you sign off."))
    else:
        desk.attempt(
            "sign",
            lambda: reviewing.sign(desk.person, desk.audit, desk.hand(role), note.strip() or None),
            f"Signed off as {ROLE_TITLES[role]}.",
        )


def _suggested(desk: Desk) -> Role | None:
    """The reviewer\u2019s own role, else the first that is asked for and has not signed, if one is."""
    standing = {one.entry.role for one in desk.board.review.signatures if one.lapse is None}
    missing = [role for role in desk.board.review.asked.sign_off if role not in standing]
    return desk.role or next(iter(missing), None)


def _withdraw(desk: Desk) -> None:
    own = [
        one.entry.role
        for one in desk.board.review.signatures
        if one.lapse is None and folded(one.entry.by) == folded(desk.name)
    ]
    if not own:
        return
    with st.form("withdraw"):
        role = st.selectbox(
            "Withdraw your sign-off of",
            own,
            format_func=lambda one: ROLE_TITLES[one],
            key=key("withdraw", "role"),
        )
        reason = st.text_area("Why", key=key("withdraw", "reason"), height=80)
        parts.html(parts.muted(UNSENT))
        sent = st.form_submit_button("Withdraw it", key="withdraw-send")
    if sent:
        desk.attempt(
            "withdraw",
            lambda: reviewing.withdraw(desk.person, desk.audit, desk.hand(role), reason),
            f"The sign-off of {ROLE_TITLES[role]} is withdrawn.",
        )


def _auditor(desk: Desk) -> None:
    auditor = desk.board.review.auditor
    with st.form("auditor"):
        name = st.text_input("Who ran the audit", auditor or "", key=key("auditor", "name"))
        parts.html(parts.muted("With a second pair of eyes, that person cannot alone sign it off."))
        sent = st.form_submit_button("Say so", key="auditor-send")
    if sent:
        desk.attempt(
            "auditor",
            lambda: reviewing.name_auditor(desk.person, desk.audit, desk.hand(), name),
            "It is stated who ran the audit.",
        )
