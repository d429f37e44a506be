"""Twenty browsers at once on one server: how long an interaction takes, and that none sees another's data.

The browsers share the cores with the server, so drawing is part of what is measured; the server alone is measured by
sessions that draw nothing.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import sessions

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

TITLE = "Twenty browsers at once"
BROWSERS = 20
TARGET = 2.0
SECTIONS = ("Fairness", "Performance", "Energy", "Compliance")
SEARCHES = ("mortgage", "nothing of that name")
DEMO = "demo-mortgage"
READING = (10.0, 20.0)
"""Seconds for which a person looks at a page before the next click, at least and at most."""
AT_ONCE = (0.0, 0.0)
SERVER = """
from fairwitness.app.demo import ensure_demo
from fairwitness.app.web import serve
ensure_demo(print)
serve({port}, open_browser=False)
"""
_DRAWN = (
    "() => document.querySelector('[data-testid=\"stApp\"]')?.dataset.testScriptState === 'notRunning'"
    " && !document.querySelector('[data-testid=\"stSkeleton\"]')"
)
_PATIENCE = 180_000


@dataclass
class Visit:
    """What one browser measured and saw."""

    seconds: list[float] = field(default_factory=list)
    seen: str = ""
    """All text of the form after this browser's own upload."""


def file_of(number: int) -> str:
    """The name of the file that a browser uploads: it stands on nobody else's page."""
    return f"browser{number:02d}.csv"


def rows_of(number: int) -> bytes:
    """Decisions, of another number of rows for each browser."""
    rows = (f"{i % 2},{(i // 2) % 2},{'fm'[i % 3 == 0]}\n" for i in range(300 + number))
    return ("hired,decision,sex\n" + "".join(rows)).encode()


async def visit(
    browser: Browser, address: str, number: int, start: asyncio.Barrier, pauses: tuple[float, float]
) -> Visit:
    """Upload a file of one's own, then read an audit section by section and search the list, all timed.

    Before each interaction comes a pause of as many seconds as `pauses` allow, drawn for each browser by itself.
    """
    found, draw = Visit(), random.Random(number)
    context = await browser.new_context()
    page = await context.new_page()
    page.set_default_timeout(_PATIENCE)
    await page.goto(f"{address}/new")
    upload = {"name": file_of(number), "mimeType": "text/csv", "buffer": rows_of(number)}
    await page.locator("input[type=file]").first.set_input_files(upload)  # type: ignore[arg-type]  # a mapping of the same keys
    await page.get_by_text(f"{300 + number} rows").first.wait_for()
    await page.wait_for_function(_DRAWN)
    found.seen = await page.locator("body").inner_text()
    other = await context.new_page()
    other.set_default_timeout(_PATIENCE)
    await other.goto(f"{address}/summary?audit={DEMO}")
    await other.wait_for_function(_DRAWN)
    await start.wait()
    for section in SECTIONS:
        await asyncio.sleep(draw.uniform(*pauses))
        found.seconds.append(await _timed(other, section))
    await other.goto(f"{address}/")
    search = other.get_by_role("textbox", name="Search")
    for words in SEARCHES:
        await asyncio.sleep(draw.uniform(*pauses))
        await search.fill(words)
        began = time.perf_counter()
        await search.press("Enter")
        hits = "None" if "nothing" in words else r"[1-9]\d*"
        await other.get_by_text(re.compile(rf"^{hits} of ")).first.wait_for()
        found.seconds.append(time.perf_counter() - began)
    await context.close()
    return found


async def _timed(page: Page, section: str) -> float:
    began = time.perf_counter()
    await page.get_by_role("link", name=section, exact=True).click()
    await page.get_by_role("heading", name=section, level=1).wait_for()
    await page.wait_for_function(_DRAWN)
    return time.perf_counter() - began


async def visits(address: str, browsers: int, pauses: tuple[float, float]) -> list[Visit]:
    """All browsers, from one moment on at the same time."""
    from playwright.async_api import async_playwright

    start = asyncio.Barrier(browsers)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        found = await asyncio.gather(*(visit(browser, address, n, start, pauses) for n in range(browsers)))
        await browser.close()
    return list(found)


def strangers(found: list[Visit]) -> int:
    """How many browsers saw a file that is another's, or not their own."""
    names = [file_of(number) for number in range(len(found))]
    return sum(
        [name for name in names if name in one.seen] != [file_of(number)] for number, one in enumerate(found)
    )


def run(browsers: int = BROWSERS, reading: tuple[float, float] = READING) -> list[str]:
    """Lines: seconds of an interaction, of people who read and of all at once, and of the server alone."""
    with _served() as (address, pid):
        before = _memory(pid)
        alone = asyncio.run(sessions.visits(address, browsers, sessions.Walk(DEMO, SECTIONS, SEARCHES)))
        read = asyncio.run(visits(address, browsers, reading))
        at_once = asyncio.run(visits(address, browsers, AT_ONCE))
        grown = _memory(pid) - before
    least, most = reading
    return [
        f"{browsers} browsers, each with a session for its own upload and one that reads the demo audit, against one "
        "server on the same machine; an interaction is a section opened or a search in the list, until the page is "
        "drawn. Browsers and server share the cores; the last row has no browsers, so it is the server's share.",
        "",
        "| what | interactions | median, s | 95th percentile, s | slowest, s | target, median, s |",
        "|---|---|---|---|---|---|",
        _row(f"browsers, {least:g} to {most:g} s of reading between clicks", _seconds(read), TARGET),
        _row("browsers, every click at once after the last", _seconds(at_once)),
        _row("no browsers: the same messages, each at once after the last", sorted(alone), TARGET),
        "",
        f"Browsers that saw a file of another's, or not their own: {strangers(read) + strangers(at_once)} of "
        f"{2 * browsers}. The server grew by {grown:.0f} MB.",
    ]


def _seconds(found: list[Visit]) -> list[float]:
    return sorted(seconds for one in found for seconds in one.seconds)


def _row(what: str, seconds: list[float], target: float | None = None) -> str:
    return (
        f"| {what} | {len(seconds)} | {statistics.median(seconds):.2f} | {seconds[int(0.95 * len(seconds))]:.2f} | "
        f"{seconds[-1]:.2f} | {'' if target is None else f'{target:g}'} |"
    )


@contextmanager
def _served() -> Iterator[tuple[str, int]]:
    """The address and process of a server with the demo, in a home of its own."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER.format(port=port)],
            env={**os.environ, "FAIRWITNESS_HOME": str(Path(folder) / "fw")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/api/health")
            yield address, server.pid
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait(url: str, seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def _memory(pid: int) -> float:
    """Megabytes that a process has in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
