"""The suite is spread so that two workers end together: long files begin first, and the browser's stay together."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.spread import BROWSER, longest_first
from xdist.remote import Producer

pytest_plugins = ("pytester",)
ROOT = Path(__file__).parents[1]
FILES = {
    "test_a.py": "def test_one(): pass\ndef test_two(): pass",
    "test_b.py": "import pytest\ndef test_one(): pass\n@pytest.mark.slow\ndef test_two(): pass",
    "test_c.py": "import pytest\npytestmark = pytest.mark.browser\ndef test_one(): pass",
    "test_d.py": "import pytest\n@pytest.mark.spark\ndef test_one(): pass",
}


class Worker:
    """As much of a worker as a scheduler speaks to."""

    shutting_down = False
    gateway = SimpleNamespace(id="worker")

    def __init__(self) -> None:
        self.got: list[int] = []

    def send_runtest_some(self, places: list[int]) -> None:
        self.got += places

    def shutdown(self) -> None:
        self.shutting_down = True


def test_files_of_the_browser_begin_and_files_with_a_slow_test_follow(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers =\n    slow\n    spark\n    browser\n")
    for name, text in FILES.items():
        (pytester.path / name).write_text(text)
    items, _ = pytester.inline_genitems()
    assert [item.nodeid for item in longest_first(reversed(items))] == [
        "test_c.py::test_one",
        "test_d.py::test_one",
        "test_b.py::test_two",
        "test_b.py::test_one",
        "test_a.py::test_two",
        "test_a.py::test_one",
    ]


def test_one_worker_gets_all_files_of_the_browser(
    pytestconfig: pytest.Config, pytester: pytest.Pytester
) -> None:
    tests = [f"{BROWSER}test_a.py::test_one", f"{BROWSER}test_b.py::test_one", "tests/test_c.py::test_one"]
    tests += ["tests/test_d.py::test_one", "tests/test_d.py::test_two"]
    asked = pytester.parseconfig("--tx=2*popen", "--dist=loadfile", "--no-loadscope-reorder")
    spread = pytestconfig.hook.pytest_xdist_make_scheduler(config=asked, log=Producer("", enabled=False))
    workers = Worker(), Worker()
    for worker in workers:
        spread.add_node(worker)
        spread.add_node_collection(worker, tests)
    spread.schedule()
    assert [worker.got for worker in workers] == [[0, 1, 3, 4], [2]]


def test_the_makefile_leaves_the_order_as_it_is() -> None:
    """The number of its tests says little of how long a file takes."""
    assert "--dist loadfile --no-loadscope-reorder\n" in (ROOT / "Makefile").read_text()
