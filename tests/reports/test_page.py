"""The style sheet has every colour in light and dark, and loads nothing."""

import re
from xml.etree.ElementTree import fromstring

from fairwitness.reports.page import NAMES, sprite, style_sheet, variable
from fairwitness.reports.tokens import DARK, LIGHT, STATUSES, VERDICTS


def test_every_colour_has_a_light_and_a_dark_value():
    light, dark = style_sheet().split("@media screen and (prefers-color-scheme:dark)")[:2]
    for name in NAMES:
        assert f"{variable(name)}:{getattr(LIGHT, name)}" in light
        assert f"{variable(name)}:{getattr(DARK, name)}" in dark


def test_every_variable_that_is_used_exists():
    used = set(re.findall(r"var\((--[\w-]+)\)", style_sheet()))
    assert used <= {variable(name) for name in NAMES}


def test_nothing_is_loaded():
    assert not re.search(r"url\(|@import|@font-face|expression\(", style_sheet())
    assert "<" not in style_sheet()


def test_dark_is_for_screens_and_paper_has_its_own_rules():
    assert "@media print" in style_sheet()
    assert "@media screen and (prefers-color-scheme:dark)" in style_sheet()


def test_every_state_has_a_mark_of_its_own():
    root = fromstring(f"<svg>{sprite()}</svg>")
    assert {symbol.get("id") for symbol in root} == {f"m-{state}" for state in (*VERDICTS, *STATUSES)}
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for symbol in root:
        for reference in re.findall(r"url\(#([\w-]+)\)", str(sprite())):
            assert reference in ids
        assert len(symbol)
