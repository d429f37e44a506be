"""The numbers that are summed in every cell, how large they can be, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairwitness.audits.engine.numbers import Range
from fairwitness.audits.engine.values import as_float, known

if TYPE_CHECKING:
    import ibis.expr.types as ir

SAME = {
    "absolute_error_squared": "error_squared",
    "squared_error": "error_squared",
    "w2*absolute_error2": "w2*error2",
}
"""Sums that are the same numbers under another name, and are taken once."""


@dataclass(frozen=True)
class Term:
    """One number of every row, with bounds that hold to the last bit: it is computed as the bounds are."""

    name: str
    value: ir.FloatingColumn
    size: float
    """At most, whatever the sign."""
    signed: bool
    """Whether it can be below 0."""


@dataclass(frozen=True)
class Measured:
    """The columns of numbers of a plan, by name."""

    score: str | None
    """The score, or the prediction of a regression."""
    outcome: str | None
    """The target of a regression."""
    weight: str | None

    @property
    def columns(self) -> list[str]:
        """All of them."""
        return [name for name in (self.score, self.outcome, self.weight) if name is not None]


def terms(table: ir.Table, measured: Measured, ranges: Mapping[str, Range], powers: int) -> list[Term]:
    """What is summed.

    Parameters
    ----------
    table : Table
        The rows, after ``where``.
    ranges : mapping
        Of every measured column.
    powers : int
        To which power, from 2 to 4, the score of a classification is summed: error and squared error follow from
        them by outcome.
    """
    weight = None
    found: list[Term] = []
    if measured.weight is not None:
        weight = _column(table, measured.weight, ranges, "weight")
        found += [weight, _product("weight_squared", weight, weight)]
    if measured.score is None:
        return found
    score = _column(table, measured.score, ranges, "score")
    if measured.outcome is None:
        return [*found, *_quantity(score, weight), *_powers(score, weight, powers)]
    if weight is not None:
        found += _of_known(table, measured.outcome, weight)
    for quantity in _regression(table, measured.outcome, ranges, score):
        found += _quantity(quantity, weight)
    return list({term.name: term for term in found if term.name not in SAME}.values())


def _column(table: ir.Table, column: str, ranges: Mapping[str, Range], name: str) -> Term:
    reach = ranges[column]
    return Term(name, as_float(table[column]), reach.size, reach.low < 0)


def _product(name: str, one: Term, two: Term) -> Term:
    signed = one is not two and (one.signed or two.signed)
    return Term(name, one.value * two.value, one.size * two.size, signed)


def _of_known(table: ir.Table, outcome: str, weight: Term) -> list[Term]:
    """The weights of the rows whose outcome is known."""
    import ibis

    value = ibis.ifelse(known(table[outcome]), weight.value, ibis.null("float64"))
    there = Term("weight of known", value, weight.size, weight.signed)
    return [there, _product("weight_squared of known", there, there)]


def _quantity(quantity: Term, weight: Term | None) -> Iterator[Term]:
    """A quantity and its square; with weights the sums that its weighted mean and standard error need."""
    name = quantity.name
    yield quantity
    yield _product(f"{name}_squared", quantity, quantity)
    if weight is not None:
        weighted = _product(f"w*{name}", weight, quantity)
        yield weighted
        yield _product(f"w2*{name}", weight, weighted)
        yield _product(f"w2*{name}2", weighted, weighted)


def _powers(score: Term, weight: Term | None, powers: int) -> Iterator[Term]:
    square = _product("score_squared", score, score)
    if weight is not None:
        yield _product("w*score_squared", weight, square)
    higher = [_product("score_cubed", square, score), _product("score_fourth", square, square)][: powers - 2]
    for term in higher:
        yield term
        if weight is not None:
            yield _product(f"w2*{term.name}", weight, _product("", weight, term))


def _regression(table: ir.Table, outcome: str, ranges: Mapping[str, Range], score: Term) -> Iterator[Term]:
    import ibis

    there = known(table[outcome])
    value = ibis.ifelse(there, as_float(table[outcome]), ibis.null("float64"))
    true = Term("outcome", value, ranges[outcome].size, ranges[outcome].low < 0)
    error = Term("error", score.value - true.value, score.size + true.size, signed=True)
    yield from (score, true, error)
    yield Term("absolute_error", error.value.abs(), error.size, signed=False)
    yield _product("squared_error", error, error)
