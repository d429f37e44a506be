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
from fairwitness.reports.language import Words
from fairwitness.reports.look import looks
from fairwitness.reports.paper.blocks import JOINER, Block, figure, heading, prose, small, table

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
    comparisons: Sequence[Comparison], canvas: Canvas
) -> Iterator[tuple[Figure, list[Comparison]]]:
    """The charts of declared limits: shares by difference and by ratio, then what has another unit."""
    declared = [one for one in comparisons if one.declared]
    of_shares = [one for one in declared if one.kind == "difference" and fmt.is_share(one.metric)]
    ratios = [one for one in declared if one.kind == "ratio"]
    others = [one for one in declared if one.kind == "difference" and not fmt.is_share(one.metric)]
    for found, compared in (
        (charts.gaps(of_shares, canvas), of_shares),
        (charts.gaps(ratios, canvas, "ratio"), ratios),
        (charts.gaps_by_limit(others, canvas), others),
    ):
        if found is not None:
            yield found, compared


def fairness(record: Record, figures: list[Figure], words: Words) -> Iterator[Block]:
    """Everything compared between groups; figures are added to ``figures``."""
    canvas = Canvas(words=words)
    lead = words.quote(record.summary.lead) if record.gates else words("fairness.no_limit")
    yield prose(lead, words("fairness.note"))
    for found, compared in _declared_charts(record.comparisons, canvas):
        yield figure(found, figures)
        yield _declared(found.table, compared, words)
    for attribute in record.subject.attributes:
        yield from _attribute(record, attribute, figures, canvas)
    leads = view.leads(record, words)
    if leads is not None:
        yield heading(words("fairness.exploratory"))
        yield prose(words("fairness.leads"), words("fairness.leads_note"))
        yield table(leads, (38, 0, 20, 20))
    yield from _found(record, words)
    for look in looks(record, words):
        yield heading(look.title)
        for note in look.notes:
            yield prose(note, "")
        for drawn in look.figures(canvas):
            yield figure(drawn, figures)
        for one in look.tables:
            width = min(_NARROW, _ROOM / (len(one.columns) - 1))
            yield table(one, (0, *(width for _ in one.columns[1:])), longest=160)


def _found(record: Record, words: Words) -> Iterator[Block]:
    """The groups found by search."""
    note = view.found_groups_note(record, words)
    if not note:
        return
    yield heading(words("fairness.found"))
    yield prose(note[:2], words("fairness.found_note"))
    found = view.found_groups(record, words)
    if found is not None:
        rows = tuple((f"{group}. {measure}", *rest) for group, measure, *rest in found.rows)
        slim = Table(found.caption, (words("head.group_and_measure"), *found.columns[2:]), rows, found.right)
        yield table(slim, (0, 23, 27, 27, 14, 14), longest=160)
    if note[2:]:
        yield small(note[2:])


def _declared(found: Table, comparisons: Sequence[Comparison], words: Words) -> Block:
    """The table of gaps, with measure and attribute in one column, as paper is narrow."""
    columns = (found.columns[0], *found.columns[2:])
    none, absent = words("said.none"), words("said.not_estimable")
    rows = tuple(
        (f"{measure}, {attribute}", groups, none if gap == absent else gap, *rest)
        for measure, attribute, groups, gap, *rest in found.rows
    )
    verdicts: dict[tuple[int, int], Block] = {
        (i, 5): {"verdict": c.verdict} for i, c in enumerate(comparisons)
    }
    return table(
        Table(found.caption, columns, rows, found.right), (0, 0, 12, 25, 12, 27), verdicts, longest=90
    )


def _attribute(
    record: Record, attribute: AttributeFacts, figures: list[Figure], canvas: Canvas
) -> Iterator[Block]:
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
            charts.cross(mine, canvas, record.subject.attributes)
            if comparison is None and JOINER in attribute.name
            else None
        )
        found = found or charts.groups(mine, canvas, comparison, unknown)
        if found is not None:
            yield figure(found, figures)
    yield from _rates(rates, attribute.name, canvas.words)


def _rates(rates: Sequence[Estimate], attribute: str, words: Words) -> Iterator[Block]:
    """Every measure by group, a few side by side, with its interval."""
    metrics = list(dict.fromkeys(e.metric for e in rates))
    groups = list(dict.fromkeys(str(e.group) for e in rates))
    at = {(e.group, e.metric): e for e in rates}
    for start in range(0, len(metrics), ACROSS):
        part = metrics[start : start + ACROSS]
        columns = (words("head.group"), words("head.people"), *(words.metric_title(m) for m in part))
        cells: dict[tuple[int, int], Block] = {}
        body = []
        for i, group in enumerate(groups):
            found = [at.get((group, m)) for m in part]
            cells |= {
                (i, j + 2): _rate(e, words, wide=not fmt.is_share(part[j])) for j, e in enumerate(found)
            }
            body.append(
                (
                    group,
                    words.count(next((e.rows for e in found if e is not None), None)),
                    *("" for _ in part),
                )
            )
        sure = words.pct(rates[0].confidence, 0)
        caption = words("fairness.rates", attribute=attribute, level=sure)
        yield table(
            Table(caption, columns, tuple(body), frozenset(columns[1:])),
            (0, 13, *(_SHARE if fmt.is_share(m) else _NUMBER for m in part)),
            cells,
            longest=60,
        )


def _rate(e: Estimate | None, words: Words, *, wide: bool) -> Block:
    if e is None or e.value is None:
        return {
            "rate": words("said.not_estimable") if e is not None else words("said.not_measured"),
            "interval": "",
            "muted": True,
            "none": True,
            "wide": wide,
        }
    interval = words.estimate_interval(e.low, e.high, e.metric)
    return {
        "rate": words.estimate_text(e.value, e.metric),
        "interval": interval,
        "muted": not e.judged,
        "none": False,
        "wide": wide,
    }
