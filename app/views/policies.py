"""The part of the form that offers ready-made policies, and says where each limit of the chosen one comes from."""

from __future__ import annotations

import streamlit as st

from fairwitness.app import ready_made, state
from fairwitness.app.views import fields, parts
from fairwitness.audits.plan import Plan
from fairwitness.audits.policies import Policy


def policy_fields() -> Policy | None:
    """Draw the choice; the policy that is chosen, None of one's own."""
    st.session_state.setdefault(fields.key("policy"), ready_made.OWN)
    st.segmented_control(
        "Begin with",
        ready_made.names(),
        format_func=ready_made.title_of,
        key=fields.key("policy"),
        required=True,
        on_change=state.answering(_turn),
        persist_state="session",
        help="Limits, frameworks and words for one kind of decision. Each can be changed below.",
    )
    found = ready_made.chosen(fields.values())
    if found is None:
        return None
    parts.html(
        f"<p>{parts.text(found.decides)}</p>"
        f'<div class="note">As of {parts.text(found.as_of)}: {parts.text(found.status)}</div>'
        f"{parts.listing(found.advice)}"
    )
    return found


def policy_notes(found: Policy | None, plan: Plan | None) -> None:
    """What the plan changed of a policy, and what its roles lack for it."""
    if found is None or plan is None:
        return
    if not found.is_taken(plan):
        parts.html(parts.muted("Limits or frameworks were changed since: they are no longer this policy's."))
    for lack in found.lacks(plan):
        parts.html(f'<div class="note">{parts.text(lack)} It would stay open.</div>')


def _turn() -> None:
    name = str(st.session_state[fields.key("policy")])
    fields.put(ready_made.turned(fields.values(), name))
