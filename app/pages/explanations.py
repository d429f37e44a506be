"""What moves the model: over a sample of rows, and for one case that the reader picks, explained while they look.

The page is in parts, of which one is drawn, so that what matters most stands on the first screen.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from fairwitness.app import live, state, store
from fairwitness.app.views import address, cases, numbers, parts, portion, result, what_if
from fairwitness.app.views.figure import figure
from fairwitness.app.views.loading import loaded, still
from fairwitness.app.views.media import media
from fairwitness.app.views.portion import Portion
from fairwitness.audits.media.audited import MediaColumn
from fairwitness.audits.record import Record
from fairwitness.reports import certified, charts, explained, quality, surrogate, view

NO_MODEL = "No model was audited, only its decisions. Predictions alone do not say what moved them."
LIVE = (
    "Computed now, from the stored data and model. Not part of the record. What moves the model is not what causes "
    "the outcome."
)


def render() -> None:
    """Draw the section."""
    opened = result.opened("Explanations")
    if opened is None:
        return
    audit, record = opened
    if record.subject.model is None:
        parts.html(
            parts.lede(NO_MODEL)
            + parts.muted(
                "To explain decisions, audit the model itself: give it in the step Model of a new audit."
            )
        )
        return
    parts.html(parts.lede(record.explanations.statement or "The model was not explained."))
    address.of(audit)
    there = _there(record)
    portion.draw(
        "explanations",
        {name: one for name, one in _portions(audit, record).items() if there[name]},
        "case" if cases.CASE in st.query_params else None,
    )


def _portions(audit: str, record: Record) -> dict[str, Portion]:
    """The parts of the page by their anchors, in their order."""
    return {
        "importance": Portion(
            "What moves the output",
            "Overall",
            "Which columns the model uses most.",
            partial(_importance, record),
        ),
        "effects": Portion(
            "How each column moves it",
            "Column by column",
            "Whether more of a column raises or lowers what the model answers.",
            partial(_spread, record),
        ),
        "gap": Portion(
            "Why the gap?",
            "Why the gap",
            "Which columns the gap between groups comes from.",
            partial(_gaps, record),
        ),
        "case": Portion(
            "One case",
            "One case",
            "Find any row, see what moved its decision, change it and ask the model again.",
            partial(_case, audit, record),
        ),
        "column": Portion(
            "Along one column",
            "Along one column",
            "What the model answers as one column goes from low to high.",
            partial(_along, audit, record),
        ),
        "quality": Portion(
            "How good are the explanations?",
            "How good they are",
            "Whether explanations of the same case agree, and whether they follow the model.",
            partial(_quality, record),
        ),
    }


def _there(record: Record) -> dict[str, bool]:
    """Which parts this record has something for; of a single case it is said why there is none."""
    found = record.explanations
    return {
        "importance": found.importance is not None,
        "effects": bool(explained.spread(record)),
        "gap": bool(found.gaps),
        "case": True,
        "column": found.importance is not None and store.keeps_rows(record),
        "quality": quality.statement(record) is not None,
    }


def _ready(audit: str, record: Record) -> live.Ready | None:
    """The model and its data, loaded; None while they are not, or where they are not kept, which is said."""
    if not store.keeps_rows(record):
        parts.html(parts.muted(live.NO_ROWS))
        return None
    return loaded(
        partial(live.ready, audit, record.hash),
        "Loading the model and its data, to explain single cases ...",
        partial(live.again, audit, record.hash),
        key="cases-again",
    )


def _case(audit: str, record: Record) -> None:
    if _ready(audit, record) is not None:
        _cases(audit, record)


def _along(audit: str, record: Record) -> None:
    ready = _ready(audit, record)
    if ready is not None:
        _one_column(ready)


@state.part_of_audit()
def _cases(audit: str, record: Record) -> None:
    """A case of the reader's choice; the rest of the page stays as it is meanwhile."""
    ready = still(live.ready(audit, record.hash))
    row = cases.pick(audit, ready.cases)
    if row is None:
        return
    if ready.media is not None:
        _one_item(ready, ready.media, ready.cases.names[row])
        return
    _one_case(audit, ready, record, row)


def _importance(record: Record) -> None:
    found = record.explanations.importance
    if found is None:
        return
    main, side = st.columns([2.35, 1], gap="large")
    with main:
        figure(lambda canvas: charts.importance(found, canvas))
    with side:
        parts.html(parts.aside("The model", parts.facts(view.model_facts(record)), first=True))
    with st.expander("Can this be trusted? How it was computed, and checked"):
        parts.html(parts.facts(certified.engine(record, numbers.words())))


def _spread(record: Record) -> None:
    for drawing in explained.spread(record):
        figure(drawing)


def _gaps(record: Record) -> None:
    for drawing in explained.gaps(record):
        figure(drawing)
    parts.html("".join(map(parts.muted, explained.gap_notes(record))))


def _quality(record: Record) -> None:
    said = quality.statement(record, numbers.words())
    if said is None:
        return
    parts.html(f"<p>{parts.text(said)}</p>")
    for place, table in enumerate(quality.tables(record, numbers.words())):
        with st.expander(table.caption, expanded=place == 0):
            parts.html(parts.table(table))


def _one_column(ready: live.Ready) -> None:
    columns = ready.columns()
    if not columns:
        parts.html(
            parts.muted(
                "No column has different values, and few enough names, to follow the output along it."
            )
        )
        return
    words = ready.explained.words
    chosen = st.selectbox(
        "Column", columns, key="along-column", format_func=words.column, persist_state="page"
    )
    if chosen is not None:
        figure(lambda canvas: charts.effect(ready.along(chosen), canvas))


def _one_item(ready: live.Ready, column: MediaColumn, name: str) -> None:
    with st.spinner(f"Asking the model about versions of this {column.kind} ...", show_time=True):
        cases = ready.item(name, column)
    for place, case in enumerate(cases):
        media(case, place)
    parts.html(parts.muted(LIVE))


def _one_case(audit: str, ready: live.Ready, record: Record, row: int) -> None:
    name, words = ready.cases.names[row], numbers.words()
    found = {case.method: case for case in ready.case(name)}
    shap, lime = found.get("shap"), found.get("lime")
    scale = record.explanations.importance.scale if record.explanations.importance else ""
    parts.html(f"<p><b>Case {parts.text(name)}:</b> {parts.text(cases.summary(ready.cases, row))}.</p>")
    left, right = st.columns(2, gap="large")
    with left:
        if shap is not None:
            figure(lambda canvas: charts.waterfall(shap, canvas, scale), width=540)
    with right:
        if lime is not None:
            figure(lambda canvas: charts.lime(lime, canvas), width=540)
            for said in (" ".join(surrogate.trust(lime, words)), surrogate.made(lime, words)):
                parts.html(parts.muted(said) if said else "")
    parts.html(parts.muted(LIVE))
    what_if.editor(audit, record.hash, row, shap, scale)
