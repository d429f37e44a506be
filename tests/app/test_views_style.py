from __future__ import annotations

from dataclasses import asdict

import pytest

from fairwitness.app.views.style import canvases, style_sheet
from fairwitness.reports.tokens import DARK, LIGHT, STATUSES, VERDICTS


@pytest.mark.parametrize("state", [*VERDICTS, *STATUSES])
def test_every_state_has_a_sign_and_a_colour_in_both_themes(state: str) -> None:
    sheet = style_sheet()
    assert f".i-{state}{{--m:url(" in sheet
    assert f".v.{state}{{color:light-dark(#" in sheet


@pytest.mark.parametrize("name", ["bg", "ink", "muted", "accent", "disparity", "not_estimable"])
def test_colours_are_those_of_the_tokens(name: str) -> None:
    pair = f"--{name.replace('_', '-')}:light-dark({getattr(LIGHT, name)},{getattr(DARK, name)})"
    assert pair in style_sheet()


def test_nothing_is_fetched() -> None:
    sheet = style_sheet()
    assert "@import" not in sheet
    assert sheet.count("url(") == sheet.count('url("data:image/svg+xml,')
    assert sheet.count("</style>") == 1


def test_charts_have_the_colours_of_both_themes() -> None:
    """Which one is shown is left to the browser: it may change while the page is open."""
    for canvas in canvases():
        drawn, light, dark = asdict(canvas.theme), asdict(LIGHT), asdict(DARK)
        for name in drawn.keys() - {"name", "bins", "bin_ink"}:
            assert drawn[name] == f"light-dark({light[name]},{dark[name]})"
        for name in ("bins", "bin_ink"):
            pairs = zip(light[name], dark[name], strict=True)
            assert drawn[name] == tuple(f"light-dark({one},{other})" for one, other in pairs)
