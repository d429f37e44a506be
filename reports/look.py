"""What some records hold besides gaps: several labels, scores, thresholds, strata, persons; as tables, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import ConditionalTable, StratumTest
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Canvas, Figure, Table
from fairwitness.reports.charts.reliability import reliability, table

MAX_STRATA_ROWS = 60
_TESTS = ("Groups", "Chi-square", "p value", "With correction", "p value there", "Odds ratio", "Interval")
_NUMBERS = frozenset({"Rate", "Trials", "Weight"})


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


def looks(record: Record) -> tuple[Look, ...]:
    """Everything of this kind that the record holds, in one order for every format."""
    parts: tuple[Callable[[Record], Look | None], ...] = (
        _classes,
        _thresholds,
        _reliability,
        _strata,
        _persons,
    )
    return tuple(found for part in parts if (found := part(record)) is not None)


def _classes(record: Record) -> Look | None:
    found = record.classes
    if found is None:
        return None
    columns = ("What happened", *(f"Decided {label}" for label in found.labels))
    names = (*found.labels, "no label")
    rows = tuple(
        (name, *map(fmt.count, row))
        for name, row in zip(names, found.rows, strict=True)
        if name in found.labels or any(row)
    )
    table = Table("Rows by outcome and decision.", columns, rows, frozenset(columns[1:]))
    return Look("classes", "Labels decided and labels that happened", (), (table,))


def _thresholds(record: Record) -> Look | None:
    if not record.thresholds:
        return None
    return Look("thresholds", "Other thresholds", tuple(one.statement for one in record.thresholds))


def _reliability(record: Record) -> Look | None:
    promised = [one for one in record.scores if table(one).rows]
    if not promised:
        return None
    note = (
        "A score keeps its word if, of those with a score near 0.7, about 70 in 100 turn out positive, in every group. "
        "Scores are counted in 256 bins and shown in ten."
    )
    return Look(
        "reliability",
        "Do scores keep their word?",
        (note,),
        tuple(map(table, promised)),
        tuple(partial(reliability, one) for one in promised),
    )


def _strata(record: Record) -> Look | None:
    if not record.conditional:
        return None
    columns = fmt.listed(list(record.conditional[0].columns))
    note = (
        f"Rates among people who are alike in {columns}. The test of Cochran, Mantel and Haenszel asks whether two "
        "groups differ once these are held constant; an odds ratio of 1 means that they do not."
    )
    tables: list[Table] = []
    for one in record.conditional:
        tables += _strata_of(one)
    return Look("strata", "Among comparable people", (note,), tuple(tables))


def _strata_of(one: ConditionalTable) -> Iterator[Table]:
    name = fmt.metric_title(one.metric)
    if one.tests:
        title = f"{name} by {one.attribute}, strata held constant."
        yield Table(title, _TESTS, tuple(_test(test) for test in one.tests), frozenset(_TESTS[1:]))
    columns = ("Stratum", "Group", "Rate", "Trials", "Weight")
    rates = tuple(
        (
            rate.stratum,
            rate.group,
            fmt.pct(rate.value) if rate.value is not None else (rate.reason or fmt.NOT_ESTIMABLE),
            fmt.count(rate.n),
            one.left_out.get(rate.stratum) or fmt.number(one.weights.get(rate.stratum), 3),
        )
        for rate in one.rates[:MAX_STRATA_ROWS]
    )
    more = len(one.rates) - MAX_STRATA_ROWS
    rest = f" The first {MAX_STRATA_ROWS} of {len(one.rates)} rows." if more > 0 else ""
    yield Table(
        f"{name} by {one.attribute} within strata.{rest}", columns, rates, _NUMBERS & frozenset(columns)
    )


def _test(one: StratumTest) -> tuple[str, ...]:
    return (
        f"{one.groups[0]} and {one.groups[1]}",
        fmt.number(one.statistic, 3),
        fmt.probability(one.p_value),
        fmt.number(one.corrected_statistic, 3),
        fmt.probability(one.corrected_p_value),
        fmt.number(one.odds_ratio, 2),
        fmt.interval(one.odds_low, one.odds_high, 2, 1),
    )


def _persons(record: Record) -> Look | None:
    found = record.individual
    if found is None:
        return None
    notes = []
    if found.consistency is not None:
        rows_ = fmt.plural(found.rows or 0, "row")
        drawn = "" if found.rows == found.of_rows else f" drawn from {fmt.count(found.of_rows)}"
        notes.append(
            f"Consistency {fmt.number(found.consistency, 3)}: how near each of {rows_}{drawn} is "
            f"treated to the {found.neighbours} most like it (itself among them); 1 means alike."
        )
    else:
        notes.append(f"Consistency is not estimable: {found.consistency_reason}.")
    columns = ("Inequality of benefit", "By", "All", "Between groups", "Within groups")
    rows = tuple(
        (
            fmt.metric_title(one.index),
            one.attribute,
            fmt.number(one.value, 4) if one.value is not None else (one.reason or fmt.NOT_ESTIMABLE),
            fmt.number(one.between, 4),
            fmt.number(one.within, 4),
        )
        for one in found.inequality
    )
    table = Table("0 means that everybody has the same benefit.", columns, rows, frozenset(columns[2:]))
    return Look("persons", "Between persons, whatever their group", tuple(notes), (table,) if rows else ())
