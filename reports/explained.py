"""What a record says of the model beside importance: in one order for every format."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fairwitness.audits.record import Record
from fairwitness.reports import charts
from fairwitness.reports.charts import Canvas, Figure, Table
from fairwitness.reports.language import ENGLISH, Words

Drawing = Callable[[Canvas], Figure | None]


def spread(record: Record) -> tuple[Drawing, ...]:
    """How contributions spread, then how the output goes along the columns that move it most."""
    found = record.explanations
    strips = () if found.strips is None else (partial(charts.strips, found.strips),)
    return (*strips, *(partial(charts.effect, one) for one in found.effects))


def gaps(record: Record) -> tuple[Drawing, ...]:
    """Why there is a gap, for each attribute."""
    return tuple(partial(charts.gap_shares, one) for one in record.explanations.gaps)


def gap_tables(record: Record, words: Words = ENGLISH) -> tuple[tuple[str, Table], ...]:
    """The same in words and as tables, for formats without charts."""
    drawn = (drawing(Canvas(words=words)) for drawing in gaps(record))
    return tuple((figure.title, figure.table) for figure in drawn if figure is not None)


def gap_notes(record: Record) -> tuple[str, ...]:
    """What a reader of any gap must know, once each."""
    return tuple(dict.fromkeys(note for one in record.explanations.gaps for note in one.notes))
