"""Components as HTML. Everything that may come from data is escaped here, and nowhere else is HTML made of it."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from itertools import islice
from typing import Final, cast

import streamlit as st

from fairwitness.app.views import numbers
from fairwitness.audits.record.schema import Verdict
from fairwitness.reports.charts import Table
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import STATUS_WORDS, VERDICT_MEANS, VERDICT_WORDS, VERDICTS, Status

WORDS: Final[Mapping[str, str]] = ChainMap(
    cast("dict[str, str]", VERDICT_WORDS), cast("dict[str, str]", STATUS_WORDS)
)
_MARKUP: Final = frozenset("\\`*_{}[]<>#+-.!|~$:&\"'")
_TYPED: Final = re.compile(r"(?<!`)`(\w[\w .:/=()\[\]-]{0,80}|--[a-z-]+)`(?!`)", re.ASCII)
"""Keys, commands and options. Whatever else stands between backticks is text, for it may come from data."""
SHOWN_ROWS: Final = 500
"""Rows a table shows on the page; the file beside it has them all."""


def html(body: str) -> None:
    """Set HTML that is safe already."""
    st.html(f'<div class="fw">{body}</div>')


def text(value: object) -> str:
    """Text from anywhere, safe to set, without characters nobody sees."""
    return escape(plain(str(value)))


def sentence(value: object) -> str:
    """A sentence of ours, safe to set: what stands between backticks is what somebody types."""
    return _TYPED.sub(r"<code>\1</code>", text(value))


def markdown(value: object) -> str:
    """Text as Streamlit's labels take it: what would be markup there, such as an image from elsewhere, is only text.

    Round brackets are markup only after square ones. They stay as they are, for a screen reader reads the backslashes.
    """
    return "".join(f"\\{c}" if c in _MARKUP else c for c in plain(str(value)))


def icon(state: str) -> str:
    """A state's sign; the word beside it is what a screen reader reads."""
    return f'<span class="i i-{state}" aria-hidden="true"></span>'


def chip(state: Verdict | Status, word: str | None = None) -> str:
    """Sign, word and colour of a verdict, or of what a record shows for a requirement."""
    return f'<span class="v {state}">{icon(state)}{text(word or WORDS[state])}</span>'


def chips(tally: dict[str, int]) -> str:
    """The verdicts of an audit in a row; those that did not occur are left out."""
    found = [
        chip(verdict, f"{tally[verdict]} {WORDS[verdict].lower()}")
        for verdict in VERDICTS
        if tally.get(verdict)
    ]
    return f'<div class="chips">{"".join(found) or "No limit was declared"}</div>'


def tally(counts: Iterable[tuple[Verdict | Status, int, str]], label: str) -> str:
    """How many of each; zero is shown."""
    cells = "".join(
        f'<li><span class="v {state}"><b>{count}</b></span>{chip(state)}<span class="m">{text(means)}</span></li>'
        for state, count, means in counts
    )
    return f'<ul class="tally" aria-label="{text(label)}">{cells}</ul>'


def verdict_tally(counts: dict[Verdict, int]) -> str:
    """Declared limits by verdict."""
    return tally(
        [(verdict, counts.get(verdict, 0), VERDICT_MEANS[verdict]) for verdict in VERDICTS], "Verdicts"
    )


def kicker(words: str) -> str:
    """The line over a heading."""
    return f'<p class="kick">{text(words)}</p>'


def lede(words: str) -> str:
    """What a section says, in a sentence or two."""
    return f'<p class="lede">{sentence(words)}</p>'


def muted(words: str) -> str:
    """A line beside the argument."""
    return f'<p class="m">{sentence(words)}</p>'


def listing(items: Iterable[str], *, ordered: bool = False) -> str:
    """A list of sentences."""
    kind = "ol" if ordered else "ul"
    return f"<{kind}>{''.join(f'<li>{sentence(item)}</li>' for item in items)}</{kind}>"


def points(items: Iterable[tuple[str, str]]) -> str:
    """A numbered list: the point, then why."""
    return f"<ol>{''.join(f'<li><b>{sentence(what)}</b> {sentence(why)}</li>' for what, why in items)}</ol>"


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Names and values."""
    return f'<dl class="facts">{"".join(f"<dt>{text(k)}</dt><dd>{text(v)}</dd>" for k, v in rows)}</dl>'


def aside(title: str, body: str, *, first: bool = False) -> str:
    """A tinted box for what stands beside the argument. `body` is HTML that is safe already."""
    colour = ' style="--c:var(--accent)"' if first else ""
    return f'<div class="aside"{colour}><h2 class="f">{text(title)}</h2>{body}</div>'


def live(body: str) -> str:
    """A part whose changes are announced when the reader pauses. `body` is HTML that is safe already."""
    return f'<div aria-live="polite" role="status">{body}</div>'


def problem(words: str) -> str:
    """What is wrong, in a sentence, announced when it appears."""
    return f'<p class="problem" role="alert">{sentence(words)}</p>'


def table(found: Table, *, label: str | None = None, words: Collection[str] = (), kind: str = "") -> str:
    """A table with a caption and scoped heads, in a region that scrolls and takes the focus.

    ``words`` names the columns that hold sentences and need room; ``kind`` is a class of the style sheet.
    """
    kinds = {
        c: " ".join(k for k, is_ in (("r", c in found.right), ("w", c in words)) if is_)
        for c in found.columns
    }
    head = "".join(f'<th scope="col" class="{kinds[c]}">{text(c)}</th>' for c in found.columns)
    body = "".join(f"<tr>{_cells(row, found.columns, kinds)}</tr>" for row in islice(found.rows, SHOWN_ROWS))
    rest = len(found.rows) - SHOWN_ROWS
    more = (
        muted(
            f"The first {SHOWN_ROWS} of {numbers.words().count(len(found.rows))} rows; the file has them all."
        )
        if rest > 0
        else ""
    )
    return (
        f'<div class="wrap" tabindex="0" role="region" aria-label="{text(label or found.caption)}">'
        f'<table class="t {kind}">'
        f"<caption><span>{text(found.caption)}</span></caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}"
    )


def _cells(row: Sequence[str], columns: Sequence[str], kinds: dict[str, str]) -> str:
    first, *rest = row
    others = "".join(f'<td class="{kinds[c]}">{text(x)}</td>' for c, x in zip(columns[1:], rest, strict=True))
    return f'<th scope="row">{text(first)}</th>{others}'
