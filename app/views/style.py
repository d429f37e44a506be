"""The style sheet of the web app, from the tokens that all reports share."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from fairwitness.app.views import numbers
from fairwitness.reports.charts import Canvas
from fairwitness.reports.tokens import DARK, LIGHT, STATUSES, VERDICTS, Theme, mark

_NAMES = (
    "bg", "panel", "ink", "muted", "rule", "axis", "accent", "band", "void",
    "disparity", "within", "inconclusive", "not_estimable",
)  # fmt: skip


def _both(light: str, dark: str) -> str:
    """The colour of whichever theme the browser shows."""
    return f"light-dark({light},{dark})"


PAGE: Final = Theme(
    name="light",
    bins=tuple(map(_both, LIGHT.bins, DARK.bins)),
    bin_ink=tuple(map(_both, LIGHT.bin_ink, DARK.bin_ink)),
    **{name: _both(getattr(LIGHT, name), getattr(DARK, name)) for name in _NAMES},
)
"""Both themes in one: a reader's system may turn dark at sunset, and what is drawn already must turn with it. The
server is not asked again then, and does not know the theme when a session begins."""


@functools.cache
def style_sheet() -> str:
    """The whole style sheet as a ``<style>`` element.

    `st.html` drops inline SVG: each sign is a mask that the text colour fills.
    """
    colours = "".join(f"--{name.replace('_', '-')}:{getattr(PAGE, name)};" for name in _NAMES)
    states = "".join(
        f'.i-{state}{{--m:url("data:image/svg+xml,{quote(mark(state))}")}}.v.{state}{{color:{_colour(state)}}}'
        for state in (*VERDICTS, *STATUSES)
    )
    sheet = files("fairwitness.app.views").joinpath("app.css").read_text("utf-8")
    return f"<style>:root{{{colours}}}{states}{sheet}</style>"


def canvases(width: int = 760) -> tuple[Canvas, Canvas]:
    """What charts are drawn on: for a desk, and for a phone, in the form of the reader.

    The server knows no width; the style sheet shows one.
    """
    words = numbers.words()
    return Canvas(PAGE, width=width, text=13, words=words), Canvas(PAGE, width=356, text=12, words=words)


def _colour(state: str) -> str:
    for verdict in VERDICTS:
        if verdict == state:
            return PAGE.verdict(verdict)
    return next(PAGE.status(status) for status in STATUSES if status == state)
