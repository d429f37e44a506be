"""What a site does: count its own rows by the common plan."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from fairwitness.audits import facts, run
from fairwitness.audits.at_hand import facts_of, subject_of, tables_of
from fairwitness.audits.counts import Tables
from fairwitness.audits.frameworks import located
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.quoting import as_planned
from fairwitness.audits.record import schema
from fairwitness.audits.sites.document import CountsContent, CountsDocument
from fairwitness.audits.sites.hiding import Hidden, hide
from fairwitness.audits.sites.tables import without, written
from fairwitness.audits.subject import Dataset, LoadedModel, closed_after
from fairwitness.audits.subject.datasets.condensed import Condensed


def count(plan: Plan, folder: Path, suppress: int | None = None) -> CountsDocument:
    """Count the rows that a plan names; no row is in the result.

    Parameters
    ----------
    suppress
        Cells with fewer rows than this are hidden, and as many others as it takes that none can be worked out.

    Raises
    ------
    FairwitnessError
        The rows could not be counted; the message says what to do.
    """
    run.check_plan(located(plan, folder))
    with as_planned(plan):
        dataset, model = run.read(plan, folder)
        with closed_after(model):
            return count_rows(plan, dataset, model, suppress)


def count_rows(
    plan: Plan,
    dataset: Dataset | Condensed,
    model: LoadedModel | None = None,
    suppress: int | None = None,
) -> CountsDocument:
    """Count rows that are at hand."""
    subject = subject_of(plan, dataset, model)
    tables, known = tables_of(subject), facts_of(subject)
    shown, most = written(tables), None
    if suppress is not None:
        hidden = hide(tables, suppress)
        shown, known, most = without(shown, hidden), _blurred(known, tables, hidden), hidden.most
    content = CountsContent(
        plan=facts.canonical_plan(subject.plan),
        subject=known,
        tables=shown,
        hidden_at_most=most,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        version=facts.package_version(),
    )
    return CountsDocument.of(content)


def _blurred(known: schema.Subject, tables: Tables, hidden: Hidden) -> schema.Subject:
    """Without what would tell of hidden cells: sizes of groups leave them out."""
    attributes = []
    for attribute in known.attributes:
        table = tables.counts[attribute.name]
        shown = np.where(hidden.masks[attribute.name], 0, table.n.ravel()).reshape(len(table.groups), -1)
        sizes = dict(zip(table.groups, shown.sum(axis=1).tolist(), strict=True))
        groups = tuple(group.model_copy(update={"rows": sizes[group.name]}) for group in attribute.groups)
        attributes.append(attribute.model_copy(update={"groups": groups}))
    note = "Small cells are hidden; the sizes of groups leave them out."
    return known.model_copy(update={"attributes": tuple(attributes), "notes": (*known.notes, note)})
