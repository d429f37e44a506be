"""Reports are written into a folder, the record always."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from records import full

from fairwitness.audits.record import Record, load_record
from fairwitness.audits.record.schema import Energy
from fairwitness.errors import ReportError
from fairwitness.reports import base
from fairwitness.reports.plan_file import PlanFile
from fairwitness.reports.write import write_files, write_reports


class _Witness:
    """Notes its phases, and has an account of energy."""

    def __init__(self) -> None:
        self.phases: list[str] = []

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self.phases.append(name)
        yield

    def energy(self) -> Energy:
        return Energy(kwh=0.25, note=f"{len(self.phases)} phases")


@pytest.fixture
def record() -> Record:
    return full()


def test_the_record_is_written_with_its_energy(record: Record, tmp_path: Path) -> None:
    witness = _Witness()
    written = write_reports(record, ["junit", "markdown"], tmp_path / "a" / "b", witness)  # type: ignore[arg-type]
    assert witness.phases == ["report"]
    assert written.energy.kwh == 0.25
    assert load_record(tmp_path / "a" / "b") == written
    assert written.hash == record.hash
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == [
        "junit.xml",
        "record.json",
        "report.md",
    ]


def test_what_is_written_has_the_energy_of_the_reports_themselves(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float | None] = []

    class Format:
        suffix: ClassVar = ".x"

        def render(self, record: Record) -> bytes:
            seen.append(record.energy.kwh)
            return b""

    monkeypatch.setattr(base, "report_format", lambda _name: Format())
    write_reports(record, ["html"], tmp_path, _Witness())  # type: ignore[arg-type]
    assert seen == [record.energy.kwh, 0.25]


def test_no_format_still_leaves_a_record(record: Record, tmp_path: Path) -> None:
    write_reports(record, [], tmp_path, _Witness())  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["record.json"]


def test_files_are_the_formats_bytes(record: Record, tmp_path: Path) -> None:
    paths = write_files(record, ["json", "junit"], tmp_path / "new")
    assert [path.name for path in paths] == ["record.json", "junit.xml"]
    assert paths[0].read_bytes() == record.to_json().encode()
    assert load_record(paths[0]).hash == record.hash


def test_a_report_that_fails_does_not_lose_the_record(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        suffix: ClassVar = ".x"

        def render(self, record: Record) -> bytes:
            raise ReportError("The report cannot be drawn.")

    monkeypatch.setattr(base, "report_format", lambda _name: Broken())
    with pytest.raises(ReportError, match="cannot be drawn"):
        write_reports(record, ["html"], tmp_path, _Witness())  # type: ignore[arg-type]
    assert load_record(tmp_path).hash == record.hash


def test_a_folder_that_cannot_be_written_is_said(record: Record, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ReportError, match="folder that can be written"):
        write_files(record, ["junit"], tmp_path / "file")


def test_formats_that_can_point_into_the_plan(record: Record, tmp_path: Path) -> None:
    plan = PlanFile("ci/plan.yaml", "roles: {sensitive: [race, sex]}\ngates:\n- metric: selection_rate\n")
    write_files(record, ["sarif", "gitlab", "github_annotations", "markdown"], tmp_path, plan)
    assert "file=ci/plan.yaml,line=3," in (tmp_path / "github-annotations.txt").read_text()
    assert '"startLine": 3' in (tmp_path / "report.sarif").read_text()
    assert '"begin": 3' in (tmp_path / "gl-code-quality-report.json").read_text()
    write_files(record, ["markdown"], tmp_path / "without")
    assert (tmp_path / "report.md").read_bytes() == (tmp_path / "without" / "report.md").read_bytes()
