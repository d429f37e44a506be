"""What the browser tests do on every page: wait until it is drawn, fill it in, and hold it against WCAG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LOOKS = (("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390))
SHOWN_IN = (
    "scheme => getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).colorScheme === scheme"
)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def settle(page) -> None:
    """Wait until the script has ended and every part of the page is drawn."""
    page.wait_for_function(
        "() => document.querySelector('[data-testid=\"stApp\"]')?.dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-testid=\"stSkeleton\"]')"
    )
    page.wait_for_timeout(150)


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
    from axe_playwright_python.sync_playwright import Axe

    # What is being drawn anew is faded meanwhile, and would be found too pale.
    page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')")
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found
        if set(one["tags"]) & set(WCAG)
        for node in one["nodes"]
    ]


def width_of(page) -> int:
    return page.evaluate("() => document.querySelector('[data-testid=\"stMain\"]').scrollWidth")


def seen_in(page, looks: Iterable[tuple[str, int]] = LOOKS) -> Iterator[tuple[str, int]]:
    """Show the page that is open in one look after another, as who turns a phone to dark sees it: to open it anew for
    each look takes several times as long."""
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
        page.wait_for_function(SHOWN_IN, arg=scheme)
        settle(page)
        yield scheme, width


def reads_well(page, looks: Iterable[tuple[str, int]] = LOOKS) -> None:
    """In every look, nothing is wider than the screen, and axe finds nothing."""
    for scheme, width in seen_in(page, looks):
        assert width_of(page) <= width, (scheme, width)
        assert violations(page) == [], (scheme, width)


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
