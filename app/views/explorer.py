"""The threshold explorer: move the threshold and see every rate, gap and verdict move. Nothing enters the record."""

from __future__ import annotations

from functools import partial

import streamlit as st

from fairwitness.app import state, thresholds
from fairwitness.app.views import address, numbers, parts
from fairwitness.app.views.figure import csv_text, figure
from fairwitness.app.views.loading import loaded, still
from fairwitness.audits.record import Record
from fairwitness.audits.thresholds import Decided, Explorer
from fairwitness.audits.thresholds.curves import curves
from fairwitness.reports import thresholds as said
from fairwitness.reports.charts import threshold as charts

_OF, _SLIDER, _NUMBER, _AT = "threshold-of", "threshold-slider", "threshold-number", "threshold-at"


def explorer(audit: str, record: Record, attribute: str, metric: str) -> None:
    """Draw the section for the figure that is looked at, or say in a sentence why there is none."""
    st.header("What if the threshold moved?", anchor="threshold")
    reason = thresholds.why_not(audit, record)
    if reason is not None:
        parts.html(parts.muted(reason))
        return
    found = loaded(
        partial(thresholds.ready, audit, record.hash),
        "Loading the scores, to look at other thresholds ...",
        partial(thresholds.again, audit, record.hash),
        key="threshold-again",
        fails="Other thresholds cannot be looked at.",
    )
    if found is not None:
        _explore(audit, record.hash, attribute, metric)


@state.part_of_audit()
def _explore(audit: str, record_hash: str, attribute: str, metric: str) -> None:
    found = still(thresholds.ready(audit, record_hash))
    at = _threshold(audit, found)
    now = found.at(at)
    chosen = charts.Chosen(at, numbers.words().figure(found.grid.text(at)), found.declared, _declared(found))
    _say(found, now, chosen, attribute, metric)
    if found.moves(metric) and attribute in found.steps:
        _figures(found, now, chosen, attribute, metric)
    else:
        parts.html(parts.muted(said.does_not_move(metric)))
    _limits(found, now, chosen)
    st.download_button(
        "Download everything at this threshold, CSV",
        partial(_file, now, at),
        f"threshold-{found.grid.text(at)}.csv",
        "text/csv",
        key="threshold-csv",
        on_click="ignore",
    )


def _threshold(audit: str, found: Explorer) -> float:
    """The fields, which stay alike, and the threshold that is chosen in them."""
    grid = found.grid
    _begin(audit, found)
    wide, narrow, back = st.columns([2.2, 1, 1.1], gap="medium", vertical_alignment="bottom")
    wide.slider(
        "Threshold",
        grid.low,
        grid.high,
        step=grid.step,
        format=f"%.{grid.digits}f",
        key=_SLIDER,
        on_change=state.answering(_follow),
        args=(_SLIDER, _NUMBER),
    )
    narrow.number_input(
        "Threshold, exactly",
        grid.low,
        grid.high,
        step=grid.step,
        format="%g",
        key=_NUMBER,
        on_change=state.answering(_follow),
        args=(_NUMBER, _SLIDER),
    )
    declared = _declared(found)
    if declared is not None:
        back.button(
            f"Back to the declared {declared}",
            key="threshold-back",
            on_click=state.answering(_set),
            args=(found.start,),
        )
    address.problem(address.THRESHOLD)
    asked = float(st.session_state[_NUMBER])
    at = grid.nearest(asked)
    if grid.only:
        parts.html(parts.muted(said.counted_at(grid, found.declared, asked)))
    address.show(address.THRESHOLD, grid.text(at))
    return at


def _begin(audit: str, found: Explorer) -> None:
    """Start at what the address says, else at the declared threshold; a threshold of another audit is none of this."""
    given = address.given(address.THRESHOLD)
    problem, number = found.grid.problem(given), found.grid.parsed(given)
    if number is not None:
        _set(number)
    elif _NUMBER not in st.session_state or st.session_state.get(_OF) != audit or problem is not None:
        _set(found.start)
    if problem is not None:
        address.refuse(address.THRESHOLD, problem)
    st.session_state[_OF] = audit


def _set(threshold: float) -> None:
    st.session_state[_SLIDER] = st.session_state[_NUMBER] = st.session_state[_AT] = threshold
    address.settle(address.THRESHOLD)


def _follow(moved: str, other: str) -> None:
    """What was moved takes the other with it.

    A browser that is a round behind sends the slider as it is and the number as it was: that is no change of anybody's.
    Nor is a field set that is right already: it would be set back to this round, and a key pressed since be lost.
    """
    held = st.session_state
    if moved == _NUMBER and held[_SLIDER] != held.get(_AT):
        return
    held[_AT] = held[moved]
    if held[other] != held[moved]:
        held[other] = held[moved]
    address.settle(address.THRESHOLD)


def _declared(found: Explorer) -> str | None:
    return None if found.declared is None else numbers.words().figure(found.grid.text(found.declared))


def _say(found: Explorer, now: Decided, chosen: charts.Chosen, attribute: str, metric: str) -> None:
    """The verdict and what changed, announced when it changes."""
    body = f"<p>{parts.text(said.EXPLORATORY)}</p>"
    if found.moves(metric) and attribute in found.steps:
        one = now.one(found.question(metric, attribute))
        kind = "" if one.declared else " No limit was declared for this: a lead to follow."
        body = f"<p>{parts.chip(one.verdict)} &nbsp;{parts.text(one.statement + kind)}</p>" + body
    words = numbers.words()
    moved = said.moved(found.audited.verdicts, now.verdicts, words)
    summary = said.summary(moved, chosen.shown, chosen.declared_shown, words)
    parts.html(parts.live(f'<p class="s">{parts.text(summary)}</p>{body}'))


def _figures(found: Explorer, now: Decided, chosen: charts.Chosen, attribute: str, metric: str) -> None:
    question = found.question(metric, attribute)
    then, drawn = found.audited, curves(found, question)
    left, right = st.columns(2, gap="large")
    with left:
        figure(
            lambda canvas: charts.rates_at(
                now.rates(metric, attribute), then.rates(metric, attribute), now.one(question), chosen, canvas
            ),
            width=580,
        )
    with right:
        figure(lambda canvas: charts.gap_by_threshold(question, drawn.gap, chosen, canvas), width=580)
    figure(lambda canvas: charts.trade_offs(drawn.overall, chosen, canvas), width=1100)


def _limits(found: Explorer, now: Decided, chosen: charts.Chosen) -> None:
    """Every declared limit then and now."""
    words = numbers.words()
    table = said.limits(
        said.moved(found.audited.verdicts, now.verdicts, words), chosen.shown, chosen.declared_shown
    )
    if table.rows:
        parts.html('<h3 class="f">Every declared limit</h3>' + parts.table(table, words=table.columns[:1]))


def _file(now: Decided, at: float) -> str:
    """All rates and comparisons, made when somebody asks for the file."""
    return csv_text(said.everything(at, now.estimates, (*now.declared, *now.exploratory)))
