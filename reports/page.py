"""The style sheet and the marks of the HTML report, from the tokens that all reports share."""

from __future__ import annotations

import functools
from importlib.resources import files

from markupsafe import Markup

from fairwitness.audits.record.schema import Verdict
from fairwitness.reports.tokens import DARK, LIGHT, STATUSES, VERDICTS, Status, Theme, mark

NAMES = (
    "bg", "panel", "ink", "muted", "rule", "axis", "accent", "band", "void",
    "disparity", "within", "inconclusive", "not_estimable",
)  # fmt: skip
"""Colours that have a variable in the style sheet."""


@functools.cache
def style_sheet() -> str:
    """The whole style sheet; dark where the reader's system asks for it, light on paper."""
    dark = f":root{{color-scheme:dark;{_variables(DARK)}}}"
    return (
        f":root,.light{{{_variables(LIGHT)}}}\n@media screen and (prefers-color-scheme:dark){{{dark}}}\n"
        f"{read('report.css')}"
    )


def variable(name: str) -> str:
    """What a colour is called in the style sheet."""
    return f"--{name.replace('_', '-')}"


def _variables(theme: Theme) -> str:
    return ";".join(f"{variable(name)}:{getattr(theme, name)}" for name in NAMES)


@functools.cache
def sprite() -> Markup:
    """Every mark once, as SVG symbols filled with the text colour."""
    return Markup().join(_symbol(state) for state in (*VERDICTS, *STATUSES))


def read(name: str) -> str:
    """A file of the templates."""
    return files("fairwitness.reports").joinpath("templates", name).read_text("utf-8")


def _symbol(state: Verdict | Status) -> Markup:
    inner = mark(state, "currentColor").partition(">")[2].removesuffix("</svg>")
    inner = inner.replace("id='k'", f"id='k-{state}'").replace("url(#k)", f"url(#k-{state})")
    return Markup(f"<symbol id='m-{state}' viewBox='0 0 16 16' fill='currentColor'>{inner}</symbol>")
