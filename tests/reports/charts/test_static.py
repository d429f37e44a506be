import subprocess
import sys

import pytest
import records

from fairwitness.errors import ReportError
from fairwitness.reports.charts import Canvas, gaps, static

SPEC = {
    "data": {"values": [{"a": 1}]},
    "mark": "point",
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}


def test_draws_in_order_and_keeps_what_it_drew(monkeypatch):
    specs = [{**SPEC, "width": 100 + i} for i in range(3)]
    first = static.svgs(specs)
    assert [
        f'width="{100 + i}"' in svg.replace(".0", "") or svg.startswith("<svg") for i, svg in enumerate(first)
    ] == [True] * 3
    assert len(set(first)) == 3
    monkeypatch.setattr(static._PAINTER, "_ask", lambda specs: pytest.fail("drawn twice"))
    assert static.svgs(list(reversed(specs))) == list(reversed(first))


def test_the_faces_stand_in_the_drawing_though_it_was_not_measured_with_them():
    svg = static.svg(gaps(records.full().comparisons, Canvas()).vega)
    assert "Source Sans Pro" in svg
    assert "Unmeasured" not in svg


def test_here_and_in_the_child_give_the_same_drawing():
    question = static._question(gaps(records.full().comparisons, Canvas()).vega)
    painter = static._Painter()
    try:
        assert painter.draw([question]) == [static._here(question)]
    finally:
        painter.stop()


def test_a_dead_child_is_replaced():
    painter = static._Painter()
    try:
        painter.start()
        painter._child.kill()
        painter._child.wait()
        assert painter.draw([static._question(SPEC)])[0].startswith("<svg")
    finally:
        painter.stop()


def test_without_a_child_it_draws_here(monkeypatch):
    painter = static._Painter()
    monkeypatch.setattr(static.subprocess, "Popen", _refuse)
    assert painter.draw([static._question(SPEC)])[0].startswith("<svg")
    painter.stop()


def test_a_specification_that_cannot_be_drawn_says_why():
    with pytest.raises(ReportError, match="can draw"):
        static.svg({"mark": "nonsense"})


def test_undefined_numbers_never_reach_the_engine():
    with pytest.raises(ValueError, match=r"[Oo]ut of range float"):
        static.svg({**SPEC, "width": float("nan")})


def test_warming_up_returns_at_once_and_leaves_no_process_behind():
    code = (
        "import time; from fairwitness.reports.charts import static; t = time.perf_counter(); static.warm();"
        "assert time.perf_counter() - t < 1; print(static._PAINTER._child.pid)"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.strip().isdigit()
    assert "Warning" not in ran.stderr


def _refuse(*args, **kwargs):
    raise OSError("no processes")
