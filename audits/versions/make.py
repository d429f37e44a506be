"""A comparison made: from two subjects with the same rows, or from two records of different ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fairwitness.audits.plan.load import make_plan
from fairwitness.audits.rates import METRICS
from fairwitness.audits.record import Record
from fairwitness.audits.subject import Subject
from fairwitness.audits.versions.change import Asked, Terms
from fairwitness.audits.versions.comparable import (
    Meaning,
    Wish,
    asked_of,
    meaning_of_record,
    meaning_of_subject,
    refuse_different,
)
from fairwitness.audits.versions.document import GroupChange, Side, VersionComparison
from fairwitness.audits.versions.explained import explanation_change
from fairwitness.audits.versions.paired import compare_table, seen_paired
from fairwitness.audits.versions.seal import Found, Made, seal
from fairwitness.audits.versions.table import PairedTable, rests_on_decisions
from fairwitness.audits.versions.unpaired import compare_records, seen_unpaired
from fairwitness.audits.versions.verdicts import check_terms
from fairwitness.errors import ComparisonError

_PAIRED = "Compare both versions on the data: `fairwitness compare --data FILE --prediction A --against B`."


@dataclass(frozen=True)
class Options:
    """What a person asks of a comparison; None is what the plans say."""

    wishes: tuple[Wish, ...] | None = None
    tolerance: float | None = None
    alpha: float | None = None
    explanations: bool = False
    """Whether what two models use is compared too, which asks both about many rows."""


def compare_subjects(a: Subject, b: Subject, options: Options | None = None) -> VersionComparison:
    """Compare two versions on the same rows.

    Raises
    ------
    ComparisonError
        The rows are not the same, or what the versions say of them is not; the message names the difference.
    PlanError
        A gate, the tolerance or the level cannot be.
    """
    options = options or Options()
    one, two = meaning_of_subject(a), meaning_of_subject(b)
    asked = _asked(one, two, options)
    _refuse_other_rows(a, b)
    terms = _terms(options, a.plan.alpha, (a.plan.checks.min_group, b.plan.checks.min_group))
    metrics = [
        name
        for name, metric in METRICS.items()
        if rests_on_decisions(name) and (a.has_labels or not metric.needs_labels)
    ]
    found: dict[Asked, Found] = {}
    groups: list[GroupChange] = []
    for table in _tables(a, b):
        here = [gate for gate in asked if gate.attribute == table.attribute]
        changes, shown, resampled = compare_table(table, here, metrics, terms, seed=a.plan.seed)
        groups += shown
        for change, drawn in zip(changes, resampled, strict=True):
            found[change.asked] = Found(change, seen_paired(table, change.asked.metric), drawn)
    notes = [*not_compared(one, two), *_thresholds(a.plan.roles.threshold, b.plan.roles.threshold)]
    notes += [note for note in dict.fromkeys((*a.notes, *b.notes)) if note not in notes]
    inside = [found[gate] for gate in asked]
    used = explanation_change(a, b) if options.explanations else None
    if isinstance(used, str):
        notes.append(used)
        used = None
    return seal(Made("paired", (_side(a), _side(b)), one, inside, groups, notes, terms, a.plan.seed, used))


def compare_pair_of_records(a: Record, b: Record, options: Options | None = None) -> VersionComparison:
    """Compare two records of different rows.

    Raises
    ------
    ComparisonError
        The records do not speak of the same, or their counts are not in them; the message names the difference.
    PlanError
        A gate, the tolerance or the level cannot be.
    """
    options = options or Options()
    one, two = meaning_of_record(a), meaning_of_record(b)
    asked = _asked(one, two, options)
    plans = [make_plan(record.plan, name="The plan of the record") for record in (a, b)]
    terms = _terms(options, plans[0].alpha, (plans[0].checks.min_group, plans[1].checks.min_group))
    found: dict[Asked, Found] = {}
    groups: list[GroupChange] = []
    for attribute in one.attributes:
        here = [gate for gate in asked if gate.attribute == attribute]
        changes, shown = compare_records((a, b), here, attribute, terms)
        groups += shown
        for change in changes:
            found[change.asked] = Found(change, seen_unpaired(a, b, change.asked.metric, attribute))
    notes = [
        *_record_notes(a, b),
        *not_compared(one, two),
        *_thresholds(a.subject.threshold, b.subject.threshold),
    ]
    inside = [found[gate] for gate in asked]
    sides = _record_side(a), _record_side(b)
    return seal(Made("unpaired", sides, one, inside, groups, notes, terms, plans[0].seed))


def _asked(one: Meaning, two: Meaning, options: Options) -> tuple[Asked, ...]:
    refuse_different(one, two, gates=options.wishes is None)
    asked = one.gates if options.wishes is None else asked_of(options.wishes, one.attributes)
    if not asked:
        raise ComparisonError(
            "A comparison needs a limit on a rate. The plans have none; name one to compare (`--gate`), such as "
            "'selection_rate'."
        )
    return asked


def _terms(options: Options, alpha: float, min_groups: tuple[int, int]) -> Terms:
    """The level of A's plan unless another is asked for, and the stricter of both on small groups."""
    level = alpha if options.alpha is None else options.alpha
    check_terms(options.tolerance, level)
    return Terms(options.tolerance, level, max(min_groups))


