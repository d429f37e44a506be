"""How far a command is: in a file, on a terminal, or nowhere."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from fairwitness.app.commands.bar import PHASES
from fairwitness.app.commands.progress import PARTIAL, note, put, watched
from fairwitness.audits.partial import Partial
from fairwitness.errors import DataError


def _told(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_phases_go_into_the_file(tmp_path: Path) -> None:
    file = tmp_path / "told.jsonl"
    with watched(file) as watcher:
        watcher("load")
        watcher("check")
    note(file, {"done": 0})
    told = _told(file)
    times = [one.pop("seconds") for one in told]
    assert told == [{"phase": "load"}, {"phase": "check"}, {"done": 0}]
    assert times == sorted(times)
    assert times[0] >= 0


def test_what_was_seen_lies_beside(tmp_path: Path) -> None:
    file = tmp_path / "told.jsonl"
    with watched(file) as watcher:
        watcher.hear(Partial(rows=3, model="Tree"))
        watcher.hear(Partial(rows=4))
    assert Partial.model_validate_json((tmp_path / PARTIAL).read_text()) == Partial(rows=4)
    assert [one.name for one in tmp_path.iterdir()] == [PARTIAL]


def test_an_audit_does_not_fail_for_want_of_it(tmp_path: Path) -> None:
    put(tmp_path / "gone" / PARTIAL, Partial(rows=3))


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (DataError("No rows.\nNone."), "No rows. None."),
        (KeyError("x"), "Fairwitness itself failed (KeyError: 'x')"),
    ],
)
def test_a_failure_goes_into_the_file_and_on(error: Exception, says: str, tmp_path: Path) -> None:
    file = tmp_path / "told.jsonl"

    def failing() -> None:
        with watched(file) as watcher:
            watcher("load")
            raise error

    with pytest.raises(type(error)):
        failing()
    assert _told(file)[0]["phase"] == "load"
    assert str(_told(file)[-1]["error"]).startswith(says)
    assert _told(file)[-1]["done"] == 2


def test_without_a_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with watched(None) as watcher:
        watcher("load")
    assert capsys.readouterr() == ("", "")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_each_phase_and_is_left_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    with watched(None) as watcher:
        for phase in PHASES:
            watcher(phase)
    assert "\x1b[" in terminal.getvalue()
