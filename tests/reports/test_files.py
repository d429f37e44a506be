"""Every format has a file of its own."""

from __future__ import annotations

from typing import ClassVar

import pytest

from fairwitness import _registry
from fairwitness.reports import files
from fairwitness.reports.files import FILES, file_name


def test_every_format_has_a_file_of_its_own():
    names = [file_name(name) for name in _registry.names("fairwitness.reports")]
    assert len(set(names)) == len(names)
    assert {"record.json", "junit.xml", "report.html", "report.md", "report.pdf"} <= set(names)
    assert {"report.sarif", "bom.cdx.json", "figures.xlsx", "gl-code-quality-report.json"} <= set(names)


def test_names_end_as_their_formats_say():
    assert all(FILES[name].endswith(files.report_format(name).suffix) for name in FILES)


def test_somebody_elses_format_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch):
    class Memo:
        suffix: ClassVar = ".md"

    monkeypatch.setattr(files, "report_format", lambda _name: Memo())
    assert file_name("acme_memo") == "acme-memo.md"
