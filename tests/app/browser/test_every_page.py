"""What holds on every page: how it is read aloud, by keys, at 400 % zoom, and with wide spacing between letters."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from tests.app.browser.steps import settle, stop, width_of

from fairwitness.app.state import SECTIONS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
DEMO = "demo-mortgage"
UNWALKED = ("/run", "/trail", "/people")
"""No journey leads there."""
PAGES = (
    "/",
    "/new",
    *UNWALKED,
    f"/compare?audit={DEMO}&with=demo-again",
    *(f"/{section.lower()}?audit={DEMO}" for section in (*SECTIONS, "Data")),
    *(f"/explanations?audit={DEMO}&part={part}" for part in ("case", "quality")),
)
LAST = {"part=case": "What if?", "/compare": "Gaps between groups"}
"""Headings that are there only when what takes a while has been computed."""
LEVELS = """() => [...document.querySelectorAll(':is(h1, h2, h3, h4, h5, h6)')]
    .filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))"""
CONTROLS = "button|link|textbox|searchbox|combobox|checkbox|radio|slider|spinbutton|switch|tab|option|listbox"
NAMELESS = re.compile(rf"- (?:{CONTROLS})(?: \[[^\]]*\])*:?$", re.MULTILINE)
"""A control in the tree that Chromium hands to a screen reader, without a name."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""What WCAG 1.4.12 lets a reader ask for."""
CUT = """() => [...document.querySelectorAll('[data-testid="stHeader"] *, .stMain *')].filter(one => {
    if (!one.checkVisibility() || one.matches('.sr, svg *, canvas, input, textarea')) return false;
    const style = getComputedStyle(one), at = one.getBoundingClientRect();
    const scrolled = one.parentElement.closest('.wrap, pre, [data-testid="stDataFrame"]');
    const hides = /hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1 && at.width > 1;
    const low = /hidden|clip/.test(style.overflowY) && one.scrollHeight > one.clientHeight + 3 && at.height > 1;
    return one.innerText?.trim() && ((hides || low) || (!scrolled && at.right > innerWidth + 1 && at.width > 1));
}).map(one => `${one.tagName} ${one.className} ${one.innerText.slice(0, 60)}`)"""
"""Parts whose text does not fit into them or onto the screen; a table may scroll within the page."""
ORDER = """() => [...document.querySelectorAll(
    '.stMain :is(h1, h2, h3, button, a, input, textarea, summary, [role=region])')]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().width > 2 && !one.closest('[popover], td, th')
        && (one.tabIndex >= 0 || /^H/.test(one.tagName)))
    .map(one => [Math.round(one.getBoundingClientRect().top), Math.round(one.getBoundingClientRect().bottom),
        (one.innerText || one.ariaLabel || one.tagName).slice(0, 40)])"""


@pytest.mark.parametrize("path", PAGES)
def test_every_page(open_page, path: str) -> None:
    page = open_page(path, width=1440, height=900)
    for heading in (word for part, word in LAST.items() if part in path):
        page.get_by_role("heading", name=heading).wait_for(timeout=90_000)
    settle(page)
    is_read_aloud_in_order(page)
    keeps_the_focus_in_sight(page)
    page.set_viewport_size({"width": 390, "height": 2400})
    settle(page)
    goes_down_the_page(page)
    fits(page, 320)  # a screen of 1280 pixels at 400 %
    fits(page, 640)  # and at 200 %
    spaced = page.add_style_tag(content=SPACED)
    fits(page, 640)
    fits(page, 390)
    spaced.evaluate("one => one.remove()")
    assert page.evaluate("() => document.getAnimations().length") == 0, "motion is reduced"
    if path in UNWALKED:
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 1600})
            stop(page, path.strip("/"))


def is_read_aloud_in_order(page) -> None:
    levels = page.evaluate(LEVELS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tree = page.locator("body").aria_snapshot()
    assert NAMELESS.findall(tree) == []
    for landmark in ("banner", "main"):
        assert page.get_by_role(landmark).count() == 1, landmark
    assert page.get_by_role("navigation").count() >= 1


def goes_down_the_page(page) -> None:
    """On a phone, where all stands in one column, nothing that is read later stands higher."""
    parts = page.evaluate(ORDER)
    assert [(before[2], after[2]) for before, after in pairwise(parts) if after[1] <= before[0]] == []


def fits(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1200})
    settle(page)
    assert width_of(page) <= width
    assert page.evaluate(CUT) == [], width


HELD = """() => {
    const held = document.activeElement, at = held.getBoundingClientRect();
    if (held === document.body || !at.width) return null;
    const head = document.querySelector('[data-testid="stHeader"]');
    const covered = y => head.contains(document.elementFromPoint(at.left + at.width / 2, y));
    const under = !head.contains(held) && covered(Math.max(at.top, 0) + 1)
        && covered(Math.min(at.bottom, innerHeight) - 1);
    const seen = [held, held.parentElement, held.parentElement.parentElement].some(one => {
        const style = getComputedStyle(one);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
    });
    return [held.innerText?.slice(0, 40) || held.ariaLabel || held.tagName, under, seen];
}"""


def keeps_the_focus_in_sight(page) -> None:
    """There and back through all that takes the focus: it is outlined, and the bar at the top does not cover it."""
    for key in ("Tab", "Shift+Tab"):
        for _ in range(60):
            page.keyboard.press(key)
            found = page.evaluate(HELD)
            if found is None:
                break
            assert not found[1], f"'{found[0]}' is under the bar"
            assert found[2], f"'{found[0]}' has no outline"
