"""The audits kept here: open one, run it again, compare two, delete one, begin one."""

from __future__ import annotations

from typing import Final

import streamlit as st

from fairwitness.app import access, acts, again, jobs, listing, opening, state, store
from fairwitness.app.listing import KINDS, Point, Wanted
from fairwitness.app.pages.compare import WITH
from fairwitness.app.store import Entry
from fairwitness.app.views import numbers, open_record, parts
from fairwitness.app.views.sparkline import sparkline
from fairwitness.reports.charts import Table

_DELETING, _SHOWN = "audits-deleting", "audits-shown"
_STEP: Final = 50
_ASKED: Final = ("search", "kind", "by", "project")
"""The fields in which a reader asks for some of the audits."""
_ANYBODY: Final = "Anybody"
_EVERY: Final = "Every project"
_EXAMPLE: Final = Table(
    "Such a file, of three people",
    ("hired", "decision", "sex"),
    (("1", "1", "f"), ("0", "1", "m"), ("1", "0", "f")),
)
EMPTY: Final = (
    '<div class="empty"><h2 class="f">No audit yet</h2><p style="margin-top:.5rem">An audit needs one file: a row for '
    "each person, with what happened, what was decided, and the group the person belongs to. You choose the limits; "
    "the report says which hold, which do not, and which these data cannot settle.</p>"
    f"{parts.table(_EXAMPLE, kind='data')}"
    '<p class="m" style="margin-top:.75rem">To see a result first, choose the demo under New audit. Nothing leaves '
    "this machine.</p></div>"
)


def render() -> None:
    """Draw the list."""
    person, words = state.person(), numbers.words()
    entries = access.readable(person)
    parts.html("<h1>Audits</h1>")
    if not entries:
        parts.html(EMPTY)
        _new()
        _open()
        return
    hits = listing.matching(entries, _wanted(entries))
    if not hits:
        _nothing(len(entries))
        _open()
        return
    parts.html(
        parts.muted(f"{words.count(len(hits))} of {words.plural(len(entries), 'audit')}, the newest first.")
    )
    shown = hits[: st.session_state.setdefault(_SHOWN, _STEP)]
    _compare(shown)
    trends = listing.trends(entries)
    mine = {one.id for one in access.where(person, "audit")}
    for entry in shown:
        _row(entry, trends.get(entry.id, ()), may_change=entry.project in mine)
    if len(hits) > len(shown) and st.button(
        f"Show {min(_STEP, len(hits) - len(shown))} more", key="audits-more"
    ):
        st.session_state[_SHOWN] += _STEP
        st.rerun()
    _open()


def _nothing(entries: int) -> None:
    """Say that no audit fits what is asked for, and lead back to all of them."""
    parts.html(
        f'<p class="m" role="status">None of {numbers.words().plural(entries, "audit")} fits what is asked for.</p>'
    )
    st.button("Show every audit", key="audits-all", on_click=state.answering(_ask_for_all))


def _ask_for_all() -> None:
    for name in _ASKED:
        st.session_state.pop(f"audits-{name}", None)


def _open() -> None:
    """A record that was made elsewhere."""
    if access.may(state.person(), "audit"):
        with st.expander("Open a record made elsewhere"):
            open_record.form()


def _new(label: str = "New audit") -> None:
    if access.may(state.person(), "audit") and st.button(label, type="primary", key="new-audit"):
        st.switch_page(state.page("New audit"))


def _wanted(entries: tuple[Entry, ...]) -> Wanted:
    """What the reader asks for; who and where are asked only where there are several."""
    makers = sorted({entry.by for entry in entries if entry.by})
    named = {project.id: project.name for project in store.projects()}
    places = sorted({entry.project for entry in entries})
    with st.container(horizontal=True, vertical_alignment="bottom", key="audits-filter"):
        words = st.text_input(
            "Search", placeholder="Title, data, model, person or day", width=300, key="audits-search"
        )
        kind = st.segmented_control(
            "Show",
            list(KINDS),
            format_func=KINDS.__getitem__,
            default="all",
            required=True,
            key="audits-kind",
        )
        by = project = None
        if len(makers) > 1:
            by = st.selectbox("Made by", [_ANYBODY, *makers], width=180, key="audits-by")
        if len(places) > 1:
            project = st.selectbox(
                "Project",
                [_EVERY, *places],
                format_func=lambda one: named.get(one, one),
                width=180,
                key="audits-project",
            )
        _new()
    return Wanted(
        words, kind or "all", None if by == _ANYBODY else by, None if project == _EVERY else project
    )


