"""The audits kept on this machine: open one, delete one, begin one."""

from __future__ import annotations

import streamlit as st

from fairwitness.app import jobs, live, state, store
from fairwitness.app.store import Entry
from fairwitness.app.views import parts
from fairwitness.reports.format import count, date, plural

_DELETING, _SHOWN = "audits-deleting", "audits-shown"
_STEP = 50
EMPTY = (
    '<div class="empty"><h2 class="f">No audit yet</h2><p style="margin-top:.5rem">An audit needs one file: a row for '
    "each person, with what happened, what was decided, and the group the person belongs to. You choose the limits; "
    "the report says which hold, which do not, and which these data cannot settle.</p>"
    '<p class="m">Nothing leaves this machine.</p></div>'
)


def render() -> None:
    """Draw the list."""
    entries = store.entries()
    parts.html("<h1>Audits</h1>")
    if not entries:
        parts.html(EMPTY)
        _new()
        return
    hits = _filter(entries)
    parts.html(
        parts.muted(
            f"{len(hits)} of {plural(len(entries), 'audit')}, the newest first. They are kept on this machine only."
        )
    )
    shown = st.session_state.setdefault(_SHOWN, _STEP)
    for entry in hits[:shown]:
        _row(entry)
    if len(hits) > shown and st.button(f"Show {min(_STEP, len(hits) - shown)} more"):
        st.session_state[_SHOWN] = shown + _STEP
        st.rerun()


def _new(label: str = "New audit") -> None:
    if st.button(label, type="primary", key="new-audit"):
        st.switch_page(state.page("New audit"))


def _filter(entries: tuple[Entry, ...]) -> list[Entry]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Search", placeholder="Title or data", width=300, key="audits-search"
        ).casefold()
        kept = st.segmented_control(
            "Show", ["All", "With disparity", "Unsettled"], default="All", required=True, key="audits-kind"
        )
        _new()
    wanted = {"With disparity": ("disparity",), "Unsettled": ("inconclusive", "not_estimable")}.get(
        str(kept), ()
    )
    return [
        entry
        for entry in entries
        if words in f"{entry.title} {entry.source}".casefold()
        and (not wanted or any((entry.tally or {}).get(v) for v in wanted))
    ]


def _row(entry: Entry) -> None:
    with st.container(key=f"row-{entry.id}"):
        title, verdicts, day, action = st.columns([2.4, 2.6, 1.1, 0.8], vertical_alignment="top")
        with title:
            if entry.finished:
                st.page_link(
                    state.page("Summary"),
                    label=parts.markdown(entry.title or "Untitled"),
                    query_params={state.AUDIT: entry.id},
                )
            else:
                st.page_link(
                    state.page("Run"),
                    label=parts.markdown(entry.title or "Untitled"),
                    query_params={state.JOB: entry.id},
                )
            rows = f" · {count(entry.rows)} rows" if entry.rows is not None else ""
            kind = " · demo" if entry.demo else ""
            made_up = " · made-up data" if entry.synthetic else ""
            parts.html(f'<div class="m">{parts.text(entry.source + rows + kind + made_up)}</div>')
        with verdicts:
            parts.html(
                parts.chips(entry.tally) if entry.tally is not None else parts.muted(_unfinished(entry))
            )
        with day:
            parts.html(f"<div>{parts.text(date(entry.created))}</div>")
        with action:
            if st.button(
                "Delete",
                key=f"delete-{entry.id}",
                help=f"Delete “{parts.markdown(entry.title or 'Untitled')}”",
                type="tertiary",
            ):
                st.session_state[_DELETING] = entry.id
        if st.session_state.get(_DELETING) == entry.id:
            _confirm(entry)


def _confirm(entry: Entry) -> None:
    parts.html(
        f'<p role="alert">Delete <b>{parts.text(entry.title)}</b>? Its record, reports and the copy of its data are '
        "removed from this machine. This cannot be undone.</p>"
    )
    with st.container(horizontal=True):
        if st.button("Delete for good", key=f"sure-{entry.id}", type="primary"):
            jobs.stop(state.person(), entry.id)
            store.delete(entry.id)
            live.forget(entry.id)
            st.session_state.pop(_DELETING, None)
            st.rerun()
        if st.button("Keep it", key=f"keep-{entry.id}"):
            st.session_state.pop(_DELETING, None)
            st.rerun()


def _unfinished(entry: Entry) -> str:
    job = jobs.status(entry.id)
    if job is None:
        return "Not run yet."
    return {
        "running": "Running now.",
        "cancelled": "Cancelled before it ended.",
        "failed": f"Could not judge. {job.error}",
    }.get(job.state, "")
