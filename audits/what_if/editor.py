"""A case and what a person changed of it, put to the model one beside the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from fairwitness.audits.explanations.explain import Explained, explain_case
from fairwitness.audits.record.schema import CaseExplanation
from fairwitness.audits.subject import Subject
from fairwitness.audits.subject.columns import is_missing
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.what_if.answers import Answers, ask
from fairwitness.audits.what_if.fields import Field, fields_of
from fairwitness.audits.what_if.rows import Value, changed_rows, value_text
from fairwitness.audits.what_if.singles import MOST_TRIED, SingleChange, candidates, smallest
from fairwitness.audits.what_if.unseen import unseen


@dataclass(frozen=True)
class Reply:
    """What the model says of one row."""

    output: float
    """The probability of the positive label, or the number."""
    decision: str | None
    """The label; None where a number is decided."""
    shares: Mapping[str, float] | None
    """The probability of every label, where there are more than two."""


@dataclass(frozen=True)
class Change:
    """One value that is another."""

    field: Field
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """A case and the same case with changes, as the model answers to them."""

    before: Reply
    after: Reply
    changes: tuple[Change, ...]
    unseen: tuple[str, ...]
    """What of the changed case was never observed, in sentences."""

    @property
    def other_decision(self) -> bool:
        """Whether the changes change the decision."""
        return self.before.decision != self.after.decision

    @property
    def sensitive(self) -> tuple[str, ...]:
        """What the sensitive columns among the changed ones are called."""
        return tuple(one.field.label for one in self.changes if one.field.sensitive)


@dataclass(frozen=True)
class Editor:
    """The cases of one audit, and the model that answers when they are changed."""

    explained: Explained
    subject: Subject

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The columns that the model reads."""
        return fields_of(self.explained.X, self.explained.words, self.explained.sensitive)

    def values(self, row: int) -> dict[str, Value]:
        """What the case has in each column, as a field takes it. `row` counts from 0."""
        case = self.explained.X.iloc[row]
        return {field.column: _value(field, case[field.column]) for field in self.fields}

    def reply(self, row: int, values: Mapping[str, Value]) -> Changed:
        """The model's answers to a case as it is, and with these values.

        Parameters
        ----------
        row
            The position of the case, from 0.
        values
            Columns with the values they should have; those that are as they were change nothing.

        Raises
        ------
        ModelError
            The model does not take the changed case.
        ExplanationError
            The model reads no such column, or a value is none that the column can hold.
        """
        own = self.values(row)
        real = {name: value for name, value in values.items() if name not in own or value != own[name]}
        as_it_is = _first(ask(self.subject, self.explained.X.iloc[[row]]))
        if not real:
            return Changed(as_it_is, as_it_is, (), ())
        case = changed_rows(self.explained.X, row, self.fields, [real])
        changes = tuple(
            Change(field, value_text(own[field.column]), value_text(real[field.column]))
            for field in self.fields
            if field.column in real
        )
        said = unseen(self.explained.X, self.fields, case, list(real))
        return Changed(as_it_is, _first(ask(self.subject, case)), changes, said)

    def explain(self, row: int, values: Mapping[str, Value], name: str) -> CaseExplanation:
        """The changed case by SHAP, against the same background; it is kept nowhere.

        Raises
        ------
        ModelError, ExplanationError
            As `reply`.
        """
        case = changed_rows(self.explained.X, row, self.fields, [values])
        return explain_case(replace(self.explained, X=case, kept=None), 0, name, methods=("shap",))[0]

    def single_changes(self, row: int) -> tuple[SingleChange, ...]:
        """For each column the smallest change to an observed value that alone changes the decision.

        All are asked in one go, at most `MOST_TRIED` of them. Empty where a number is decided.

        Raises
        ------
        ModelError
            The model does not take one of the rows.
        """
        own = self.values(row)
        before = _first(ask(self.subject, self.explained.X.iloc[[row]]))
        if before.decision is None:
            return ()
        room = max(MOST_TRIED // max(len(self.fields), 1), 1)
        tried = [
            (field, value)
            for field in self.fields
            for value in candidates(self.explained.X[field.column], field, own[field.column], room)
        ][:MOST_TRIED]
        if not tried:
            return ()
        rows = changed_rows(
            self.explained.X, row, self.fields, [{field.column: value} for field, value in tried]
        )
        found = ask(self.subject, rows)
        decisions = found.decisions or ()
        changed = [
            (field, value, float(output), decision)
            for (field, value), output, decision in zip(tried, found.outputs, decisions, strict=True)
            if decision != before.decision
        ]
        return smallest(self.explained.X, own, changed)


def _first(found: Answers) -> Reply:
    return Reply(
        float(found.outputs[0]),
        None if found.decisions is None else found.decisions[0],
        None if found.shares is None else found.shares[0],
    )


def _value(field: Field, value: object) -> Value:
    import pandas as pd

    if is_missing(value):
        return None
    if field.kind == "number":
        return float(str(value))
    if field.kind == "date":
        return pd.Timestamp(str(value)).date()
    return label_text(value)
