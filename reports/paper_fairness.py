"""The section on fairness: declared gaps, then each attribute with its charts and all its rates, then leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import AttributeFacts, Comparison, Estimate
from fairwitness.reports import charts, view
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import Canvas, Figure, Table
from fairwitness.reports.gates import gate_rows
from fairwitness.reports.look import looks
from fairwitness.reports.paper_blocks import JOINER, Block, figure, heading, prose, table

ACROSS: Final = 3
"""Measures side by side in one table."""
_SHARE: Final = 28
_NUMBER: Final = 36
"""Millimetres for a figure with its interval: shares are short, other numbers have up to four digits and a sign."""
_NARROW: Final = 24
_ROOM: Final = 108
"""Millimetres for all columns but the first."""
CHARTED: Final = 3
"""Charts per attribute; the table beneath has every measure."""


def _declared_charts(
    comparisons: Sequence[Comparison],
) -> Iterator[tuple[Figure, list[Comparison]]]:
    """The charts of declared limits: shares by difference and by ratio, then what has another unit."""
    declared = [one for one in comparisons if one.declared]
    of_shares = [one for one in declared if one.kind == "difference" and fmt.is_share(one.metric)]
    ratios = [one for one in declared if one.kind == "ratio"]
    others = [one for one in declared if one.kind == "difference" and not fmt.is_share(one.metric)]
    for found, compared in (
        (charts.gaps(of_shares, Canvas()), of_shares),
        (charts.gaps(ratios, Canvas(), "ratio"), ratios),
        (charts.gaps_by_limit(others, Canvas()), others),
    ):
        if found is not None:
            yield found, compared


def fairness(record: Record, figures: list[Figure]) -> Iterator[Block]:
    """Everything compared between groups; figures are added to ``figures``."""
    yield prose(
        record.summary.lead if record.gates else "No limit was declared, so nothing below is a verdict.",
        _NOTE,
    )
    for found, compared in _declared_charts(record.comparisons):
        yield figure(found, figures)
        yield _declared(found.table, compared)
    for attribute in record.subject.attributes:
        yield from _attribute(record, attribute, figures)
    leads = view.leads(record)
    if leads is not None:
        yield heading("Exploratory comparisons")
        yield prose(
            "No limit was declared for these. A small q value is a lead to follow, not a verdict.",
            "q values: Benjamini and Hochberg, over everything exploratory.",
        )
        yield table(leads, (38, 0, 20, 20))
    yield from _found(record)
    for look in looks(record):
        yield heading(look.title)
        for note in look.notes:
            yield prose(note, "")
        for drawn in look.figures(Canvas()):
            yield figure(drawn, figures)
        for one in look.tables:
            width = min(_NARROW, _ROOM / (len(one.columns) - 1))
            yield table(one, (0, *(width for _ in one.columns[1:])), longest=160)


def _found(record: Record) -> Iterator[Block]:
    """The groups found by search."""
    note = view.found_groups_note(record)
    if not note:
        return
    yield heading("Groups found by search")
    yield prose(
        f"{note[0]} {note[1]}",
        "p values: one-sided, on the half that was not searched; Holm's method over all groups carried over.",
    )
    found = view.found_groups(record)
    if found is not None:
        rows = tuple((f"{group}. {measure}", *rest) for group, measure, *rest in found.rows)
        slim = Table(found.caption, ("Group and measure", *found.columns[2:]), rows, found.right)
        yield table(slim, (0, 23, 27, 27, 14, 14), longest=160)
    if note[2:]:
        yield {"kind": "small", "text": " ".join(note[2:])}


_NOTE = (
    "Intervals of gaps are simultaneous over all pairs of groups. A gap can be judged within its limit "
    "although its displayed "
    "interval reaches over it: that verdict rests on a separate one-sided test."
)


def _declared(found: Table, comparisons: Sequence[Comparison]) -> Block:
    """The table of gaps, with measure and attribute in one column, as paper is narrow."""
    columns = ("Measure", *found.columns[2:])
    rows = tuple(
        (f"{measure}, {attribute}", groups, "none" if gap == fmt.NOT_ESTIMABLE else gap, *rest)
        for measure, attribute, groups, gap, *rest in found.rows
    )
    verdicts: dict[tuple[int, int], Block] = {
        (i, 5): {"verdict": c.verdict} for i, c in enumerate(comparisons)
    }
    return table(
        Table(found.caption, columns, rows, found.right), (0, 0, 12, 25, 12, 27), verdicts, longest=90
    )


def _attribute(record: Record, attribute: AttributeFacts, figures: list[Figure]) -> Iterator[Block]:
    rates = [e for e in record.estimates if e.attribute == attribute.name]
    if not rates:
        return
    yield heading(attribute.name)
    declared: dict[str, Comparison | None] = {}
    for row in gate_rows(record):
        if row.gate.attribute == attribute.name:
            declared.setdefault(row.gate.metric, row.comparison)
    unknown = [g.name for g in attribute.groups if g.unknown]
    for metric, comparison in list((declared or {rates[0].metric: None}).items())[:CHARTED]:
        mine = [e for e in rates if e.metric == metric]
        found = (
            charts.cross(mine, Canvas(), record.subject.attributes)
            if comparison is None and JOINER in attribute.name
            else None
        )
        found = found or charts.groups(mine, Canvas(), comparison, unknown)
        if found is not None:
            yield figure(found, figures)
    yield from _rates(rates, attribute.name)


def _rates(rates: Sequence[Estimate], attribute: str) -> Iterator[Block]:
    """Every measure by group, a few side by side, with its interval."""
    metrics = list(dict.fromkeys(e.metric for e in rates))
    groups = list(dict.fromkeys(str(e.group) for e in rates))
    at = {(e.group, e.metric): e for e in rates}
    for start in range(0, len(metrics), ACROSS):
        part = metrics[start : start + ACROSS]
        columns = ("Group", "People", *(fmt.metric_title(m) for m in part))
        cells: dict[tuple[int, int], Block] = {}
        body = []
        for i, group in enumerate(groups):
            found = [at.get((group, m)) for m in part]
            cells |= {(i, j + 2): _rate(e, wide=not fmt.is_share(part[j])) for j, e in enumerate(found)}
            body.append(
                (group, fmt.count(next((e.rows for e in found if e is not None), None)), *("" for _ in part))
            )
        sure = fmt.pct(rates[0].confidence, 0)
        caption = f"By {attribute}, with {sure} intervals of each rate alone. Grey: shown, not judged."
        yield table(
            Table(caption, columns, tuple(body), frozenset(columns[1:])),
            (0, 13, *(_SHARE if fmt.is_share(m) else _NUMBER for m in part)),
            cells,
            longest=60,
        )


def _rate(e: Estimate | None, *, wide: bool) -> Block:
    if e is None or e.value is None:
        return {
            "rate": fmt.NOT_ESTIMABLE if e is not None else "not measured",
            "interval": "",
            "muted": True,
            "none": True,
            "wide": wide,
        }
    interval = fmt.estimate_interval(e.low, e.high, e.metric)
    return {
        "rate": fmt.estimate_text(e.value, e.metric),
        "interval": interval,
        "muted": not e.judged,
        "none": False,
        "wide": wide,
    }
