"""Write a record and its reports into a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.record import Record
from fairwitness.audits.run import Witness
from fairwitness.audits.whole import write_whole
from fairwitness.reports.base import rendered
from fairwitness.reports.files import file_name
from fairwitness.reports.plan_file import PlanFile
from fairwitness.reports.prepare import WITH_CHARTS

if TYPE_CHECKING:
    from fairwitness.audits.baseline.document import Judgement
    from fairwitness.audits.review.state import Review


def write_reports(
    record: Record,
    formats: Sequence[str],
    folder: Path,
    witness: Witness,
    plan: PlanFile | None = None,
    *,
    since: Judgement | None = None,
) -> Record:
    """Draw and write the reports as the audit's last phase.

    The energy of the phase must stand in the reports themselves, so the first report with charts is made once to
    be metered, and its drawings are kept; what is written then is made from them, and typesetting it is not counted.
    The record, with its energy complete, is written even where a report fails. ``plan`` is the file to point at, and
    ``since`` how the record stands to its baseline.
    """
    try:
        with witness.phase("report"):
            for name in [name for name in formats if name in WITH_CHARTS][:1]:
                rendered(name, record)
    finally:
        complete = record.with_energy(witness.energy())
        complete.save(folder)
    write_files(complete, [name for name in formats if name != "json"], folder, plan, since=since)
    return complete


def write_files(
    record: Record,
    formats: Iterable[str],
    folder: Path,
    plan: PlanFile | None = None,
    review: Review | None = None,
    *,
    since: Judgement | None = None,
) -> list[Path]:
    """Write the reports of a record into a folder, which is made if needed.

    Parameters
    ----------
    plan
        The file to point at, by the formats that can.
    review
        What people said of the record, for the formats that show it.
    since
        How it stands to its baseline, for the formats that tell known failures from others.
    """
    paths = []
    for name in formats:
        paths += write_whole({folder / file_name(name): rendered(name, record, plan, review, since)})
    return paths
