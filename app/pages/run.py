"""A run, watched: it goes on without this page, under an address of its own that finds it again."""

from __future__ import annotations

from typing import Final

import streamlit as st

from fairwitness.app import access, jobs, state, store
from fairwitness.app.views import parts, progress
from fairwitness.app.views.partial import so_far
from fairwitness.errors import RecordError

_EVERY: Final = 0.5
_NONE: Final = (
    "No run is named in this address. The list of audits has those that run, and those that have ended."
)
_HEADINGS: Final = {
    "waiting": "The audit waits for its turn",
    "running": "The audit is running",
    "failed": "The audit could not be made",
    "cancelled": "The audit was cancelled",
}


def render() -> None:
    """Draw the run that the address names; one that has its record leads to the summary."""
    try:
        audit = state.named(state.JOB)
        why = parts.muted(_NONE)
    except RecordError as error:
        audit, why = None, parts.problem(str(error))
    if audit is None and (ended := _ended()) is not None:
        parts.html(f"{parts.kicker(store.entry(ended).title)}<h1>The run has ended</h1>")
        st.page_link(state.page("Summary"), label="To its result", query_params={state.AUDIT: ended})
        return
    if audit is None:
        parts.html(f"<h1>Run</h1>{why}")
        st.page_link(state.page("Audits"), label="To the audits")
        return
    job = jobs.status(audit)
    if job is not None and job.state == "done":
        store.settle(audit)
        st.switch_page(state.page("Summary"), query_params={state.AUDIT: audit})
    state.entitle("Run", store.entry(audit).title)
    heading = "The audit has not run yet" if job is None else _HEADINGS[job.state]
    parts.html(f"{parts.kicker(store.entry(audit).title)}<h1>{heading}</h1>")
    if job is not None and job.under_way:
        _watch(audit, job.state)
        if access.may_change(state.person(), "audit", audit) and st.button("Cancel the run", key="cancel"):
            jobs.stop(state.person(), audit)
            st.rerun()
        return
    if job is not None:
        parts.html(parts.problem(job.error) if job.error else parts.muted(progress.CANCELLED))
    if access.may_change(state.person(), "audit", audit):
        _again(audit)


def _ended() -> str | None:
    """The audit whose result the reader came back from: the browser then has its address, and this page."""
    try:
        audit = state.named(state.AUDIT)
    except RecordError:
        return None
    return audit if audit is not None and store.entry(audit).finished else None


@state.part_of_audit(_EVERY)
def _watch(audit: str, state_before: str) -> None:
    job = jobs.status(audit)
    if job is None or job.state != state_before:
        st.rerun()
    if job.state == "waiting":
        parts.html(progress.queue(job, jobs.most_at_once()))
        return
    parts.html(progress.phases(job, jobs.seconds_left(job)))
    known = jobs.seen(audit)
    if known is not None:
        parts.html(so_far(known))


def _again(audit: str) -> None:
    """What can be done with an audit that has no record: correct it, or run it as it is."""
    with st.container(horizontal=True):
        if st.button("Correct the form", type="primary", key="correct"):
            st.switch_page(state.page("New audit"), query_params={state.FROM: audit})
        if st.button("Run it as it is", key="again"):
            jobs.begin(state.person(), audit)
            st.rerun()
