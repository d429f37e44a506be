"""Everything that can be taken along: reports, the record and what stands beside it, and the signed evidence."""

from __future__ import annotations

import streamlit as st

from fairwitness.app import exporting, opening, state
from fairwitness.app.exporting import Choice, Made
from fairwitness.app.views import evidence, open_record, parts, result, signed_pdf
from fairwitness.app.views.taking import download, take
from fairwitness.reports.uses import READERS

_LEDE = "A report is a view of the record. It computes nothing, and shows what people have stated and reviewed by now."
_BELOW = frozenset({"json"})
"""Formats that need not be made: the record stands among what is beside it, ready to take."""
_BESIDE = {
    "record.json": "The record: everything that was measured, with its fingerprint (hash).",
    exporting.PLAN: "The plan: it repeats this audit, beside the data.",
    "statements.yaml": "What people have stated.",
    "trail.jsonl": "The log of the review, each line with a fingerprint of the one before.",
}


def render() -> None:
    """Draw the section."""
    opened = result.opened("Export")
    if opened is None:
        return
    audit, record = opened
    parts.html(parts.lede(_LEDE))
    st.header("Reports", anchor="reports")
    found = exporting.choices(record)
    for readers in READERS:
        st.subheader(readers, anchor=False)
        for choice in (one for one in found if one.use.readers == readers and one.use.format not in _BELOW):
            _report(audit, choice)
    _all(audit)
    _beside(audit)
    evidence.signed(audit, found)
    signed_pdf.form(audit)
    if opening.opened(audit) is None:
        with st.expander("Open a record made elsewhere"):
            open_record.form()


def _report(audit: str, choice: Choice) -> None:
    name = choice.use.format
    with st.container(key=f"row-take-{name}"):
        words, action = st.columns([3, 1], vertical_alignment="center")
        refused = (
            f'<p class="m">Not for this record: {parts.sentence(choice.refusal)}</p>'
            if choice.refusal
            else ""
        )
        with words:
            parts.html(
                f'<b>{parts.text(choice.use.title)}</b> <span class="m">{parts.text(choice.file)}</span>'
                f"<p>{parts.text(choice.use.line)}</p>{refused}"
            )
        if choice.refusal is None:
            with action:
                take(
                    f"{audit}-{name}",
                    f"Make {choice.use.title}",
                    lambda: exporting.take_report(state.person(), audit, name),
                )


def _all(audit: str) -> None:
    st.header("All of it in one file", anchor="all")
    parts.html(
        parts.muted("Every report that can be made, with record, plan, statements and review, in one zip.")
    )

    def make() -> Made:
        bar = st.progress(0.0, "Beginning")
        try:
            return exporting.take_all(
                state.person(), audit, lambda done, of, title: bar.progress(done / of, f"Making: {title}")
            )
        finally:
            bar.empty()

    take(f"{audit}-all", "Make the zip of everything", make)


def _beside(audit: str) -> None:
    st.header("The record, and what stands beside it", anchor="record")
    for made in exporting.beside(audit):
        words, action = st.columns([3, 1], vertical_alignment="center")
        with words:
            parts.html(f"<p>{parts.text(_BESIDE[made.file])}</p>")
        with action:
            download(made, f"beside-{made.file}")
