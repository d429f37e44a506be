"""The review of a record: findings with their owners and decisions, sign-offs, and single decisions looked at again."""

from __future__ import annotations

import streamlit as st

from fairwitness.app.views import board, desk, finding, judging, numbers, parts, result, signing
from fairwitness.reports.review import lead


def render() -> None:
    """Draw the section."""
    opened = result.opened("Review")
    if opened is None:
        return
    seat = desk.sit(*opened)
    review = seat.board.review
    parts.html(
        parts.lede(lead(review, numbers.words()))
        + parts.muted("A review lies over the record, which never changes.")
    )
    if review.missing:
        st.header("What is missing", anchor="missing")
        parts.html(parts.listing(review.missing))
    board.findings(review)
    finding.one_finding(seat)
    signing.sign_offs(seat)
    judging.decisions(seat)