def _compare(shown: tuple[Entry, ...]) -> None:
    """The two that were ticked, side by side."""
    finished = [entry for entry in shown if entry.finished]
    if len(finished) < 2:
        return
    ticked = [entry for entry in finished if st.session_state.get(f"compare-{entry.id}")]
    with st.container(horizontal=True, vertical_alignment="center", key="audits-compare"):
        if len(ticked) == 2:
            now, before = ticked
            st.page_link(
                state.page("Compare"),
                label="Compare the two that are ticked",
                query_params={state.AUDIT: now.id, WITH: before.id},
            )
        elif ticked:
            parts.html(parts.muted(f"To compare, tick two audits. {len(ticked)} of 2 are ticked."))


def _row(entry: Entry, trend: tuple[Point, ...], *, may_change: bool) -> None:
    with st.container(key=f"row-{entry.id}"):
        title, verdicts, made, action = st.columns([2.2, 2.2, 1.2, 1.6], vertical_alignment="top")
        with title:
            _title(entry)
        with verdicts:
            parts.html(
                (parts.chips(entry.tally) if entry.tally is not None else parts.muted(_unfinished(entry)))
                + sparkline(trend)
            )
        with made:
            by = f'<div class="m">{parts.text(entry.by)}</div>' if entry.by else ""
            parts.html(f"<div>{parts.text(numbers.words().date(entry.created))}</div>{by}")
        with action, st.container(horizontal=True, vertical_alignment="center"):
            _actions(entry, may_change=may_change)
        if st.session_state.get(_DELETING) == entry.id:
            _confirm(entry)


def _title(entry: Entry) -> None:
    name = entry.title or "Untitled"
    target, query = ("Summary", state.AUDIT) if entry.finished else ("Run", state.JOB)
    st.page_link(state.page(target), label=parts.markdown(name), query_params={query: entry.id})
    rows = f" · {numbers.words().count(entry.rows)} rows" if entry.rows is not None else ""
    kind = " · demo" if entry.demo else ""
    made_up = " · made-up data" if entry.synthetic else ""
    elsewhere = f" · {opening.HERE.lower()}" if opening.opened(entry.id) else ""
    parts.html(f'<div class="m">{parts.text(entry.source + rows + kind + made_up + elsewhere)}</div>')


def _actions(entry: Entry, *, may_change: bool) -> None:
    """What can be done with an audit, by whoever may."""
    called = parts.markdown(entry.title or "Untitled")
    if entry.finished:
        st.checkbox("Compare", key=f"compare-{entry.id}")
    if not may_change:
        return
    if entry.finished and st.button(
        "Run again", key=f"again-{entry.id}", help=f"Run “{called}” once more", type="tertiary"
    ):
        begun = again.run_again(state.person(), entry.id)
        st.switch_page(state.page("Run"), query_params={state.JOB: begun})
    if st.button("Delete", key=f"delete-{entry.id}", help=f"Delete “{called}”", type="tertiary"):
        st.session_state[_DELETING] = entry.id


def _confirm(entry: Entry) -> None:
    parts.html(
        f'<p role="alert">Delete <b>{parts.text(entry.title)}</b>? Its record, reports and the copy of its data are '
        "removed from this machine. This cannot be undone.</p>"
    )
    with st.container(horizontal=True):
        if st.button("Delete for good", key=f"sure-{entry.id}", type="primary"):
            acts.delete(state.person(), entry.id)
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
        "waiting": f"Place {job.place} in the queue.",
        "running": "Running now.",
        "cancelled": "Cancelled before it ended.",
        "failed": f"Could not judge. {job.error}",
    }.get(job.state, "")
