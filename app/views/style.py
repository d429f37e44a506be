"""The style sheet of the web app, from the tokens that all reports share."""

from __future__ import annotations

import functools
from importlib.resources import files
from urllib.parse import quote

import streamlit as st

from fairwitness.reports.charts import Canvas
from fairwitness.reports.tokens import DARK, LIGHT, STATUSES, VERDICTS, Theme, mark

_NAMES = (
    "bg", "panel", "ink", "muted", "rule", "axis", "accent", "band", "void",
    "disparity", "within", "inconclusive", "not_estimable",
)  # fmt: skip


@functools.cache
def style_sheet() -> str:
    """The whole style sheet as a ``<style>`` element.

    Colours are ``light-dark()`` pairs, so that one sheet serves both themes. `st.html` drops inline SVG: each sign is
    a mask that the text colour fills.
    """
    colours = "".join(
        f"--{_css(name)}:light-dark({getattr(LIGHT, name)},{getattr(DARK, name)});" for name in _NAMES
    )
    states = "".join(
        f'.i-{state}{{--m:url("data:image/svg+xml,{quote(mark(state))}")}}'
        f".v.{state}{{color:light-dark({_colour(LIGHT, state)},{_colour(DARK, state)})}}"
        for state in (*VERDICTS, *STATUSES)
    )
    sheet = files("fairwitness.app.views").joinpath("app.css").read_text("utf-8")
    return f"<style>:root{{{colours}}}{states}{sheet}</style>"


def theme() -> Theme:
    """The tokens of the theme the reader sees."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def canvases(width: int = 760) -> tuple[Canvas, Canvas]:
    """What charts are drawn on: for a desk, and for a phone. The server knows no width; the style sheet shows one."""
    return Canvas(theme(), width=width, text=13), Canvas(theme(), width=356, text=12)


def _css(name: str) -> str:
    return name.replace("_", "-")


def _colour(theme: Theme, state: str) -> str:
    for verdict in VERDICTS:
        if verdict == state:
            return theme.verdict(verdict)
    return next(theme.status(status) for status in STATUSES if status == state)
