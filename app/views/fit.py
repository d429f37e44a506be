"""Whether the model and the data go together: a table with what to do, and a button that tries a few rows."""

from __future__ import annotations

from typing import Final

import streamlit as st

from fairwitness.app import uploads
from fairwitness.app.form_problems import MOST_ROWS_LOOKED_AT
from fairwitness.app.uploads import Draft
from fairwitness.app.views import numbers, parts
from fairwitness.audits.plan import Plan
from fairwitness.audits.subject.compatibility import TRIED_ROWS, Compatibility, Fit, State, compared
from fairwitness.errors import FairwitnessError
from fairwitness.reports.charts import Table

_COMPARED, _TRIED = "new-compared", "new-tried"
_SIGNS: Final[dict[State, str]] = {"fits": "✓ fits", "note": "! note", "mismatch": "✕ does not fit"}
_COLUMNS: Final = ("Of the model", "Result", "Expected", "In the data", "What to do")
_MOST_ROWS = 60
Key = tuple[int, int, str]


def fit_table(draft: Draft, plan: Plan | None) -> None:
    """Draw the table and the button; nothing without a model, or while the form makes no plan."""
    if draft.signature is None or draft.model is None or plan is None:
        return
    key = _key(draft, plan)
    st.header("Do the model and the data go together?", anchor="fit")
    try:
        found = _compared(draft, plan, key)
    except FairwitnessError as error:
        parts.html(parts.problem(str(error)))
        return
    pressed = st.button(f"Try the model on {TRIED_ROWS} rows", key="try-model")
    if pressed:
        st.session_state[_TRIED] = (key, _try(draft, plan))
    tried = st.session_state.get(_TRIED)
    rows = tried[1] if tried is not None and tried[0] == key else found.rows
    parts.html(parts.table(table_of(rows), label="The model and the data", words=_COLUMNS[2:]))
    beyond = len(draft.dataset.frame) - MOST_ROWS_LOOKED_AT
    if beyond > 0:
        most = numbers.words().count(MOST_ROWS_LOOKED_AT)
        parts.html(parts.muted(f"The first {most} rows were looked at; the run looks at all."))


def fits(draft: Draft, plan: Plan | None) -> bool:
    """Whether nothing was found that does not go together; True where there is nothing to compare."""
    if draft.signature is None or draft.model is None or plan is None:
        return True
    try:
        found = _compared(draft, plan, _key(draft, plan))
    except FairwitnessError:
        return False
    return all(row.state != "mismatch" for row in found.rows)


def _key(draft: Draft, plan: Plan) -> Key:
    return (id(draft.dataset), id(draft.signature), plan.model_dump_json())


def table_of(rows: tuple[Fit, ...]) -> Table:
    """What was compared: first what does not fit, then what must be known."""
    order = list(reversed(_SIGNS))
    ordered = sorted(rows, key=lambda row: (row.what != "trial", order.index(row.state)))
    shown = tuple(
        (
            row.what[:1].upper() + row.what[1:],
            _SIGNS[row.state],
            row.expected,
            row.found,
            row.fix,
        )
        for row in ordered[:_MOST_ROWS]
    )
    wrong, notes = (sum(row.state == state for row in rows) for state in ("mismatch", "note"))
    rest = f" The first {_MOST_ROWS} are shown." if len(rows) > _MOST_ROWS else ""
    verdict = "do not go together" if wrong else "go together"
    plural = numbers.words().plural
    caption = (
        f"The model and the data {verdict}: {plural(len(rows), 'thing')} compared, {wrong} "
        f"{'does' if wrong == 1 else 'do'} not fit, {plural(notes, 'note')}.{rest}"
    )
    return Table(caption, _COLUMNS, shown)


def _compared(draft: Draft, plan: Plan, key: Key) -> Compatibility:
    """Compared anew only when rows, model or plan changed; the model itself is not loaded for it."""
    held = st.session_state.get(_COMPARED)
    if held is None or held[0] != key:
        assert draft.signature is not None
        held = (key, compared(plan, draft.dataset, draft.signature, MOST_ROWS_LOOKED_AT))
        st.session_state[_COMPARED] = held
    found = held[1]
    assert isinstance(found, Compatibility)
    return found


def _try(draft: Draft, plan: Plan) -> tuple[Fit, ...]:
    with st.spinner(f"Asking the model about {TRIED_ROWS} rows ..."):
        try:
            return uploads.tried(draft, plan).rows
        except FairwitnessError as error:
            return (Fit("trial", f"an answer for each of {TRIED_ROWS} rows", f"none: {error}", "mismatch"),)
