"""The part of the form that takes the rows: an upload, a folder of the server, a query, a public data set, the demo."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from fairwitness.app import data_folders, databases, formats, sources, state, uploads
from fairwitness.app.uploads import Draft
from fairwitness.app.views import numbers, parts, reading
from fairwitness.errors import FairwitnessError

UPLOAD, FOLDER, QUERY, NAMED, DEMO = (
    "A file of yours",
    "A file on the server",
    "A database",
    "A data set by name",
    "The demo",
)
_ID, _ROUND = "new-data-id", "new-file-round"
Begin = Callable[[Draft], None]


def forget() -> None:
    """Nothing is said of the rows of another form, and its file is not in the field any more."""
    st.session_state.pop(reading.SAID, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1  # a field of files is emptied by a new key


def source_fields(draft: Draft | None, begin: Begin) -> None:
    """Let the reader choose the rows. What is chosen begins a draft; what cannot be read leaves what was there."""
    offered = [
        UPLOAD,
        *([FOLDER] if data_folders.folders() else []),
        *([QUERY] if databases.names() else []),
        NAMED,
        DEMO,
    ]
    kind = st.segmented_control(
        "Data", offered, default=UPLOAD, required=True, key="new-source", persist_state="session"
    )
    draw = {FOLDER: _folder, QUERY: _query, NAMED: _named, DEMO: _demo}.get(str(kind), _upload)
    draw(draft, begin)
    if said := st.session_state.get(reading.SAID):
        stays = (
            f" '{draft.dataset.source}', which was read before, is still there." if draft is not None else ""
        )
        parts.html(parts.problem(f"{said}{stays}"))


def _upload(draft: Draft | None, begin: Begin) -> None:
    file = st.file_uploader(
        "Rows: CSV, Parquet, Excel or another table",
        type=list(formats.data_suffixes()),
        key=f"new-file-{st.session_state.get(_ROUND, 0)}",
        help="A row for each person. Nothing leaves this machine.",
    )
    if file is None and st.session_state.pop(_ID, None) is not None:
        st.session_state[reading.SAID] = None  # the file that it was said of is taken away
    if file is None or st.session_state.get(_ID) == file.file_id:
        return
    st.session_state[_ID] = file.file_id
    _take(lambda: uploads.draft_of(uploads.spool(file.name, file)), draft, begin)


def _folder(draft: Draft | None, begin: Begin) -> None:
    names = list(data_folders.folders())
    left, right = st.columns([1, 2], gap="large")
    folder = left.selectbox("Folder", names, key="new-folder", persist_state="session")
    path = right.selectbox(
        "File", data_folders.listing(folder), index=None, key="new-folder-file", accept_new_options=True,
        placeholder="Choose, or write its path in the folder", persist_state="session",
        help=f"The first {data_folders.MOST_FILES} are listed; others are named by their path.",
    )  # fmt: skip
    if st.button("Read this file", key="read-folder"):
        _take(lambda: sources.draft_in_folder(folder, str(path or "")), draft, begin)


def _query(draft: Draft | None, begin: Begin) -> None:
    name = st.selectbox(
        "Database", databases.names(), key="new-database", persist_state="session",
        help="Those that whoever runs this server has named. Only reading is possible.",
    )  # fmt: skip
    query = st.text_area(
        "Query", key="new-query", height=140, placeholder="SELECT * FROM decisions ORDER BY id",
        max_chars=databases.MOST_CHARACTERS, persist_state="session",
    )  # fmt: skip
    if st.button("Ask the database", key="read-query"):
        _take(lambda: sources.draft_of_query(name, query or ""), draft, begin)


def _named(draft: Draft | None, begin: Begin) -> None:
    name = st.text_input(
        "Where it is, and its name", key="new-named", placeholder="sklearn:breast_cancer", max_chars=200,
        help="sklearn:NAME comes with scikit-learn. openml:NAME and hf:OWNER/NAME are fetched by this machine.",
        persist_state="session",
    )  # fmt: skip
    if st.button("Read it", key="read-named"):
        _take(lambda: uploads.draft_of_name((name or "").strip()), draft, begin)


def _demo(draft: Draft | None, begin: Begin) -> None:
    said = "Decisions on 1,989 mortgages in Boston, with roles, limits and a model."
    parts.html(parts.muted(numbers.words().said(said)))
    if st.button("Use the demo", key="use-demo"):
        _take(lambda: uploads.draft_of_demo(state.person()), None, begin)


def _take(read: Callable[[], Draft], before: Draft | None, begin: Begin) -> None:
    """Read new rows. Those that cannot be read leave what was there as it was."""
    st.session_state[reading.SAID] = None
    try:
        with st.spinner("Reading the rows ..."):
            found = uploads.model_kept(read(), before)
    except FairwitnessError as error:
        st.session_state[reading.SAID] = str(error)
        return
    begin(found)
    st.rerun()
