"""An audit beside its baseline in Markdown, and its two files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

import fairwitness
from fairwitness.audits.baseline import Judgement, judge
from fairwitness.audits.baseline.document import Standing
from fairwitness.audits.record import Record
from fairwitness.errors import ReportError
from fairwitness.reports.baseline import STANDING_WORDS, baseline_markdown, write_baseline


@pytest.fixture(scope="module")
def pair() -> tuple[Record, Record]:
    """Two limits, one known and one that the baseline has not, on an attribute whose name would be markup."""
    groups = ["a", "b"] * 100
    said = [1, 0] * 60 + [0, 1] * 40
    plans = ([{"limit": 0.05}], [{"limit": 0.05}, {"kind": "ratio"}])
    before, after = (
        fairwitness.audit(y_pred=said, sensitive_features={"se|x": groups}, plan={"gates": gates})
        for gates in plans
    )
    return before, after


@pytest.fixture(scope="module")
def found(pair: tuple[Record, Record]) -> Judgement:
    return judge(*pair, None, 3)


def test_every_limit_has_its_row(found: Judgement) -> None:
    text = baseline_markdown(found).decode()
    assert text.startswith("## Since the baseline\n")
    assert [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| **")] == [
        f"| **{STANDING_WORDS[gate.standing]}**" for gate in found.gates
    ]
    assert "| No such limit |" in text
    assert f"Record `{found.record_sha256}`, baseline `{found.baseline_sha256}`" in text
    assert "The verdicts of the record stay as they are." in text
    assert set(STANDING_WORDS) == set(get_args(Standing))


def test_text_from_data_never_becomes_markup(found: Judgement) -> None:
    text = baseline_markdown(found).decode()
    assert "se\\|x" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(row.replace("\\|", "").count("|") == 5 for row in rows)


def test_it_says_how_the_two_were_compared(found: Judgement) -> None:
    paired = found.model_copy(update={"form": "paired"})
    assert "decisions are not at hand" in baseline_markdown(found).decode()
    assert "The rows are the same, decided twice" in baseline_markdown(paired).decode()


def test_all_files_or_none(found: Judgement, pair: tuple[Record, Record], tmp_path: Path) -> None:
    files = write_baseline(found, pair[1], tmp_path / "out")
    assert [path.name for path in files] == ["baseline.json", "baseline.md", "baseline-annotations.txt"]
    assert json.loads(files[0].read_text())["hash"] == found.hash
    (tmp_path / "other" / "baseline.md").mkdir(parents=True)
    with pytest.raises(ReportError, match="Not written: "):
        write_baseline(found, pair[1], tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["baseline.md"]
