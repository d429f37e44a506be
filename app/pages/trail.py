"""The trail of a project: what happened in it, whether the log is whole, and the log to take along."""

from __future__ import annotations

from typing import Final

import streamlit as st

from fairwitness.app import access, state, store
from fairwitness.app.store import Project
from fairwitness.app.views import numbers, parts
from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence.telling import WHAT, told
from fairwitness.reports.evidence.trail import load_trail, remarks

_LEDE: Final = (
    "Every audit that was run and every change made here, line by line. Each line carries a fingerprint of the one "
    "before it, so that a line that is changed or taken out shows."
)
_NOT_SHOWN: Final = (
    "A log alone cannot show that lines were cut off its end: for that, keep its last fingerprint elsewhere, as a "
    "bundle of evidence does."
)


def render() -> None:
    """Draw the trail of one of the projects that the person sees."""
    parts.html("<h1>Trail</h1>" + parts.lede(_LEDE))
    project = _project(access.seen(state.person()))
    file = store.trail(project.id)
    if not file.exists():
        parts.html(parts.muted("Nothing has happened yet: the first line is written when an audit is run."))
        return
    try:
        trail = load_trail(file)
    except EvidenceError as error:
        parts.html(parts.problem(str(error)))
        _download(project)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = st.button("Check that it is whole", key="verify", type="primary")
        _download(project)
    if asked:
        lines = numbers.words().plural(trail.head.entries, "line")
        parts.html(
            f'<p role="status">The log is unbroken: {lines}, each checked against the one before it. '
            f'Its last fingerprint: <span class="mono">{parts.text(trail.head.hash)}</span></p>'
            + parts.muted(_NOT_SHOWN)
        )
    known = list(remarks(trail))
    if known:
        parts.html(parts.aside("What to know of it", parts.listing(known)))
    parts.html(parts.table(told(trail, numbers.words()), words=(WHAT,)))


def _project(found: tuple[Project, ...]) -> Project:
    if len(found) == 1:
        return found[0]
    names = {one.id: one.name for one in found}
    chosen = st.selectbox(
        "Project", list(names), key="trail-project", format_func=names.__getitem__, persist_state="session"
    )
    return next(one for one in found if one.id == chosen)


def _download(project: Project) -> None:
    content = store.trail(project.id).read_bytes()
    st.download_button(
        "The log, JSON Lines", content, f"trail-{project.id}.jsonl", key="get-trail", on_click="ignore"
    )
