"""The part of the form that takes the rows, and shows what was read."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from fairwitness.app import formats, uploads
from fairwitness.app.uploads import Draft
from fairwitness.app.views import parts, reading
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.template import dump_plan
from fairwitness.errors import FairwitnessError
from fairwitness.reports.charts import Table
from fairwitness.reports.format import plural

_ROWS, _COLUMNS, _CELL = 6, 60, 60
_NAMED = "A data set by name"
_DATA_ID, _DATA_SAID = "new-data-id", reading.SAID
Begin = Callable[[Draft], None]


def data_fields(draft: Draft | None, begin: Begin) -> Draft | None:
    """Let the reader choose the rows; the draft that came of it, None before there is one."""
    kind = st.segmented_control(
        "Data",
        ["A file of yours", _NAMED, "The demo"],
        default="A file of yours",
        key="new-source",
        persist_state="session",
    )
    if kind == "The demo":
        if draft is None or draft.data_file is not None or draft.dataset.kind != "demo":
            with st.spinner("Reading the demo's rows ..."):
                draft = uploads.draft_of_demo()
            begin(draft)
    else:
        if draft is not None and draft.dataset.kind == "demo":
            draft = None
        draft = _named(draft, begin) if kind == _NAMED else _files(draft, begin)
    if draft is not None:
        _show(draft, begin)
    return draft


def _files(draft: Draft | None, begin: Begin) -> Draft | None:
    file = st.file_uploader(
        "Rows: CSV, Parquet, Excel or another table",
        type=list(formats.data_suffixes()),
        key="new-file",
        help="A row for each person. Nothing leaves this machine.",
    )
    if file is not None and st.session_state.get(_DATA_ID) != file.file_id:
        st.session_state[_DATA_ID] = file.file_id
        draft = _read(draft, begin, file.name, file)
    _problem(_DATA_SAID)
    return draft


def _named(draft: Draft | None, begin: Begin) -> Draft | None:
    """A public data set; one that cannot be had leaves what was there as it was."""
    name = st.text_input(
        "Where it is, and its name", key="new-named", placeholder="sklearn:breast_cancer",
        help="sklearn:NAME comes with scikit-learn. openml:NAME and hf:OWNER/NAME are fetched by this machine.",
        persist_state="session",
    )  # fmt: skip
    if st.button("Read it", key="read-named"):
        st.session_state[_DATA_SAID] = None
        try:
            with st.spinner("Reading the data set ..."):
                draft = uploads.draft_of_name(name.strip())
            begin(draft)
        except FairwitnessError as error:
            st.session_state[_DATA_SAID] = str(error)
    _problem(_DATA_SAID)
    return draft


def _read(
    draft: Draft | None, begin: Begin, name: str, file: st.runtime.uploaded_file_manager.UploadedFile
) -> Draft | None:
    """Read a new file. One that cannot be read leaves what was there as it was."""
    st.session_state[_DATA_SAID] = None
    try:
        found = uploads.draft_of(uploads.spool(name, file))
    except FairwitnessError as error:
        st.session_state[_DATA_SAID] = str(error)
        return draft
    found = uploads.model_kept(found, draft)
    begin(found)
    return found


def _problem(name: str) -> None:
    if said := st.session_state.get(name):
        parts.html(parts.problem(said))


def _show(draft: Draft, begin: Begin) -> None:
    """What was read: size, notes, first rows, and another way to read it."""
    dataset = draft.dataset
    rows, columns = dataset.frame.shape
    made_up = "Made-up rows." if dataset.synthetic else ""
    size = f"{plural(rows, 'row')}, {plural(columns, 'column')}."
    parts.html(f"<p><b>{parts.text(dataset.source)}</b>: {parts.text(f'{size} {made_up}')}</p>")
    if dataset.notes:
        parts.html(f'<div class="note">{"<br>".join(map(parts.text, dataset.notes))}</div>')
    warning = uploads.warning_of(dataset)
    if warning:
        parts.html(parts.problem(warning))
    with st.expander("The first rows"):
        parts.html(parts.table(first_rows(draft), kind="data"))
    reading.reading_fields(draft, begin, opened=warning is not None)


def first_rows(draft: Draft) -> Table:
    """The first rows as text; long values are cut."""
    frame = draft.dataset.frame.iloc[:_ROWS, :_COLUMNS]
    columns = tuple(str(name) for name in frame.columns)
    rows = tuple(
        tuple(_cut(value) for value in row) for row in frame.astype(object).itertuples(index=False, name=None)
    )
    rest = draft.dataset.frame.shape[1] - len(columns)
    more = f", and the first {_COLUMNS} of {_COLUMNS + rest} columns" if rest > 0 else ""
    return Table(f"The first {len(rows)} rows{more}", columns, rows)


def plan_text(plan: Plan) -> None:
    """The plan as YAML, to see and to take along."""
    with st.expander("The plan as YAML"):
        text = dump_plan(plan)
        st.code(text, language=None)
        st.download_button(
            "Download audit.yaml", text, "audit.yaml", "application/yaml", key="get-plan", on_click="ignore"
        )


def _cut(value: object) -> str:
    text = "" if value != value or value is None else str(value)  # noqa: PLR0124 - a missing value is not itself
    return text if len(text) <= _CELL else f"{text[:_CELL]}…"
