"""A plan's text from anywhere: every mistake with its line, as the command `validate` says it."""

from __future__ import annotations

import time
from pathlib import Path

from fairwitness.app.plan_text import mistakes_in


def test_a_good_plan_has_none() -> None:
    assert mistakes_in("title: Loans\ngates:\n  - {metric: selection_rate}\n") == ()


def test_each_mistake_has_its_line() -> None:
    text = "title: Loans\nalpha: 3\nroles:\n  tagret: paid\n"
    assert [one.line for one in mistakes_in(text)] == [2, 4]
    (one,) = mistakes_in("title: A\ngates:\n  - {metric: selection_rat}\n")
    assert one.line == 3
    assert "Did you mean 'selection_rate'?" in one.sentence
    (one,) = mistakes_in("frameworks: [nyc_ll14]\n")
    assert (one.line, "nyc_ll144" in one.sentence) == (1, True)


def test_what_is_no_plan() -> None:
    for text in ("", "just words", "- a\n- b\n", "a: [1", "[" * 3000, "\0", "title: &a *a"):
        found = mistakes_in(text)
        assert found, text
        assert all(len(one.sentence) < 900 for one in found)


def test_a_bomb_does_nothing() -> None:
    lines, last = ["a: &a [x, x, x, x, x, x, x, x, x]"], "a"
    for name in "bcdefghijk":
        lines.append(f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]")
        last = name
    for ending in (f"title: *{last}", f"frameworks: *{last}", f"gates: *{last}", f"where: *{last}"):
        began = time.monotonic()
        found = mistakes_in("\n".join([*lines, ending]))
        assert found
        assert time.monotonic() - began < 5
        assert sum(len(one.sentence) for one in found) < 20_000


def test_files_are_looked_at_only_beside_a_plan(tmp_path: Path) -> None:
    text = "frameworks: [./ours.yaml]\n"
    (one,) = mistakes_in(text, folder=tmp_path)
    assert "ours.yaml" in one.sentence
    (tmp_path / "ours.yaml").write_text("id: stolen\n")
    assert mistakes_in(f"frameworks: [{tmp_path}/ours.yaml]\nstatements: {tmp_path}/ours.yaml\n") == ()
