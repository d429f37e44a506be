"""An explanation in a record beside the same one computed anew: what matches, what does not, and what was not told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fairwitness.audits.record.media import ExplainedItem, ItemContributions
from fairwitness.audits.record.reasons import CaseExplanation, Certificate, Contribution, GlobalExplanation

TOLERANCE = 1e-6
"""Relative to the largest contribution: exact engines and seeded samples differ by rounding only."""
_ROUNDING = 1e-12
Sign = Literal["matches", "differs", "noted", "not computed"]
Value: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True)
class Compared:
    """One thing that a record says, held against what it is now.

    Parameters
    ----------
    of
        What it is a part of, such as "importance" or "case 3f2a by lime".
    name
        What it is, such as "background hash".
    sign
        "noted" is a difference that is none of the figures: a version of a library, or of the file of a model.
    said, now
        The two, as they are.
    why
        Why it could not be computed, or what a difference comes from.
    """

    of: str
    name: str
    sign: Sign
    said: Value = None
    now: Value = None
    why: str = ""

    @property
    def sentence(self) -> str:
        """What there is to say, without a full stop."""
        if self.sign == "not computed":
            return f"the {self.name} could not be computed: {self.why}"
        if self.sign == "matches":
            return f"the {self.name} is the same"
        return f"the {self.name} is {_shown(self.said)} in the record and {_shown(self.now)} now{self.why}"


def of_importance(said: GlobalExplanation, now: GlobalExplanation) -> Iterator[Compared]:
    """The importance and its certificate, in the order in which they are best read: how it was made, then figures."""
    of, unit = "importance", max((abs(one.value) for one in said.features), default=0.0)
    for name in ("method", "engine", "scale", "rows", "background_rows", "background_hash"):
        yield same(of, name, getattr(said, name), getattr(now, name))
    for name in ("base_value_definition", "seed", "n_samples"):
        yield same(of, name, getattr(said, name), getattr(now, name))
    yield near(of, "base_value", said.base_value, now.base_value, max(unit, abs(said.base_value)))
    yield near(of, "additivity_residual", said.additivity_residual, now.additivity_residual, unit)
    yield from _certificate(of, said.certificate, now.certificate, unit)
    again = {one.column: one for one in now.features}
    for one in said.features:
        other = again.pop(one.column, None)
        value, error = (None, None) if other is None else (other.value, other.standard_error)
        yield near(of, f"value of column '{one.column}'", one.value, value, unit)
        yield near(of, f"standard error of column '{one.column}'", one.standard_error, error, unit)
    for column, extra in again.items():
        yield same(of, f"value of column '{column}'", None, extra.value)


def of_case(said: CaseExplanation, now: CaseExplanation) -> Iterator[Compared]:
    """A single case by one method: its certificate, and what each column adds."""
    of = f"case {said.id} by {said.method}"
    unit = max((abs(one.value) for one in said.contributions), default=0.0)
    for name in ("output", "base_value"):
        one, other = getattr(said, name), getattr(now, name)
        yield near(of, name, one, other, max(unit, abs(one)))
    for name in ("fidelity", "effective_samples", "stability"):
        one, other = getattr(said, name), getattr(now, name)
        yield near(of, name, one, other, max(1.0, abs(one or 0.0)))
    yield from _certificate(of, said.certificate, now.certificate, unit)
    again = {one.column: one for one in now.contributions}
    for contribution in said.contributions:
        yield from _contribution(of, contribution, again.pop(contribution.column, None), unit)
    for column, extra in again.items():
        yield same(of, f"value of column '{column}'", None, extra.value)


def of_item(said: ExplainedItem, now: ExplainedItem) -> Iterator[Compared]:
    """A single text or picture: what it holds, then what each method says of its parts."""
    of = f"case {said.id}"
    for name in ("kind", "label", "text", "parts", "spans", "picture"):
        equal = getattr(said, name) == getattr(now, name)
        yield Compared(of, name, "matches" if equal else "differs", "one thing", "another")
    yield near(of, "output", said.output, now.output, max(1.0, abs(said.output)))
    again = {one.method: one for one in now.explanations}
    for one in said.explanations:
        yield from _by_method(f"{of} by {one.method}", said.parts, one, again[one.method])


def _by_method(
    of: str, parts: Sequence[str], said: ItemContributions, now: ItemContributions
) -> Iterator[Compared]:
    unit = max((abs(value) for value in said.values), default=0.0)
    yield near(of, "base_value", said.base_value, now.base_value, max(unit, abs(said.base_value)))
    for name in ("fidelity", "stability"):
        yield near(of, name, getattr(said, name), getattr(now, name), 1.0)
    yield same(of, "note", said.note, now.note)
    one, other = said.certificate, now.certificate
    yield from _versions(of, one.versions, other.versions)
    for name in ("engine", "masking", "kernel", "n_samples", "questions", "seed"):
        yield same(of, name, getattr(one, name), getattr(other, name))
    yield near(of, "additivity_residual", one.additivity_residual, other.additivity_residual, unit)
    if len(said.values) != len(now.values):
        return  # the parts differ, and that is said already
    nothing = (None,) * len(parts)
    errors = said.standard_errors or nothing, now.standard_errors or nothing
    for place, part in enumerate(parts):
        yield near(of, f"value of '{part}'", said.values[place], now.values[place], unit)
        yield near(of, f"standard error of '{part}'", errors[0][place], errors[1][place], unit)


def same(of: str, name: str, said: Value, now: Value) -> Compared:
    """Two that must be equal."""
    return Compared(of, name.replace("_", " "), "matches" if said == now else "differs", said, now)


def near(of: str, name: str, said: float | None, now: float | None, unit: float) -> Compared:
    """Two figures that may differ by rounding; `unit` is the size that rounding is relative to."""
    if said is None or now is None:
        return same(of, name, said, now)
    close = abs(said - now) <= TOLERANCE * unit + _ROUNDING
    return Compared(of, name.replace("_", " "), "matches" if close else "differs", said, now)


def noted(of: str, name: str, said: Value, now: Value, why: str = "") -> Compared:
    """Two that may differ without any figure being another."""
    return Compared(of, name, "matches" if said == now else "noted", said, now, why)


def _certificate(
    of: str, said: Certificate | None, now: Certificate | None, unit: float
) -> Iterator[Compared]:
    if said is None or now is None:
        why = "the record is older than certificates" if said is None else "there is none now"
        yield Compared(of, "certificate", "not computed", why=why)
        return
    of = f"certificate of {of}"
    yield from _versions(of, said.versions, now.versions)
    exact = ("engine", "scale", "positive", "background_rows", "background_hash", "base_value_definition")
    for name in (*exact, "n_samples", "seed", "second_engine", "second_engine_rows", "no_second_engine"):
        yield same(of, name, getattr(said, name), getattr(now, name))
    figures = ("additivity_residual", "largest_standard_error")
    for name in (*figures, "second_engine_difference", "second_engine_standard_error"):
        yield near(of, name, getattr(said, name), getattr(now, name), unit)


def _versions(of: str, said: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Compared]:
    for name in sorted({*said, *now}):
        yield noted(of, f"version of {name}", said.get(name), now.get(name))


def _contribution(of: str, said: Contribution, now: Contribution | None, unit: float) -> Iterator[Compared]:
    column = f"column '{said.column}'"
    if now is None:
        yield same(of, f"value of {column}", said.value, None)
        return
    yield near(of, f"value of {column}", said.value, now.value, unit)
    yield near(of, f"standard error of {column}", said.standard_error, now.standard_error, unit)
    for name in ("shown", "condition", "outside"):
        yield same(of, f"{name} of {column}", getattr(said, name), getattr(now, name))


def _shown(value: Value) -> str:
    return "nothing" if value is None else str(value)
