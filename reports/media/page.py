"""Explained texts and pictures as one HTML file: figures, their tables, and how far each can be trusted."""

from __future__ import annotations

import base64
import functools
import hashlib
from dataclasses import dataclass

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from fairwitness.audits.media.cases import MediaExplanations
from fairwitness.audits.media.explaining import MediaCase
from fairwitness.reports import format as fmt
from fairwitness.reports.media import MediaFigure
from fairwitness.reports.media.case import kind, media_figure
from fairwitness.reports.page import read, style_sheet
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import DARK, LIGHT

_CSS = (
    ".media{max-width:640px}.media svg{display:block;width:100%;height:auto}.by-night{display:none}"
    "@media screen and (prefers-color-scheme:dark){.by-day{display:none}.by-night{display:block}}"
)


@dataclass(frozen=True)
class _Shown:
    name: str
    first: bool
    """Whether it is the first figure of its text or picture."""
    figure: MediaFigure
    light: Markup
    dark: Markup


def media_page(explained: MediaExplanations) -> bytes:
    """The page as UTF-8. It holds everything it shows: no script, and no request leaves it."""
    css = f"{style_sheet()}\n{_CSS}"
    title, lead = headline(explained)
    context = {
        "title": title,
        "kind": kind(explained.cases[0]).lower(),
        "lead": lead,
        "facts": facts(explained),
        "cases": [
            _shown(case, place, explained.cases[place - 1] if place else None)
            for place, case in enumerate(explained.cases)
        ],
        "css": Markup(css),
        "policy": _policy(css),
    }
    return _environment().get_template("media.html.j2").render(context).encode("utf-8", "replace")


def headline(explained: MediaExplanations) -> tuple[str, str]:
    """A title, and a sentence that says what was explained."""
    what = kind(explained.cases[0]).lower()
    count = len({case.name for case in explained.cases})
    counted = f"{fmt.count(count)} {what}{'s' if count > 1 else ''}"
    return f"Why {explained.model} answers so", f"{counted} of {explained.source}, {_methods(explained)}."


def facts(explained: MediaExplanations) -> list[tuple[str, str]]:
    """What is needed to compute the figures again."""
    meta = explained.cases[0].found.meta
    versions = [f"{name.removesuffix('_version')} {meta[name]}" for name in meta if name.endswith("_version")]
    asked = sum(int(case.found.meta["questions"] or 0) for case in explained.cases)
    return [
        ("Model", explained.model),
        ("SHA-256 of the model", explained.sha256 or "none: it is no file"),
        ("Data", explained.source),
        ("Left out", str(meta["masking"])),
        ("Questions to the model", f"{asked:,}"),
        ("Seed", str(explained.seed)),
        ("Versions", ", ".join(versions)),
    ]


def _methods(explained: MediaExplanations) -> str:
    used = list(dict.fromkeys(case.found.method.upper() for case in explained.cases))
    return f"explained by {fmt.listed(used)}"


def _shown(case: MediaCase, place: int, before: MediaCase | None) -> _Shown:
    day, night = media_figure(case, LIGHT), media_figure(case, DARK)
    return _Shown(
        f"{kind(case)} {case.name}",
        before is None or before.name != case.name,
        day,
        _own_ids(day.svg, place),
        _own_ids(night.svg, place),
    )


def _own_ids(svg: str, place: int) -> Markup:
    """The drawing, which has escaped every text in it, its patterns named so that no other drawing's are."""
    for name in ("for", "against"):
        for theme in (LIGHT.name, DARK.name):
            svg = svg.replace(f'id="{name}-{theme}"', f'id="{name}-{theme}-{place}"')
            svg = svg.replace(f"url(#{name}-{theme})", f"url(#{name}-{theme}-{place})")
    return Markup(svg)


def _policy(css: str) -> str:
    """Nothing may load or run but the pictures inside; the one style sheet is known by its hash."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(read), autoescape=True, finalize=_visible, undefined=StrictUndefined
    )


def _visible(value: object) -> object:
    return plain(value) if type(value) is str else value
