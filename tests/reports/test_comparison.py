"""A comparison's Markdown and its two files."""

from __future__ import annotations

from pathlib import Path

import pytest

import fairwitness
from fairwitness.audits.versions.document import VersionComparison, load_comparison
from fairwitness.errors import ReportError
from fairwitness.reports.comparison import comparison_markdown, write_comparison

ROWS = 400


@pytest.fixture(scope="module")
def found() -> VersionComparison:
    """Version B turns every selected row of one group down; the groups have names that would be markup."""
    groups = ["a|b", "*x*"] * (ROWS // 2)
    a = [1, 1, 0, 0] * (ROWS // 4)
    b = [0 if group == "*x*" else value for group, value in zip(groups, a, strict=True)]
    gates = ["selection_rate", "precision"]
    return fairwitness.compare(a, b, y_true=a, sensitive_features={"sex": groups}, gates=gates)


def test_every_gate_and_rate_has_its_row(found: VersionComparison) -> None:
    text = comparison_markdown(found).decode()
    assert text.startswith("# Comparison of two versions\n")
    assert (
        "| **Worse** | Favourable decision by sex: the gap got worse, beyond what chance explains. It was 0 points"
        in text
    )
    assert "| **Not estimable** |" in text
    assert text.count("\n| ") == 2 + 2 + len(found.groups)
    assert "not estimable of 0" in text
    assert f"`{found.hash}`" in text


def test_text_from_data_never_becomes_markup(found: VersionComparison) -> None:
    text = comparison_markdown(found).decode()
    assert "a\\|b" in text
    assert "\\*x\\*" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(row.replace("\\|", "").count("|") == 7 for row in rows)


def test_both_files_or_neither(found: VersionComparison, tmp_path: Path) -> None:
    files = write_comparison(found, tmp_path / "out")
    assert [path.name for path in files] == ["comparison.json", "comparison.md"]
    assert load_comparison(tmp_path / "out") == found
    (tmp_path / "other" / "comparison.md").mkdir(parents=True)
    with pytest.raises(ReportError, match="Not written: "):
        write_comparison(found, tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["comparison.md"]
