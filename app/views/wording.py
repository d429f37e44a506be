"""Plain words or technical detail, and words of the field that explain themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from zlib import crc32

import streamlit as st

from fairwitness.app.views import numbers, parts
from fairwitness.audits.record import Record
from fairwitness.reports.paper.glossary import glossary

_KEY: Final = "technical"


def switch() -> None:
    """Let the reader choose; the choice holds for the session."""
    st.toggle(
        "Technical detail",
        key=_KEY,
        help="Names of measures as libraries have them, methods, p-values.",
        persist_state="session",
    )


def technical() -> bool:
    """Whether the reader wants names, methods and p-values beside the plain words."""
    return bool(st.session_state.get(_KEY))


def terms(record: Record) -> dict[str, str]:
    """Words that the reports explain, in lower case, with what they mean."""
    return {
        term.casefold(): meaning for term, meaning in glossary(record, numbers.words()) if "(" not in term
    }


def measures(record: Record) -> dict[str, str]:
    """Measures by their plain names, in lower case, with what they mean here."""
    return {term.partition(" (")[0].casefold(): meaning for term, meaning in glossary(record) if "(" in term}


def explained(words: str, meanings: Mapping[str, str], only: Iterable[str] | None = None) -> str:
    """Text, safe to set, in which each known word is once a button that says what it means.

    ``only`` names the words to mark; every one of `meanings` if left out. The explanation is a popover of the browser:
    it opens by click or key, closes by Escape, and is in the page for whoever has the page read to them.
    """
    marked = sorted(
        (term for term in (meanings if only is None else only) if term in meanings), key=len, reverse=True
    )
    text = parts.text(words)
    if not marked:
        return text
    seen: set[str] = set()

    def button(found: re.Match[str]) -> str:
        term = found[0].casefold()
        if term in seen:
            return found[0]
        seen.add(term)
        name = f"g-{crc32(f'{term} {words}'.encode('utf-8', 'replace')):08x}"
        return (
            f'<button class="term" type="button" popovertarget="{name}">{found[0]}</button>'
            f'<span class="tip" popover id="{name}"><b>{found[0]}</b> {parts.text(meanings[term])}</span>'
        )

    pattern = "|".join(re.escape(parts.text(term)) for term in marked)
    return re.sub(rf"(?<![\w&])(?:{pattern})(?!\w)", button, text, flags=re.IGNORECASE)
