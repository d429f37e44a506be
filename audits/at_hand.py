"""What is at hand to audit: rows, or cells that an engine counted. Both are asked the same here."""

from __future__ import annotations

from fairwitness.audits import facts
from fairwitness.audits.condensed import CountedSubject, counted_subject, tabulate_cells
from fairwitness.audits.counts import Tables
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.record import schema
from fairwitness.audits.subject import Dataset, LoadedModel, Subject, make_subject
from fairwitness.audits.subject.datasets.condensed import Condensed
from fairwitness.audits.tabulate import tabulate
from fairwitness.errors import PlanError

AtHand = Subject | CountedSubject


def subject_of(plan: Plan, dataset: Dataset | Condensed, model: LoadedModel | None) -> AtHand:
    """The data with the plan's roles.

    Raises
    ------
    PlanError
        A model is to decide about rows that are not loaded.
    FairwitnessError
        The data do not fit the plan; the message says what to do.
    """
    if not isinstance(dataset, Condensed):
        return make_subject(plan, dataset, model)
    if model is not None:
        raise PlanError(
            "A model can be asked only about rows that are loaded, and these were counted where they lie. Leave "
            "the model out, or `data.engine`."
        )
    return counted_subject(plan, dataset)


def tables_of(subject: AtHand) -> Tables:
    """All that figures by group are computed from."""
    return tabulate_cells(subject) if isinstance(subject, CountedSubject) else tabulate(subject)


def facts_of(subject: AtHand) -> schema.Subject:
    """What the record says of the subject."""
    if isinstance(subject, CountedSubject):
        return facts.counted_facts(subject)
    return facts.subject_facts(subject)
