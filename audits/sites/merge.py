"""The verdicts of the whole from the counts of its parts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add

from fairwitness.audits import run
from fairwitness.audits.checks import Context
from fairwitness.audits.context import context_from
from fairwitness.audits.counts import Tables
from fairwitness.audits.measurements import Measurements
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.record.circumstances import AttributeFacts, ColumnFacts, Group, Subject
from fairwitness.audits.sites.agree import check_agreement
from fairwitness.audits.sites.bounds import Completions
from fairwitness.audits.sites.document import CountsDocument, load_counts
from fairwitness.audits.sites.tables import hidden_cells, read
from fairwitness.audits.subject.labels import Labels
from fairwitness.audits.wording import Vocabulary

Site = CountsDocument | str | os.PathLike[str]


def merge(*sites: Site) -> Record:
    """One record of all sites' rows, none of which is needed.

    Parameters
    ----------
    sites
        Counts files, their folders, or documents: of two or more sites, made by the same plan.

    Returns
    -------
    Record
        Where no cell is hidden, the same figures as an audit of all rows together; else their bounds.

    Raises
    ------
    FairwitnessError
        A file cannot be read, or the sites did not count the same thing; the message names the difference.
    """
    record, witness = merge_named(
        [
            (f"site {place}", site) if isinstance(site, CountsDocument) else (str(site), load_counts(site))
            for place, site in enumerate(sites, start=1)
        ]
    )
    return record.with_energy(witness.energy())


def merge_named(
    sites: Sequence[tuple[str, CountsDocument]], progress: run.Progress = run.silent
) -> tuple[Record, run.Witness]:
    """The record of named sites; the witness can meter the reports too."""
    check_agreement(sites)
    documents = [document for _, document in sites]
    plan = make_plan(documents[0].plan)
    witness = run.start(plan, progress)

    def whole() -> Context:
        completions = _completions(documents)
        tables = completions.middle
        known = _subject(documents, tables)
        labels = Labels(
            known.positive,
            known.negative,
            favourable_is_positive=known.favourable == known.positive,
            several=_several(tables, plan.task),
        )
        words = Vocabulary.of(plan.words, labels, plan.roles.target)
        measured = Measurements(tables, None, plan.checks.resamples, plan.seed)
        if any(completions.hidden.values()):
            measured.bounded = completions.metric
            measured.hidden = {name: (n, completions.cells[name]) for name, n in completions.hidden.items()}
        return context_from(plan, known, measured, words)

    return run.conclude(whole, witness), witness


def _completions(documents: Sequence[CountsDocument]) -> Completions:
    """All sites' tables, with nothing, half, and all that may be in the hidden cells."""
    attributes = list(documents[0].tables.counts)
    most = [document.hidden_at_most or 0 for document in documents]

    def whole(share: float) -> Tables:
        tables = [read(one.tables, int(share * n)) for one, n in zip(documents, most, strict=True)]
        # A site that hides cells hands over nothing but counts, so that is all that the sites have in common.
        return reduce(add, (Tables(one.counts) for one in tables) if any(most) else tables)

    least = whole(0.0)
    return Completions(
        least,
        whole(1.0) if any(most) else least,
        whole(0.5) if any(most) else least,
        {name: sum(len(one.tables.counts[name].n) for one in documents) for name in attributes},
        {name: sum(hidden_cells(one.tables)[name] for one in documents) for name in attributes},
    )


def _several(tables: Tables, task: str) -> tuple[str, ...]:
    return next(iter(tables.counts.values())).labels if task == "multiclass" else ()


def _subject(documents: Sequence[CountsDocument], tables: Tables) -> Subject:
    """What the record says of all sites together."""
    sites = [document.subject for document in documents]
    first = sites[0]
    return first.model_copy(
        update={
            "source": f"{len(sites)} sites",
            "source_kind": "counts",
            "sha256": None,
            "synthetic": any(site.synthetic for site in sites),
            "rows_read": sum(site.rows_read for site in sites),
            "rows": sum(site.rows for site in sites),
            "rows_unlabelled": sum(site.rows_unlabelled for site in sites),
            "attributes": tuple(
                _attribute([site.attributes[place] for site in sites], tables)
                for place in range(len(first.attributes))
            ),
            "columns": tuple(_column(column, sites) for column in first.columns),
            "features": (),
            "model": first.model if all(site.model == first.model for site in sites) else None,
            "notes": tuple(dict.fromkeys((*_each_site(documents), *_notes(sites)))),
        }
    )


def _attribute(parts: Sequence[AttributeFacts], tables: Tables) -> AttributeFacts:
    """Groups in the order of the merged tables, with the rows of all sites."""
    name = parts[0].name
    table = tables.counts.get(name) or next(iter(tables.moments[name].values()))
    rows = dict.fromkeys(table.groups, 0)
    for part in parts:
        for group in part.groups:
            rows[group.name] += group.rows
    groups = tuple(Group(name=group, rows=n, unknown=group == table.unknown) for group, n in rows.items())
    return parts[0].model_copy(update={"groups": groups})


def _column(column: ColumnFacts, sites: Iterable[Subject]) -> ColumnFacts:
    """How many different values all sites have together cannot be told from what each has."""
    missing = sum(one.missing for site in sites for one in site.columns if one.name == column.name)
    return column.model_copy(update={"missing": missing, "distinct": None})


def _each_site(documents: Sequence[CountsDocument]) -> list[str]:
    return [
        f"Site {place}: {document.subject.rows:,} rows, counts {document.hash[:12]}."
        for place, document in enumerate(documents, start=1)
    ]


def _notes(sites: Iterable[Subject]) -> list[str]:
    return [note for site in sites for note in site.notes]
