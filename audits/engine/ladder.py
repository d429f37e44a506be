"""On which step of a ladder of thresholds a score stands, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairwitness.audits.counts.ladder import Ladder
from fairwitness.audits.engine.values import as_float, number

if TYPE_CHECKING:
    import ibis.expr.types as ir


def place_on(score: ir.Column, ladder: Ladder) -> ir.IntegerColumn:
    """How many thresholds of the ladder each score reaches, 0 below the first: (rows,).

    A product may be off by a bit and so by one step; comparing with the thresholds themselves sets it right.
    """
    import ibis

    value = as_float(score)
    below, above = number(ladder.first - 1), number(ladder.last)
    place = ibis.least(ibis.greatest(value * number(ladder.per / ladder.times), below), above)
    place = place.floor().cast("float64")
    next_one, this = ((place + number(k)) * number(ladder.times) / number(ladder.per) for k in (1, 0))
    place = ibis.ifelse(value >= next_one, place + number(1), place)
    place = ibis.ifelse(value < this, place - number(1), place)
    place = ibis.least(ibis.greatest(place, below), above)
    return (place - below).cast("int16")
