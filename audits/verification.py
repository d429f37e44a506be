"""Whether a record's explanations are what its plan, data and model give again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from fairwitness.audits.explanations.explain import (
    Explained,
    explain_case,
    explain_subject,
    opened,
    prepare,
    row_of,
)
from fairwitness.audits.facts import canonical_plan
from fairwitness.audits.keys import id_hash
from fairwitness.audits.matching import Compared, noted, of_case, of_importance, of_item, same
from fairwitness.audits.media.audited import media_column
from fairwitness.audits.media.kept import kept_row
from fairwitness.audits.plan import Plan
from fairwitness.audits.record import Record, sha256
from fairwitness.audits.record.media import ExplainedItem
from fairwitness.audits.record.reasons import CaseExplanation, GlobalExplanation
from fairwitness.audits.subject import Subject
from fairwitness.errors import RecordError

_MOST_IDS = 100_000
LEFT_OUT = "the rest"
"""What the parts of a record that are not computed here are called."""
_WHY_LEFT_OUT = "no certificate is of it, and `fairwitness audit` makes it anew"
_UNKNOWN = (
    "its id is a keyed hash, and neither this machine's key nor the `explain.cases` of a plan says which row "
    "it is"
)


def verify(record: Record, plan: Plan, folder: Path) -> tuple[Compared, ...]:
    """Compute the explanations of a record anew, and hold each thing it says of them against what it is now.

    Parameters
    ----------
    plan
        With data and a model; its paths are relative to `folder`.

    Returns
    -------
    Inputs first, then the importance with its certificate, then each case with its own, then what was left out.

    Raises
    ------
    RecordError
        The record or the plan has no explanation to compare, or the model reads something else.
    FairwitnessError
        Data or model cannot be read, or do not explain.
    """
    said = record.explanations
    if (said.importance is None and not said.items) or plan.model is None:
        raise RecordError("Explanations can be verified only where record and plan have a model explained.")
    own = plan.model_copy(update={"explain": plan.explain.model_copy(update={"cases": ()})})
    with opened(own, folder) as (subject, words):
        found = [*_inputs(record, plan, subject)]
        if said.importance is not None:
            found += _importance(said.importance, explain_subject(subject, words).importance)
        if said.cases:
            found += _cases(said.cases, plan.explain.cases, prepare(subject, words), subject)
        if said.items:
            found += _items(said.items, plan.explain.cases, subject)
    return (*found, *_left_out(record))


def first_difference(said: GlobalExplanation, found: GlobalExplanation) -> str | None:
    """What of an importance differs first: how it was made, then the figures; None where nothing does."""
    return next((one.sentence for one in of_importance(said, found) if one.sign == "differs"), None)


def _inputs(record: Record, plan: Plan, subject: Subject) -> Iterator[Compared]:
    yield same("inputs", "hash of the audited columns", record.provenance.data_sha256, subject.data_sha256)
    plans = record.provenance.plan_sha256, sha256(canonical_plan(plan))
    yield noted("inputs", "hash of the plan", *plans)
    said, now = record.subject.model, subject.model
    if said is not None and now is not None and said.sha256 is not None:
        yield noted("inputs", "hash of the model's file", said.sha256, now.sha256)


def _importance(said: GlobalExplanation, now: GlobalExplanation | None) -> Iterator[Compared]:
    if now is None:
        yield Compared("importance", "importance", "not computed", why="the model was not explained")
        return
    yield from of_importance(said, now)


def _cases(
    kept: Sequence[CaseExplanation], planned: Sequence[str], explained: Explained, subject: Subject
) -> Iterator[Compared]:
    names = _names(tuple(dict.fromkeys(case.id for case in kept)), planned, subject)
    made: dict[tuple[str, str], CaseExplanation] = {}
    for key, name in names.items():
        for case in explain_case(explained, row_of(subject, name), key):
            made[key, case.method] = case
    for case in kept:
        now = made.get((case.id, case.method))
        if now is not None:
            yield from of_case(case, now)
            continue
        yield Compared(f"case {case.id} by {case.method}", "case", "not computed", why=_UNKNOWN)


def _items(kept: Sequence[ExplainedItem], planned: Sequence[str], subject: Subject) -> Iterator[Compared]:
    media = media_column(subject)
    if media is None:
        raise RecordError(
            "The model must read one column of texts or pictures, as that of the record does. It reads "
            f"{len(subject.features)} columns; name the same model and data."
        )
    names = _names(tuple(item.id for item in kept), planned, subject)
    for item in kept:
        if item.id in names:
            yield from of_item(item, kept_row(subject, media, names[item.id], item.id))
        else:
            yield Compared(f"case {item.id}", "case", "not computed", why=_UNKNOWN)


def _names(ids: Sequence[str], planned: Sequence[str], subject: Subject) -> dict[str, str]:
    """Which row each id is of: by this machine's key, or by the order of the plan that had them kept."""
    rows = subject.row_names()
    known = {id_hash(name): name for name in planned}
    if not set(ids) <= set(known) and len(rows) <= _MOST_IDS:
        known |= {id_hash(name): name for name in rows}
    found = {key: known[key] for key in ids if key in known}
    if not found and len(planned) == len(ids):
        return dict(zip(ids, planned, strict=True))
    return found


def _left_out(record: Record) -> Iterator[Compared]:
    said = record.explanations
    parts = (
        ("course of the output along columns", said.effects),
        ("attribution of gaps", said.gaps),
        ("quality of the explanations", said.quality),
        ("spread of the contributions", said.strips),
    )
    for name, part in parts:
        if part:
            yield Compared(LEFT_OUT, name, "not computed", why=_WHY_LEFT_OUT)