def _refuse_other_rows(a: Subject, b: Subject) -> None:
    """The rows of both must be the same, one by one."""
    rows = len(a.frame), len(b.frame)
    if rows[0] != rows[1] or not a.frame.index.equals(b.frame.index):
        raise ComparisonError(
            f"A comparison row by row needs the same rows. There were {rows[0]:,} before and are {rows[1]:,} now, "
            "or others; give both the same data and `where`, or compare two records."
        )
    if not np.array_equal(a.decisions.outcome, b.decisions.outcome):
        differ = int((a.decisions.outcome != b.decisions.outcome).sum())
        raise ComparisonError(
            f"A comparison row by row needs one outcome for each row. Before and now differ in {differ:,} of "
            f"{rows[0]:,} rows; name the same target in both."
        )
    for one, two in zip(a.attributes, b.attributes, strict=True):
        if one.groups != two.groups or not np.array_equal(one.codes, two.codes):
            raise ComparisonError(
                f"A comparison row by row needs the same groups. Rows fall into other groups of '{one.name}' now than "
                "before; read the attribute from one column, in one way."
            )


def _tables(a: Subject, b: Subject) -> Iterator[PairedTable]:
    for attribute in a.attributes:
        yield PairedTable.of(
            attribute.name,
            attribute.groups,
            attribute.codes,
            a.decisions.outcome,
            (a.decisions.prediction, b.decisions.prediction),
            favourable_is_positive=a.labels.favourable_is_positive,
            unknown=attribute.unknown,
        )


def not_compared(one: Meaning, two: Meaning) -> list[str]:
    """A note for each gate of two versions that is no gap of a rate between all groups."""
    left_out = dict.fromkeys((*one.left_out, *two.left_out))
    widened = dict.fromkeys((*one.widened, *two.widened))
    return [
        *(
            f"The limit {gate} was not compared: only gaps of rates between all groups are."
            for gate in left_out
        ),
        *(
            f"The limit {gate} is held against one group or the rest. Compared is the gap between all groups."
            for gate in widened
        ),
    ]


def _thresholds(a: float | None, b: float | None) -> list[str]:
    if a is None or b is None or a == b:
        return []
    return [f"The thresholds differ: {a:g} before and {b:g} now."]


def _record_notes(a: Record, b: Record) -> list[str]:
    notes = []
    same = a.plan.get("where") == b.plan.get("where")
    files = a.subject.sha256 is not None and a.subject.sha256 == b.subject.sha256
    if a.provenance.data_sha256 == b.provenance.data_sha256 or (files and same):
        notes.append(f"Both records are of the same rows; the limits here hold for different ones. {_PAIRED}")
    elif a.subject.rows == b.subject.rows and a.subject.attributes == b.subject.attributes:
        notes.append(
            "Both records have the same number of rows in every group. If they are the same rows, the limits here "
            f"do not hold. {_PAIRED}"
        )
    if not same:
        notes.append("The plans keep different rows (`where`).")
    if a.subject.target != b.subject.target:
        notes.append(f"The target was '{a.subject.target}' before and is '{b.subject.target}' now.")
    return notes


def _side(subject: Subject) -> Side:
    return Side(
        decisions=subject.decisions.origin,
        threshold=subject.plan.roles.threshold,
        rows=len(subject.frame),
        rows_unlabelled=int((subject.decisions.outcome < 0).sum()),
        source=subject.dataset.source,
        data_sha256=subject.data_sha256,
    )


def _record_side(record: Record) -> Side:
    seen = record.subject
    return Side(
        decisions=seen.prediction,
        threshold=seen.threshold,
        rows=seen.rows,
        rows_unlabelled=seen.rows_unlabelled,
        source=seen.source,
        data_sha256=record.provenance.data_sha256,
        record_sha256=record.hash,
    )
