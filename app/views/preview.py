"""What was read: how many rows, what each column looks like, the first rows, and how else it could be read."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from fairwitness.app import uploads
from fairwitness.app.uploads import Draft
from fairwitness.app.views import numbers, parts, reading
from fairwitness.reports.charts import Table

_ROWS, _COLUMNS, _CELL = 6, 60, 60
_FEW_COLUMNS = 40
"""With more columns their table stays closed until it is asked for."""
Begin = Callable[[Draft], None]


def preview(draft: Draft, begin: Begin) -> None:
    """Size, notes, columns, first rows, and another way to read it."""
    dataset = draft.dataset
    rows, columns = dataset.frame.shape
    made_up = "Made-up rows." if dataset.synthetic else ""
    plural = numbers.words().plural
    size = f"{plural(rows, 'row')}, {plural(columns, 'column')}."
    parts.html(f"<p><b>{parts.text(dataset.source)}</b>: {parts.text(f'{size} {made_up}')}</p>")
    if dataset.notes:
        parts.html(f'<div class="note">{"<br>".join(map(parts.text, dataset.notes))}</div>')
    warning = uploads.warning_of(dataset)
    if warning and not st.session_state.get(reading.SAID):  # that is of another file, and stands above
        parts.html(parts.problem(warning))
    with st.expander("The first rows"):
        parts.html(parts.table(first_rows(draft), kind="data"))
    reading.reading_fields(draft, begin, opened=warning is not None, few=columns <= _FEW_COLUMNS)


def first_rows(draft: Draft) -> Table:
    """The first rows as text; long values are cut."""
    frame = draft.dataset.frame.iloc[:_ROWS, :_COLUMNS]
    columns = tuple(str(name) for name in frame.columns)
    rows = tuple(
        tuple(_cut(value) for value in row) for row in frame.astype(object).itertuples(index=False, name=None)
    )
    rest = draft.dataset.frame.shape[1] - len(columns)
    more = (
        f", and the first {_COLUMNS} of {numbers.words().count(_COLUMNS + rest)} columns" if rest > 0 else ""
    )
    return Table(f"The first {len(rows)} rows{more}", columns, rows)


def _cut(value: object) -> str:
    text = "" if value != value or value is None else str(value)  # noqa: PLR0124 - a missing value is not itself
    return text if len(text) <= _CELL else f"{text[:_CELL]}…"
