"""Write a record and its reports into a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from fairwitness.audits.record import Record
from fairwitness.audits.run import Witness
from fairwitness.audits.whole import write_whole
from fairwitness.reports.base import report_format
from fairwitness.reports.prepare import WITH_CHARTS

RECORD_FILE = "record.json"
_NAMES = {
    "adverse_action": "adverse-action-drafts.pdf",
    "json": RECORD_FILE,
    "junit": "junit.xml",
    "ll144": "ll144-publication.csv",
}


def file_name(name: str) -> str:
    """The file that a report format is written to."""
    return _NAMES.get(name, f"report{report_format(name).suffix}")


def write_reports(record: Record, formats: Sequence[str], folder: Path, witness: Witness) -> Record:
    """Draw and write the reports as the audit's last phase.

    The energy of the phase must stand in the reports themselves, so the first report with charts is made once to
    be metered, and its drawings are kept; what is written then is made from them, and typesetting it is not counted.
    The record, with its energy complete, is written even where a report fails.
    """
    try:
        with witness.phase("report"):
            for name in [name for name in formats if name in WITH_CHARTS][:1]:
                report_format(name).render(record)
    finally:
        complete = record.with_energy(witness.energy())
        complete.save(folder)
    write_files(complete, [name for name in formats if name != "json"], folder)
    return complete


def write_files(record: Record, formats: Iterable[str], folder: Path) -> list[Path]:
    """Write the reports of a record into a folder, which is made if needed."""
    paths = []
    for name in formats:
        paths += write_whole({folder / file_name(name): report_format(name).render(record)})
    return paths
