"""In which form the reader has figures and days: as the browser asks, or as they chose. It is of their session alone.

A page asks for the form each time it is drawn, and hands it on; nothing keeps it beyond that.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from fairwitness.reports.language import ENGLISH, Words, in_form

_KEY: Final = "numbers"
_OFFERED: Final = ("en", "en-US", "de", "fr", "de-CH", "en-IN")
_SAMPLE: Final = (1234567.8, "2026-11-27")
_SEALED: Final = (
    "Sentences of the record and values of the data stand as they are, with figures as in English: 0.5 is one half. "
    "So do fields and files."
)
_TYPED: Final = "Fields take figures as in English: one half is 0.5."


def words() -> Words:
    """English texts in the form of the reader, who may have chosen one; as the reports write where nothing is known."""
    return in_form(st.session_state.get(_KEY) or st.context.locale)


def choice() -> None:
    """Let the reader choose; the choice holds for the session."""
    shown = {locale: _shown(locale) for locale in (None, *_OFFERED)}
    with st.container(key="numbers-as"):
        st.selectbox(
            "Numbers and dates as",
            list(shown),
            format_func=shown.__getitem__,
            key=_KEY,
            persist_state="session",
            width=340,
        )


def note(*, sealed: bool = True) -> str:
    """What a page says that has figures in two forms, safe to set; empty where the reader's is as in English.

    ``sealed`` says whether sentences of a record stand on it, and not only fields.
    """
    found = words()
    if (found.number(_SAMPLE[0]), found.pct(0.5)) == (ENGLISH.number(_SAMPLE[0]), ENGLISH.pct(0.5)):
        return ""
    return f'<p class="m">{_SEALED if sealed else _TYPED}</p>'


def _shown(locale: str | None) -> str:
    form = in_form(locale or st.context.locale)
    sample = f"{form.number(_SAMPLE[0], 1)} · {form.day(_SAMPLE[1], short=True)}"
    return sample if locale else f"As this browser: {sample}"
