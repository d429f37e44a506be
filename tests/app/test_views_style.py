from __future__ import annotations

import pytest

from fairwitness.app.views.style import style_sheet
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
