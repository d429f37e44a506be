"""The what-if editor: every column the model reads as a field, and what the model answers beneath."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import streamlit as st

from fairwitness.app import live, state
from fairwitness.app.live import Ready
from fairwitness.app.views import numbers, parts
from fairwitness.app.views.figure import figure, open_table
from fairwitness.app.views.loading import still
from fairwitness.audits.record.schema import CaseExplanation
from fairwitness.audits.what_if import Changed, Field, Value, rule_of
from fairwitness.errors import FairwitnessError
from fairwitness.reports import charts, what_if

PREFIX: Final = "what-if."
_COLUMNS: Final = 3
_NO_ANSWER: Final = "So there is no answer to this. Nothing is lost; change a value, or go back to the case."


@state.part_of_audit()
def editor(audit: str, record_hash: str, row: int, shap: CaseExplanation | None, scale: str) -> None:
    """The fields of one case, the live answer, and on demand its explanation. `row` counts from 0."""
    ready = still(live.ready(audit, record_hash))
    fields, name = ready.editor.fields, ready.cases.names[row]
    own = ready.editor.values(row)
    st.header("What if?", anchor="what-if")
    parts.html(parts.muted(what_if.NOTHING_CHANGES))
    if not any(field.sensitive for field in fields):
        parts.html(parts.muted(what_if.NO_SENSITIVE))
    values = _fields(fields, own, name)
    st.button(
        "Back to the case", key="what-if-back", on_click=state.answering(_back), args=(fields, own, name)
    )
    found = _answer(ready, row, values)
    if found is not None and found.changes and shap is not None:
        changes = {one.field.column: values[one.field.column] for one in found.changes}
        _explained(ready, name, changes, shap, scale)
    _single_changes(ready, name)


def _key(name: str, field: Field) -> str:
    return f"{PREFIX}{name}.{field.column}"


def _fields(fields: tuple[Field, ...], own: Mapping[str, Value], name: str) -> dict[str, Value]:
    """A field for each column, with what was observed beneath it; what each holds now."""
    held: dict[str, Value] = {}
    for first in range(0, len(fields), _COLUMNS):
        for place, field in zip(st.columns(_COLUMNS, gap="medium"), fields[first:], strict=False):
            with place:
                held[field.column] = _field(field, own[field.column], _key(name, field))
                parts.html(f'<p class="why">{parts.text(what_if.observed(field, numbers.words()))}</p>')
    return held


def _field(field: Field, own: Value, key: str) -> Value:
    """One field. Emptied, it means that the value is missing."""
    st.session_state.setdefault(key, _shown(field, own))
    label = parts.markdown(field.label)
    if field.kind == "number":
        return _number(field, label, key)
    if field.kind == "choice":
        return st.selectbox(
            label, field.choices, index=None, key=key, placeholder="Missing", accept_new_options=True,
            persist_state="page",
        )  # fmt: skip
    if field.kind == "date":
        day = st.date_input(label, value=None, key=key, format="YYYY-MM-DD", persist_state="page")
        return None if isinstance(day, tuple) else day
    return st.text_input(label, key=key, placeholder="Missing", persist_state="page") or None


def _number(field: Field, label: str, key: str) -> float | None:
    whole = field.whole
    given = st.number_input(
        label, value=None, key=key, placeholder="Missing", persist_state="page",
        step=int(field.step) if whole else field.step, format="%d" if whole else f"%.{max(field.digits, 1)}f",
    )  # fmt: skip
    return None if given is None else float(given)


def _shown(field: Field, own: Value) -> Value:
    """The case's value as its field takes it."""
    if field.kind == "number" and isinstance(own, float):
        return int(own) if field.whole else own
    return ("" if own is None else str(own)) if field.kind == "text" else own


def _back(fields: tuple[Field, ...], own: Mapping[str, Value], name: str) -> None:
    for field in fields:
        st.session_state[_key(name, field)] = _shown(field, own[field.column])


def _answer(ready: Ready, row: int, values: Mapping[str, Value]) -> Changed | None:
    """What the model says of the changed case; None if it says nothing."""
    rule, words = rule_of(ready.subject), numbers.words()
    try:
        found = ready.editor.reply(row, values)
    except FairwitnessError as error:
        parts.html(parts.problem(f"{error} {_NO_ANSWER}"))
        return None
    parts.html(f'<p class="lede" role="status">{parts.text(what_if.sentence(found, rule, words))}</p>')
    notes = [note for note in (*found.unseen, what_if.sensitive(found)) if note]
    parts.html("".join(f'<p class="note">{parts.text(note)}</p>' for note in notes) + parts.muted(rule.said))
    if found.changes:
        parts.html(parts.table(what_if.side_by_side(found, rule, words)))
    return found


def _explained(
    ready: Ready, name: str, changes: Mapping[str, Value], shap: CaseExplanation, scale: str
) -> None:
    """Both waterfalls beside each other, once they are asked for."""
    if not st.toggle("Explain the changed case too", key="what-if-explain", persist_state="page"):
        return
    try:
        with st.spinner("Asking the model about the changed case ..."):
            found = ready.changed_case(name, changes)
    except FairwitnessError as error:
        parts.html(parts.problem(f"{error} {_NO_ANSWER}"))
        return
    both = (("before", "As it is", shap), ("after", "With the changes", found))
    for place, (key, title, case) in zip(st.columns(2, gap="large"), both, strict=True):
        with place:
            parts.html(parts.kicker(title))
            figure(partial(_waterfall, case, scale), width=540, key=f"what-if-{key}")


def _waterfall(case: CaseExplanation, scale: str, canvas: charts.Canvas) -> charts.Figure | None:
    return charts.waterfall(case, canvas, scale)


def _single_changes(ready: Ready, name: str) -> None:
    """What alone would change the decision, once it is asked for."""
    rule = rule_of(ready.subject)
    if rule.number:
        return
    st.header(what_if.SINGLES, anchor="single-changes")
    parts.html(parts.muted(what_if.SINGLES_MEAN))
    if not st.toggle("Look for them", key="what-if-singles", persist_state="page"):
        return
    with st.spinner("Trying observed values, one column at a time ..."):
        found = ready.single_changes(name)
    if not found:
        parts.html("<p>No single value that was tried changes the decision.</p>")
        return
    open_table(partial(what_if.singles, found, rule), "single-changes", file="single-changes.csv")
