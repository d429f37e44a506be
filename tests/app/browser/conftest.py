"""A real server with the demo in a home of its own, and a real browser that may talk to nobody else."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import attacks
import pytest
import records
from tests.app.browser.people import PEOPLE
from tests.app.browser.steps import LISTEN
from tests.audits.media.folders import reviews, scans

from fairwitness.app import store
from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.run import run_plan

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERVER = """
import shutil
from fairwitness.app import store
from fairwitness.app.demo import ensure_demo
from fairwitness.app.web import serve
ensure_demo(print)
shutil.copytree(store.root() / "demo-mortgage", store.root() / "demo-again")  # a folder put back from a backup
(store.root() / "demo-again" / "entry.json").unlink()
serve({port}, open_browser=False)
"""
EMPTY = """
from fairwitness.app.web import serve
serve({port}, open_browser=False)
"""
"""A server that holds what is in its home, and makes no demo."""
POLICY = "Content Security Policy"
Open = Callable[..., object]


@pytest.fixture(scope="session")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app that holds the demo and an audit with hostile names."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWITNESS_HOME", str(home))
        for name, record in {"hostile": records.hostile(), **_forged()}.items():
            store.create(Plan(title=record.title), audit=name)
            record.save(store.folder(name))
            store.settle(name)
        _of_media(tmp_path_factory.mktemp("media"))
    shared = tmp_path_factory.mktemp("shared")
    (shared / "people.csv").write_text(PEOPLE)
    settings = {"FAIRWITNESS_ALLOW_CODE": "1", "FAIRWITNESS_DATA_FOLDERS": str(shared)}
    with serving(home, SERVER, settings) as address:
        yield address


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(home: Path, script: str, settings: Mapping[str, str], port: int | None = None) -> Iterator[str]:
    """The address of a server of its own, which lives as long as the context."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", script.format(port=port)],
            env={**os.environ, "FAIRWITNESS_HOME": str(home), **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(address, process, home / "server.log")
            yield address
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _forged() -> dict[str, Record]:
    """Records with an attack in every text: of two limits, and of three labels."""
    made = {"forged-full": records.full, "forged-labels": records.several_labels}
    return {name: attacks.forged(make()) for name, make in made.items()}


def _of_media(folder: Path) -> None:
    """Audits of models that read texts, and the pictures of a packed folder."""
    texts, pictures = reviews(folder / "texts", 60), scans(folder / "pictures", 24)
    shutil.make_archive(str(pictures.root / "scans"), "zip", pictures.root, "scans")
    for name, made, data in (("texts", texts, "reviews.csv"), ("pictures", pictures, "scans.zip")):
        at = {"data": {"path": f"inputs/{data}"}, "model": {"path": "inputs/model.skops"}}
        plan = make_plan({**made.plan, **at})
        with (made.root / data).open("rb") as rows, (made.root / "model.skops").open("rb") as model:
            store.create(plan, {data: rows, "model.skops": model}, audit=name)
        record, _ = run_plan(plan, store.folder(name))
        record.save(store.folder(name))
        store.settle(name)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The server did not come up:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    if CHROMIUM is None:
        if os.environ.get("FAIRWITNESS_CI") == "1":
            pytest.fail("Chromium is not installed, and FAIRWITNESS_CI=1 asks for the browser tests.")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def warm_page(browser) -> object:
    """A page that has compiled the scripts of the app, which takes each fresh one a second of CPU."""
    return fresh_context(browser).new_page()


def fresh_context(browser, **options: object) -> object:
    """A browser of its own, whose pages note what they ask of the server."""
    context = browser.new_context(reduced_motion="reduce", **options)
    context.add_init_script(f"({LISTEN})()")
    return context


@pytest.fixture
def open_page(server: str, browser, warm_page) -> Iterator[Open]:
    """Open an address in a fresh session; afterwards every request went to this machine, no dialog was opened,
    nothing was asked for that the content security policy refuses, and no script of the page broke off.

    The first page of a test is the warm one, with nothing kept of the test before; others have a context of their own.
    """
    contexts, strangers, dialogs, refused, errors = [], [], [], [], []
    heard = {
        "request": lambda request: strangers.append(request.url) if not _local(request.url) else None,
        "console": lambda said: refused.append(said.text) if _refused_by_the_app(said) else None,
        "dialog": lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()),
        "pageerror": lambda error: errors.append(str(error)),
    }
    opened = []

    def visit(path: str, *, scheme: str = "light", width: int = 1280, height: int = 1600):
        if opened:
            contexts.append(fresh_context(browser))
        page = contexts[-1].new_page() if opened else warm_page
        opened.append(page)
        page.emulate_media(
            media="screen", color_scheme=scheme, reduced_motion="reduce", forced_colors="none"
        )  # whatever the test before left
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(30_000)
        for event, hear in heard.items():
            page.on(event, hear)
        page.goto(server + path)
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield visit
    for context in contexts:
        context.close()
    for event, hear in heard.items() if opened else ():
        warm_page.remove_listener(event, hear)
    _forget(warm_page, server)
    assert strangers == []
    assert dialogs == []
    assert refused == []
    assert errors == []


def _forget(page, server: str) -> None:
    """Leave the app, and keep nothing of it."""
    page.goto(f"{server}/_stcore/health")
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.context.clear_cookies()


def _refused_by_the_app(said) -> bool:
    """Whether the policy of the app refused something, not that of a report, which is opened as a file."""
    return POLICY in said.text and not said.location["url"].startswith("file:")


def _local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about", "file") or parts.hostname == "127.0.0.1"
