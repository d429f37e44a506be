"""The one expression: a row for each combination of values, with how many rows it stands for and their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fairwitness.audits.counts.histogram import BINS
from fairwitness.audits.counts.ladder import Ladder
from fairwitness.audits.engine.cuts import code_of
from fairwitness.audits.engine.ladder import place_on
from fairwitness.audits.engine.limbs import limbs, limbs_needed
from fairwitness.audits.engine.quantities import Term
from fairwitness.audits.engine.values import as_float, known, number

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Shape:
    """By what rows are told apart. Names are those of columns."""

    keys: tuple[str, ...]
    """Compared as they are."""
    cuts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Compared by the bin between these edges."""
    decided: tuple[str, float] | None = None
    """A score, and the threshold it reaches or not."""
    histogram: tuple[str, float, float] | None = None
    """A score, and from where to where `BINS` equal bins reach."""
    outside: bool = False
    """Whether a score may lie outside of them."""
    ladder: tuple[str, Ladder] | None = None
    """A score, and the thresholds between which it is told apart."""


def condensed(
    table: ir.Table, shape: Shape, terms: Sequence[Term], counted: Mapping[str, ir.BooleanColumn]
) -> ir.Table:
    """The expression; nothing is computed yet.

    Parameters
    ----------
    table : Table
        The rows, after ``where``.
    shape : Shape
        By what they are told apart.
    terms : sequence of Term
        What is summed.
    counted : mapping
        What is counted beside the rows, by name.

    Returns
    -------
    Table
        ``k0`` ... the keys; ``r0`` ... the smallest value of each bin that a number was cut into; ``decided``,
        ``bin``, ``place``; ``n`` the rows; ``s{term}_{limb}`` sums of limbs, the highest first; ``m0`` ... what was
        counted; with a ladder ``lowest`` and ``highest``, the ends of the scores of each cell.
    """
    by: dict[str, ir.Column] = {f"k{place}": _key(table[name]) for place, name in enumerate(shape.keys)}
    sums: dict[str, ir.Scalar] = {}
    for place, (name, edges) in enumerate(shape.cuts.items()):
        by[f"c{place}"] = code_of(table[name], edges)
        sums[f"r{place}"] = as_float(table[name]).min()
    if shape.decided is not None:
        score, threshold = shape.decided
        by["decided"] = (as_float(table[score]) >= number(threshold)).cast("int8")
    if shape.histogram is not None:
        by["bin"] = bin_of(table[shape.histogram[0]], *shape.histogram[1:], outside=shape.outside)
    if shape.ladder is not None:
        score = shape.ladder[0]
        by["place"] = place_on(table[score], shape.ladder[1])
        sums |= {"lowest": as_float(table[score]).min(), "highest": as_float(table[score]).max()}
    sums["n"] = table.count()
    for place, term in enumerate(terms):
        for order, limb in enumerate(
            limbs(term.value, limbs_needed(term.size, term.name), signed=term.signed)
        ):
            sums[f"s{place}_{order}"] = limb.sum().fill_null(0)
    for place, there in enumerate(counted.values()):
        sums[f"m{place}"] = there.cast("int64").sum().fill_null(0)
    return table.aggregate(sums, by=by) if by else table.aggregate(sums)


def _key(column: ir.Column) -> ir.Column:
    """A column to be compared as it is, its NaN as null: both are missing."""
    import ibis

    if not column.type().is_floating():
        return column
    return ibis.ifelse(known(column), column, ibis.null(column.type()))


def bin_of(score: ir.Column, low: float, high: float, *, outside: bool = False) -> ir.IntegerColumn:
    """The bin of each score, as `audits.counts.histogram` cuts a frame: (rows,).

    With `outside`, scores below `low` fall into the first bin and scores above `high` into the last; it costs more.
    """
    import ibis

    above = as_float(score) - number(low) if low else as_float(score)
    place = above * number(BINS / (high - low))
    if outside:  # before it is made whole: a large number would not fit
        place = ibis.least(ibis.greatest(place, number(0)), number(BINS - 1))
    return ibis.least(place.floor(), BINS - 1).cast("int16")
