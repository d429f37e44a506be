"""What a site does: count its own rows by the common plan."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from fairwitness.audits import facts, run
from fairwitness.audits.condensed import CountedSubject, counted_subject, tabulate_cells
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.sites.document import CountsContent, CountsDocument
from fairwitness.audits.sites.tables import written
from fairwitness.audits.subject import Dataset, LoadedModel, Subject, make_subject
from fairwitness.audits.subject.datasets.condensed import Condensed
from fairwitness.audits.tabulate import tabulate


def count(plan: Plan, folder: Path) -> CountsDocument:
    """Count the rows that a plan names; no row is in the result.

    Raises
    ------
    FairwitnessError
        The rows could not be counted; the message says what to do.
    """
    run.check_plan(plan)
    dataset, model = run.read(plan, folder)
    return count_rows(plan, dataset, model)


def count_rows(plan: Plan, dataset: Dataset | Condensed, model: LoadedModel | None = None) -> CountsDocument:
    """Count rows that are at hand."""
    subject: Subject | CountedSubject
    if isinstance(dataset, Condensed):
        subject = counted_subject(plan, dataset)
        tables, known = tabulate_cells(subject), facts.counted_facts(subject)
    else:
        subject = make_subject(plan, dataset, model)
        tables, known = tabulate(subject), facts.subject_facts(subject)
    content = CountsContent(
        plan=facts.canonical_plan(subject.plan),
        subject=known,
        tables=written(tables),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        version=facts.package_version(),
    )
    return CountsDocument.of(content)
