"""The plan as YAML, beside every step: to read, to take along, and to paste one in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from fairwitness.app import pasted
from fairwitness.app.uploads import Draft
from fairwitness.app.views import parts
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.mistakes import Mistake
from fairwitness.audits.plan.template import dump_plan

TEXT, MISTAKES, NOTES, WAITS = "new-yaml", "new-yaml-mistakes", "new-yaml-said", "new-yaml-waits"
_MOST_SHOWN: Final = 12
Begin = Callable[[Draft], None]


def plan_panel(plan: Plan | None, draft: Draft | None, begin: Begin) -> None:
    """Draw the plan as it is now, and the field to paste another into."""
    parts.html('<h2 class="f">The plan</h2>')
    if plan is None:
        parts.html(parts.muted("It stands here as soon as there are rows and the fields make one."))
    else:
        text = dump_plan(plan)
        with st.container(key="plan-text"):
            st.code(text, language=None, wrap_lines=True)
        st.download_button(
            "Download audit.yaml", text, "audit.yaml", "application/yaml", key="get-plan", on_click="ignore"
        )
    for sentence in st.session_state.get(NOTES) or ():
        parts.html(f'<div class="note">{parts.text(sentence)}</div>')
    with st.expander("Paste a plan", expanded=bool(st.session_state.get(MISTAKES)), key="paste"):
        _paste(draft, begin)


def forget() -> None:
    """Nothing is said of a plan that was pasted into another form."""
    for name in (TEXT, MISTAKES, NOTES, WAITS):
        st.session_state.pop(name, None)


def give_rows(draft: Draft) -> Draft:
    """Set a pasted plan that waited over rows that have just been given."""
    waiting = st.session_state.get(WAITS)
    if not isinstance(waiting, Plan):
        return draft
    st.session_state[WAITS] = None
    return _taken(pasted.give_rows(waiting, draft)) or draft


def _paste(draft: Draft | None, begin: Begin) -> None:
    st.text_area(
        "A plan as YAML", key=TEXT, height=220, placeholder="title: Loans\nroles:\n  target: repaid",
        persist_state="session", help="It replaces the roles and limits of the form; rows and model stay.",
    )  # fmt: skip
    for place, one in enumerate(st.session_state.get(MISTAKES) or ()):
        if place < _MOST_SHOWN:
            parts.html(parts.problem(_said(one)))
    if st.button("Take this plan", key="take-plan"):
        with st.spinner("Reading the plan ..."):
            found = _taken(pasted.take(str(st.session_state.get(TEXT) or ""), draft))
        if found is not None:
            begin(found)
        st.rerun()


def _taken(taken: pasted.Taken) -> Draft | None:
    """Keep what is to be said of a pasted plan; the draft that came of it, if one did."""
    st.session_state[MISTAKES], st.session_state[NOTES] = taken.mistakes, taken.said
    st.session_state[WAITS] = taken.waits
    return taken.draft


def _said(one: Mistake) -> str:
    return f"Line {one.line}: {one.sentence}" if one.line else one.sentence
