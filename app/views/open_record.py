"""The form in which a record that was made elsewhere is opened: verified first, refused if it was altered."""

from __future__ import annotations

import streamlit as st

from fairwitness.app import opening, state
from fairwitness.app.views import parts
from fairwitness.app.views.project import project_field
from fairwitness.errors import FairwitnessError
from fairwitness.reports.evidence.archive import MOST_BYTES
from fairwitness.reports.format import date

_SAID = "opened-said"


def form() -> None:
    """Open a bundle or a record. A list of audits can call this; an opened one is in the list afterwards."""
    parts.html(
        "<p>A bundle (evidence.zip) or a record (record.json) from elsewhere is checked against its own hashes and its "
        "signature. If it holds, it is kept here as an audit without data and model, marked as opened and not run.</p>"
    )
    with st.form("open-record"):
        given = st.file_uploader(
            "Bundle or record", ["zip", "json"], key="open-file", max_upload_size=MOST_BYTES >> 20
        )
        public = st.file_uploader(
            "The public key that must have signed it, a .pub.pem file (optional)",
            "pem",
            key="open-key",
            max_upload_size=1,
        )
        project = project_field("open-project")
        sent = st.form_submit_button("Verify and open", type="primary", key="open-send")
    if sent:
        if given is None:
            parts.html(parts.problem("Choose a bundle or a record first."))
        else:
            key = None if public is None else (public.getvalue(), public.name)
            _open(given.name, given.getvalue(), key, project)
    _opened()


def mark(audit: str) -> None:
    """Say of an audit that it was opened here and not run; nothing of one that was run."""
    found = opening.opened(audit)
    if found is None:
        return
    said = parts.listing(found.said)
    parts.html(
        f'<div class="note"><p><b>{opening.HERE}.</b> From {parts.text(found.file)}, by {parts.text(found.by)}, on '
        f"{parts.text(date(found.at))}.</p>{said}</div>"
    )


def _open(name: str, data: bytes, public: tuple[bytes, str] | None, project: str) -> None:
    try:
        with st.spinner("Verifying it"):
            found = opening.verify(name, data, None if public is None else opening.trusted(*public))
            audit = opening.keep(state.person(), found, project)
    except FairwitnessError as error:
        parts.html(parts.problem(f"It was not opened. {error}"))
        return
    st.session_state[_SAID] = (audit, found.record.title, found.said)


def _opened() -> None:
    if (kept := st.session_state.pop(_SAID, None)) is None:
        return
    audit, title, said = kept
    parts.html(f'<div role="status"><p>It holds, and is kept here.</p>{parts.listing(said)}</div>')
    st.page_link(
        state.page("Summary"), label=f"Open {parts.markdown(title)}", query_params={state.AUDIT: audit}
    )
