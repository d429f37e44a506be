"""What some records hold besides gaps: several labels, scores, thresholds, strata, persons; as tables, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import ConditionalTable, StratumTest
from fairwitness.reports.charts.figure import Canvas, Figure, Table
from fairwitness.reports.charts.reliability import reliability, table
from fairwitness.reports.language import ENGLISH, Words

MAX_STRATA_ROWS = 60
_TESTS = ("groups", "chi_square", "p_value", "corrected", "p_value_there", "odds_ratio", "interval")


@dataclass(frozen=True)
class Look:
    """A heading, what the reader must know, and tables if there are any; charts show what these hold, in order."""

    key: str
    title: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    charts: tuple[Callable[[Canvas], Figure | None], ...] = ()

    def figures(self, canvas: Canvas) -> list[Figure]:
        """The charts on a canvas."""
        return [found for chart in self.charts if (found := chart(canvas)) is not None]


def looks(record: Record, words: Words = ENGLISH) -> tuple[Look, ...]:
    """Everything of this kind that the record holds, in one order for every format."""
    parts: tuple[Callable[[Record, Words], Look | None], ...] = (
        _classes,
        _thresholds,
        _reliability,
        _strata,
        _persons,
    )
    return tuple(found for part in parts if (found := part(record, words)) is not None)


def _classes(record: Record, words: Words) -> Look | None:
    found = record.classes
    if found is None:
        return None
    columns = (
        words("head.happened"),
        *(words("head.decided", label=label) for label in found.labels),
    )
    names = (*found.labels, words("look.no_label"))
    rows = tuple(
        (name, *map(words.count, row))
        for name, row in zip(names, found.rows, strict=True)
        if name in found.labels or any(row)
    )
    table = Table(f"{words('view.confusion')}.", columns, rows, frozenset(columns[1:]))
    return Look("classes", words("look.classes"), (), (table,))


def _thresholds(record: Record, words: Words) -> Look | None:
    if not record.thresholds:
        return None
    said = tuple(words.quote(one.statement) for one in record.thresholds)
    return Look("thresholds", words("look.thresholds"), said)


def _reliability(record: Record, words: Words) -> Look | None:
    promised = [one for one in record.scores if table(one).rows]
    if not promised:
        return None
    return Look(
        "reliability",
        words("look.reliability"),
        (words("look.reliability_note"),),
        tuple(table(one, words) for one in promised),
        tuple(partial(reliability, one) for one in promised),
    )


def _strata(record: Record, words: Words) -> Look | None:
    if not record.conditional:
        return None
    columns = words.listed(list(record.conditional[0].columns))
    tables: list[Table] = []
    for one in record.conditional:
        tables += _strata_of(one, words)
    return Look("strata", words("look.strata"), (words("look.strata_note", columns=columns),), tuple(tables))


def _strata_of(one: ConditionalTable, words: Words) -> Iterator[Table]:
    named = {"measure": words.metric_title(one.metric), "attribute": one.attribute}
    if one.tests:
        head = tuple(words(f"head.{name}") for name in _TESTS)
        tests = tuple(_test(test, words) for test in one.tests)
        yield Table(words("look.tests", **named), head, tests, frozenset(head[1:]))
    columns = tuple(words(f"head.{name}") for name in ("stratum", "group", "rate", "trials", "weight"))
    rates = tuple(
        (
            rate.stratum,
            rate.group,
            words.pct(rate.value) if rate.value is not None else (rate.reason or words("said.not_estimable")),
            words.count(rate.n),
            one.left_out.get(rate.stratum) or words.number(one.weights.get(rate.stratum), 3),
        )
        for rate in one.rates[:MAX_STRATA_ROWS]
    )
    more = len(one.rates) - MAX_STRATA_ROWS
    rest = ""
    if more > 0:
        rest = f" {words('look.first_rows', n=str(MAX_STRATA_ROWS), of=str(len(one.rates)))}"
    yield Table(words("look.within_strata", **named) + rest, columns, rates, frozenset(columns[2:]))


def _test(one: StratumTest, words: Words) -> tuple[str, ...]:
    return (
        words("said.pair", first=one.groups[0], second=one.groups[1]),
        words.number(one.statistic, 3),
        words.probability(one.p_value),
        words.number(one.corrected_statistic, 3),
        words.probability(one.corrected_p_value),
        words.number(one.odds_ratio, 2),
        words.interval(one.odds_low, one.odds_high, 2, 1),
    )


def _persons(record: Record, words: Words) -> Look | None:
    found = record.individual
    if found is None:
        return None
    notes = []
    if found.consistency is not None:
        rows_ = words("count.rows", n=found.rows or 0)
        if found.rows != found.of_rows:
            rows_ = words("look.drawn", rows=rows_, of=words.count(found.of_rows))
        notes.append(
            words(
                "look.consistency",
                value=words.number(found.consistency, 3),
                rows=rows_,
                neighbours=str(found.neighbours),
            )
        )
    else:
        notes.append(words("look.no_consistency", reason=str(found.consistency_reason)))
    names = ("inequality", "by", "all", "between_groups", "within_groups")
    columns = tuple(words(f"head.{name}") for name in names)
    rows = tuple(
        (
            words.metric_title(one.index),
            one.attribute,
            words.number(one.value, 4)
            if one.value is not None
            else (one.reason or words("said.not_estimable")),
            words.number(one.between, 4),
            words.number(one.within, 4),
        )
        for one in found.inequality
    )
    table = Table(words("look.inequality"), columns, rows, frozenset(columns[2:]))
    return Look("persons", words("look.persons"), tuple(notes), (table,) if rows else ())
