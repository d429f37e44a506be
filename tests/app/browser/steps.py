"""What the browser tests do on every page: wait until it is drawn, fill it in, and hold it against WCAG."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from fairwitness.app.views.result import HEADINGS
from fairwitness.reports.tokens import DARK, LIGHT

LOOKS = (("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390))
SCHEMES = {"light": LIGHT, "dark": DARK}
SHOWN_IN = (
    "scheme => getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).colorScheme === scheme"
)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RULES = {
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {"target-size": {"enabled": True}},  # of WCAG 2.2, which axe leaves out unless it is asked
    "resultTypes": ["violations"],
}
LISTEN = """() => {
    const Socket = window.WebSocket;
    window.asked = window.heard = 0;
    window.WebSocket = class extends Socket {
        constructor(...given) {
            super(...given);
            this.addEventListener('message', () => { window.heard = performance.now(); });
        }
        send(...given) { window.asked = performance.now(); super.send(...given); }
    };
}"""
"""For a page before it is loaded: when it last asked the server for something, and when it last heard of it."""
QUIET = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid="stSkeleton"]')
    && (window.heard >= window.asked || performance.now() - window.asked > 1000)"""
FRAMES = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
FILLS = """() => [...new Set([...document.querySelectorAll('.stMain svg.marks text')]
    .filter(one => one.checkVisibility()).map(one => getComputedStyle(one).fill))]"""


def settle(page) -> None:
    """Wait until what was asked of the server is answered, the script has ended, and every part is drawn."""
    page.wait_for_function(QUIET)
    page.evaluate(FRAMES)
    page.wait_for_function(QUIET)


def upload(page, content: str | bytes, name: str = "people.csv") -> None:
    data = content.encode() if isinstance(content, str) else content
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": data}
    )


def choose(page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def violations(page) -> list[str]:
    from axe_playwright_python.base import AXE_SCRIPT

    # What is being drawn anew is faded meanwhile, and would be found too pale.
    page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    return [f"{one['id']}: {node['target']} {node['html'][:160]}" for one in found for node in one["nodes"]]


def width_of(page) -> int:
    """How wide the page is: the document, and what scrolls within it."""
    return page.evaluate(
        "() => Math.max(document.scrollingElement.scrollWidth,"
        " document.querySelector('[data-testid=\"stMain\"]').scrollWidth)"
    )


def seen_in(page, looks: Iterable[tuple[str, int]] = LOOKS) -> Iterator[tuple[str, int]]:
    """Show the page that is open in one look after another, as who turns a phone to dark sees it: to open it anew for
    each look takes several times as long."""
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
        page.wait_for_function(SHOWN_IN, arg=scheme)
        settle(page)
        yield scheme, width


def reads_well(page, looks: Iterable[tuple[str, int]] = LOOKS, *, name: str | None = None) -> None:
    """In every look, nothing is wider than the screen, charts are of the ground that they stand on, and axe finds
    nothing. Pictures of what has a name are kept in the folder that FAIRWITNESS_SCREENSHOTS names."""
    for scheme, width in seen_in(page, looks):
        if name is not None and (folder := os.environ.get("FAIRWITNESS_SCREENSHOTS")):
            page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png")
        assert (wide := width_of(page)) <= width, (name, scheme, width, wide)
        other = SCHEMES["dark" if scheme == "light" else "light"]
        assert not {rgb(other.ink), rgb(other.muted)} & set(page.evaluate(FILLS)), (name, scheme, width)
        assert not (found := violations(page)), (name, scheme, width, found)


def stop(page, name: str) -> None:
    """A stop of a journey, in light and in dark; first in the one that is shown already."""
    width = page.viewport_size["width"]
    settle(page)
    shown = "dark" if page.evaluate(SHOWN_IN, "dark") else "light"
    reads_well(page, [(shown, width), ("light" if shown == "dark" else "dark", width)], name=name)


def rgb(colour: str) -> str:
    """`#RRGGBB` as browsers say it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


def step(page, name: str) -> None:
    """Open one of the four steps of a new audit: Data, Roles, Model or Checks."""
    page.locator(f".st-key-to-{name.lower()} button").click()
    page.get_by_text(f"Step {('Data', 'Roles', 'Model', 'Checks').index(name) + 1} of 4").wait_for()
    settle(page)


def give_rows(page, content: str | bytes, name: str = "people.csv") -> None:
    """Upload rows, and wait until they are shown."""
    upload(page, content, name)
    page.get_by_text(f"{name}:").wait_for()
    page.get_by_role("textbox", name="Title").wait_for()
    settle(page)


def give_model(page, content: bytes, name: str = "people.skops") -> None:
    """Upload a model, in its step."""
    step(page, "Model")
    page.locator(".st-key-new-model input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def go(page, section: str) -> None:
    """Go to another section of the result that is open."""
    page.locator(".st-key-subnav").get_by_role("link", name=section, exact=True).click()
    page.get_by_role("heading", level=1, name=HEADINGS.get(section, section), exact=True).wait_for()
    settle(page)


def run(page) -> None:
    page.get_by_role("button", name="Run the audit").click()
    page.get_by_role("heading", name="What this audit saw").wait_for(timeout=120_000)
    settle(page)


def decide(page, finding: str, reason: str) -> None:
    """Accept a finding, under Review."""
    choose(page, "Which finding do you want to look at?", finding)
    page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')")  # the form of another
    choose(page, "Decision", "Accept: it is known, and stays (needs a reason)")
    page.get_by_role("textbox", name="Reason").fill(reason)
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("Written down: ").wait_for()
    settle(page)
    page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')")


def download(page, button: str) -> Path:
    """The file of the last button of that name."""
    with page.expect_download() as found:
        page.get_by_role("button", name=button).last.click()
    return Path(found.value.path())


def words_of(pdf: Path) -> str:
    from pypdf import PdfReader

    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages)


NAMED = """() => {
    const held = document.activeElement;
    const known = held.matches('a, button, input, textarea, summary, [role]');
    return known ? (held.getAttribute('aria-label') || '') + held.innerText : '';
}"""


def tab_to(page, name: str, most: int = 90) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if name in page.evaluate(NAMED):
            return
    raise AssertionError(f"No Tab leads to '{name}'.")
