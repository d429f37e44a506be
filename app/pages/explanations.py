"""What moves the model: over a sample of rows, and for one case that the reader picks, explained while they look."""

from __future__ import annotations

import streamlit as st

from fairwitness.app import live, store
from fairwitness.app.views import parts, result
from fairwitness.app.views.figure import figure
from fairwitness.app.views.media import media
from fairwitness.audits.media.audited import MediaColumn
from fairwitness.audits.record import Record
from fairwitness.reports import certified, charts, explained, quality, surrogate, view
from fairwitness.reports.format import count

NO_MODEL = "No model was audited, only its decisions. Predictions alone do not say what moved them."
LIVE = (
    "Computed now, from the stored data and model. Not part of the record. What moves the model is not what causes "
    "the outcome."
)
_MOST_LISTED = 20_000


def render() -> None:
    """Draw the section."""
    opened = result.opened("Explanations")
    if opened is None:
        return
    audit, record = opened
    if record.subject.model is None:
        parts.html(
            parts.lede(NO_MODEL)
            + parts.muted("To explain decisions, audit the model itself: a .skops file beside the data.")
        )
        return
    parts.html(parts.lede(record.explanations.statement or "The model was not explained."))
    _importance(record)
    for drawing in explained.spread(record):
        figure(drawing)
    _gaps(record)
    _quality(record)
    st.header("One case", anchor="case")
    if not store.keeps_rows(record):
        parts.html(parts.muted(live.NO_ROWS))
        return
    loading = live.ready(audit, record.hash)
    if not loading.done():
        _wait(audit, record.hash)
        return
    ready = loading.result()
    name = _pick(ready.names, named=bool(ready.subject.plan.roles.id))
    if ready.media is not None:
        _one_item(ready, ready.media, name)
        return
    _one_case(ready, record, name)
    _one_column(ready)


def _importance(record: Record) -> None:
    found = record.explanations.importance
    if found is None:
        return
    main, side = st.columns([2.35, 1], gap="large")
    with main:
        figure(lambda canvas: charts.importance(found, canvas), level=2)
    with side:
        parts.html(
            parts.aside("Can this be trusted?", parts.facts(certified.engine(record)), first=True)
            + parts.aside("The model", parts.facts(view.model_facts(record)))
        )


def _gaps(record: Record) -> None:
    drawings = explained.gaps(record)
    if drawings:
        st.header("Why the gap?", anchor="gap")
    for drawing in drawings:
        figure(drawing)
    parts.html("".join(map(parts.muted, explained.gap_notes(record))))


def _quality(record: Record) -> None:
    said = quality.statement(record)
    if said is None:
        return
    st.header("How good are the explanations?", anchor="quality")
    parts.html(f"<p>{parts.text(said)}</p>")
    for place, table in enumerate(quality.tables(record)):
        with st.expander(table.caption, expanded=place == 0):
            parts.html(parts.table(table))


def _one_column(ready: live.Ready) -> None:
    st.header("Along one column", anchor="column")
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


def _one_item(ready: live.Ready, column: MediaColumn, name: str | None) -> None:
    if name is None:
        return
    with st.spinner(f"Asking the model about versions of this {column.kind} ...", show_time=True):
        cases = ready.item(name, column)
    for place, case in enumerate(cases):
        media(case, place)
    parts.html(parts.muted(LIVE))


def _one_case(ready: live.Ready, record: Record, name: str | None) -> None:
    if name is None:
        return
    cases = {case.method: case for case in ready.case(name)}
    left, right = st.columns(2, gap="large")
    scale = record.explanations.importance.scale if record.explanations.importance else ""
    with left:
        if "shap" in cases:
            figure(lambda canvas: charts.waterfall(cases["shap"], canvas, scale), width=540)
    with right:
        if "lime" in cases:
            figure(lambda canvas: charts.lime(cases["lime"], canvas), width=540)
            for said in (" ".join(surrogate.trust(cases["lime"])), surrogate.made(cases["lime"])):
                parts.html(parts.muted(said) if said else "")
    parts.html(parts.muted(LIVE))


@st.fragment(run_every=0.5)
def _wait(audit: str, record_hash: str) -> None:
    """Look again until the model is loaded; the page stays free for other clicks meanwhile."""
    if live.ready(audit, record_hash).done():
        st.rerun()
    parts.html('<p role="status" class="m">Loading the model and its data, to explain single cases ...</p>')


def _pick(names: list[str], *, named: bool) -> str | None:
    left, right = st.columns([1, 2.4], gap="large", vertical_alignment="bottom")
    if not named:
        number = left.number_input(
            "Case, by its row number",
            1,
            len(names),
            value=1,
            step=1,
            key="case-number",
            persist_state="session",
        )
        chosen = str(number)
    elif len(names) > _MOST_LISTED:
        chosen = left.text_input(
            "Case, by its id", value=names[0], key="case-id", persist_state="page"
        ).strip()
    else:
        label = "Case, by its id"
        chosen = (
            left.selectbox(label, names, key="case-id", filter_mode="contains", persist_state="page") or ""
        )
    with right:
        parts.html(
            parts.muted(
                f"{count(len(names))} rows were audited" + ("." if named else f": 1 to {count(len(names))}.")
            )
        )
    return chosen or None
