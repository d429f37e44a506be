"""The findings of a review: as a board of columns, or as a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from fairwitness.app.views import numbers, parts
from fairwitness.audits.review.state import Review, Reviewed
from fairwitness.reports import board as boards
from fairwitness.reports.board import TITLES
from fairwitness.reports.format import opening

_VIEWS: Final = ("Board", "List")


def findings(review: Review) -> None:
    """Every finding where it stands."""
    st.header("Findings", anchor="findings")
    if not review.findings:
        parts.html(parts.muted("The record has no findings, so nothing has to be decided on."))
        return
    if late := boards.overdue_text(review, numbers.words()):
        parts.html(f'<p class="problem">{parts.text(late)}</p>')
    shown = st.segmented_control(
        "Show as", _VIEWS, default=_VIEWS[0], required=True, key="review-view", persist_state="session"
    )
    if shown == "List":
        parts.html(parts.table(boards.as_table(review, numbers.words()), words=("Finding", "Decision")))
        return
    columns = "".join(_column(TITLES[column], ones, review) for column, ones in boards.board(review).items())
    parts.html(
        f'<div class="board">{columns}</div>{parts.muted(boards.left_out(review, numbers.words()) or "")}'
    )


def _column(title: str, ones: Sequence[Reviewed], review: Review) -> str:
    cards = "".join(_card(one, review) for one in ones) or parts.muted("None")
    named, kind = parts.text(title), "some" if ones else "none"
    head = f'<h3>{named} <span class="m">{len(ones)}</span></h3>'
    return f'<section class="{kind}" aria-label="{named}">{head}{cards}</section>'


def _card(one: Reviewed, review: Review) -> str:
    words = numbers.words()
    due = boards.due_text(one, review, words)
    until = one.decision.until if one.decision else None
    lines = (
        f"{one.finding.severity.capitalize()} severity",
        f"Owner: {one.owner}" if one.owner else "No owner",
        f"Waived until {words.stamp(until)}" if until else "",
        "" if one.overdue(review.on) else due,
        f"{len(one.comments)} comment{'' if len(one.comments) == 1 else 's'}" if one.comments else "",
    )
    said = "".join(f'<li dir="auto">{parts.text(line)}</li>' for line in lines if line)
    late = f'<p class="late">{parts.text(due)}</p>' if one.overdue(review.on) else ""
    return (
        f'<article class="card {one.finding.severity}"><h4>{parts.text(opening(one.finding.statement, 90))}</h4>'
        f'<p class="m">{parts.text(one.id)}</p>{late}<ul>{said}</ul></article>'
    )
