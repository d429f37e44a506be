"""Single decisions looked at again, and how often reviewers agree with the model by group."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from fairwitness.app import judging, reviewing, uploads
from fairwitness.app.views import numbers, parts
from fairwitness.app.views.desk import Desk, key
from fairwitness.app.views.figure import figure
from fairwitness.app.views.words import UNSENT
from fairwitness.audits.private import remove_folder
from fairwitness.audits.review.agreement import Agreement
from fairwitness.audits.review.cases import Case
from fairwitness.errors import FairwitnessError
from fairwitness.reports import charts
from fairwitness.reports.review import agreement_notes, agreement_table

_MOST_LISTED = 20_000
_KEPT = (
    "Then kept in the review, and packed into the evidence: your decision and your reason, the groups of the case, and "
    "its id as a keyed hash. Write nothing into the reason that tells who the person is."
)


def decisions(desk: Desk) -> None:
    """Look at single decisions, say whether one agrees, and see how often reviewers do."""
    st.header("Do reviewers agree with the model?", anchor="agreement")
    _figures(desk.board.review.agreement)
    if st.toggle("Look at single decisions", key="review-cases"):
        _one_case(desk)
    with st.expander("Give many at once, as a file"):
        _file(desk)


def _figures(found: Agreement | None) -> None:
    if found is None:
        parts.html(parts.muted("Nobody has looked at a single decision yet."))
        return
    words = numbers.words()
    parts.html(parts.listing(agreement_notes(found, words, compared=False)))
    for attribute in dict.fromkeys(one.attribute for one in found.groups if one.attribute):
        figure(partial(charts.agreement, found, attribute))
    with st.expander("Agreement, overrides and kappa as a table"):
        parts.html(parts.table(agreement_table(found, words)))


def _one_case(desk: Desk) -> None:
    try:
        with st.spinner("Reading the decisions"):
            found = judging.decisions(desk.audit, desk.record)
        name = _pick(found)
        if name is None:
            return
        decided = found.one(name)
    except FairwitnessError as error:
        parts.html(parts.problem(str(error)))
        return
    case = decided.case
    left, right = st.columns([1.2, 1], gap="large")
    with left:
        parts.html(
            f"<h3>Case {parts.text(case.id)}: decided \u201c{parts.text(case.model)}\u201d</h3>"
            + parts.facts([*case.groups.items(), *decided.row.items()])
        )
    with right:
        _answer(desk, case, found.subject.labels.names)


def _answer(desk: Desk, case: Case, names: Sequence[str]) -> None:
    """What the reviewer would have decided, and why."""
    labels = [case.model, *(label for label in names if label != case.model)]
    form = "judge"
    with st.form(form):
        answer = st.radio(
            "What would you have decided?",
            labels,
            index=None,
            format_func=lambda label: (
                parts.markdown(label) + (" (as was decided)" if label == case.model else "")
            ),
            key=key(form, f"answer-{case.id}"),
        )
        reason = st.text_area("Why", key=key(form, "reason"), height=110)
        parts.html(parts.muted(f"{UNSENT} {_KEPT}"))
        sent = st.form_submit_button("Keep my decision", type="primary", key="judge-send")
    if sent and answer is None:
        parts.html(parts.problem("Say what you would have decided: choose one of the labels."))
    elif sent and answer is not None:
        desk.attempt(
            form,
            lambda: reviewing.judge(
                desk.person, desk.audit, desk.free_hand(), case, (answer, reason.strip() or None)
            ),
            f"Your decision on case {case.id} is kept.",
        )


def _pick(found: judging.Decisions) -> str | None:
    if not found.named:
        return str(
            st.number_input("Case, by its row number", 1, len(found.names), 1, 1, key="review-case-number")
        )
    if len(found.names) > _MOST_LISTED:
        return st.text_input("Case, by its id", key="review-case-id").strip() or None
    return st.selectbox(
        "Case, by its id", found.names, index=None, key="review-case-id", filter_mode="contains",
        placeholder="Choose an id, or type one",
    )  # fmt: skip


def _file(desk: Desk) -> None:
    form = "feedback"
    with st.form(form):
        given = st.file_uploader(
            "CSV with the columns case, model and reviewer", "csv", key=key(form, "file"), max_upload_size=50,
            help="Also reason, and a column for each sensitive attribute. No row of it is kept, only counts.",
        )  # fmt: skip
        sent = st.form_submit_button("Count them", key="feedback-send")
    if not sent:
        return
    if given is None:
        parts.html(parts.problem("Choose a file first."))
        return

    def count() -> None:
        path = uploads.spool(given.name, given)
        try:
            reviewing.give_feedback(desk.person, desk.audit, desk.free_hand(), path)
        finally:
            remove_folder(path.parent)

    desk.attempt(form, count, "The decisions in the file are counted; no row is kept.")
