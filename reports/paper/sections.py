"""The sections of paper other than fairness, each as a row of blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fairwitness.audits.record import Record
from fairwitness.reports import certified, charts, explained, quality, view
from fairwitness.reports.charts import Canvas, Figure, Table
from fairwitness.reports.language import Words
from fairwitness.reports.media import case as media_case
from fairwitness.reports.paper.blocks import (
    JOINER,
    TEXT_WIDTH,
    Block,
    bullets,
    figure,
    heading,
    media,
    prose,
    table,
)

PICTURE_WIDTH = 283
"""Points."""
_PARTS = 15
"""Parts that a table on paper has."""


def setting(record: Record, *path: str) -> object:
    """A value of the plan, or none."""
    found: object = record.plan
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def data(record: Record, words: Words) -> Iterator[Block]:
    """What was audited, as read."""
    subject = record.subject
    labels = [
        (words("facts.target"), subject.target or words("data.no_target")),
        *view.facts(record, words)[:-1],
    ]
    model = subject.model
    hashes = [
        (words("facts.data_sha256"), subject.sha256),
        (words("facts.model_sha256"), model.sha256 if model else None),
    ]
    rows = [*labels, *((name, value) for name, value in hashes if value), *view.methods(record, words)]
    yield table(Table("", (words("head.item"), words("head.as_stated")), tuple(rows)), (36, 0))
    if subject.notes:
        yield heading(words("data.notes"))
        yield bullets(tuple(map(words.quote, subject.notes)))
    yield from _groups(record, words)
    yield from _columns(record, words)


def _groups(record: Record, words: Words) -> Iterator[Block]:
    yield heading(words("data.groups"))
    columns = tuple(words(f"head.{name}") for name in ("attribute", "group", "people", "known"))
    groups = [
        (a.name, g.name, words.count(g.rows), words("said.no") if g.unknown else words("said.yes"))
        for a in record.subject.attributes
        if JOINER not in a.name
        for g in a.groups
    ]
    yield table(
        Table(
            words("data.groups_caption"),
            columns,
            tuple(groups),
            frozenset({columns[2]}),
        ),
        (40, 0, 24, 20),
    )


def _columns(record: Record, words: Words) -> Iterator[Block]:
    if record.subject.columns:
        yield heading(words("data.columns"))
        cells = [
            (
                c.name,
                ", ".join(words.of("column_role", role) for role in c.roles) or words("said.none"),
                words.of("column_kind", c.kind),
                words.count(c.distinct),
                words.count(c.missing),
            )
            for c in record.subject.columns
        ]
        names = ("column", "column_role", "kind", "distinct", "missing")
        head = tuple(words(f"head.{name}") for name in names)
        yield table(
            Table(words("data.columns_caption"), head, tuple(cells), frozenset(head[3:])),
            (0, 40, 26, 18, 18),
        )


def performance(record: Record, figures: list[Figure], words: Words) -> Iterator[Block]:
    """How often the decisions were right."""
    found = charts.performance(record.performance, Canvas(words=words))
    if found is None:
        why = "no_labels" if record.subject.target is None else "no_check"
        yield prose(words(f"performance.{why}"))
        return
    facts = dict(view.facts(record, words))
    labels = [words("facts.positive"), words("facts.favourable")]
    yield prose(found.title, " ".join(f"{label}: {facts[label]}." for label in labels if label in facts))
    yield figure(found, figures)
    counts = view.confusion(record, words)
    if counts is not None:
        yield table(counts, (0, 45, 45))


def explanations(
    record: Record, figures: list[Figure], drawings: dict[str, str], words: Words
) -> Iterator[Block]:
    """Why the model decides as it does."""
    found, canvas = record.explanations, Canvas(words=words)
    if found.importance is None and not found.cases and found.statement is None:
        reason = next((c.reason for c in record.checks if c.code.startswith("EXPL") and c.reason), "")
        yield prose(words.quote(reason) if reason else words("explained.nothing"))
        return
    yield prose(
        words.quote(found.statement) if found.statement else words("explained.lead"),
        words("explained.note"),
    )
    scale = found.importance.scale if found.importance else ""
    whole = charts.importance(found.importance, canvas) if found.importance else None
    if whole is not None:
        yield figure(whole, figures)
        head = (words("head.item"), words("head.value"))
        yield table(Table(words("engine.caption"), head, certified.engine(record, words)), (36, 0))
    yield from _drawn(words("explained.spread"), explained.spread(record), figures, canvas)
    yield from _drawn(words("explained.gaps"), explained.gaps(record), figures, canvas)
    yield from (prose(words.quote(note)) for note in explained.gap_notes(record))
    yield from _quality(record, words)
    for case in found.cases:
        drawn = charts.lime(case, canvas) if case.method == "lime" else charts.waterfall(case, canvas, scale)
        if drawn is not None:
            yield heading(words("explained.heading", case=case.id[:12], method=case.method.upper()))
            yield figure(drawn, figures)
    yield from _media(record, drawings, words)


def _media(record: Record, drawings: dict[str, str], words: Words) -> Iterator[Block]:
    """Single texts and pictures with their marks, and the strongest parts as a table."""
    for case in media_case.kept_cases(record):
        drawn = media_case.paper_figure(case, words)
        yield heading(media_case.heading(case, words))
        yield media(drawn, drawings, TEXT_WIDTH if isinstance(case.item, str) else PICTURE_WIDTH)
        rows, spare = drawn.table.rows[:_PARTS], len(drawn.table.rows) - _PARTS
        more = f" {words('media.more', n=spare)}" if spare > 0 else ""
        caption = words("media.strongest") + more
        yield table(Table(caption, drawn.table.columns, rows, drawn.table.right), (12, 0, 30, 34))


def _quality(record: Record, words: Words) -> Iterator[Block]:
    said = quality.statement(record, words)
    if said is None:
        return
    yield heading(words("quality.heading"))
    yield prose(said)
    for found in quality.tables(record, words):
        yield table(found, _QUALITY_WIDTHS[len(found.columns), bool(found.right)])


_QUALITY_WIDTHS = {(4, True): (40, 0, 16, 34), (5, True): (0, 24, 34, 14, 38), (4, False): (38, 30, 24, 0)}
"""By the number of columns and whether there are figures; 0 takes what is left."""


def _drawn(
    title: str, drawings: Sequence[explained.Drawing], figures: list[Figure], canvas: Canvas
) -> Iterator[Block]:
    found = [one for drawing in drawings if (one := drawing(canvas)) is not None]
    if found:
        yield heading(title)
    yield from (figure(one, figures) for one in found)


def findings(record: Record, words: Words) -> Iterator[Block]:
    """What to do, and what checks found."""
    if record.summary.todo:
        yield heading(words("findings.todo"))
        todo = tuple((words.quote(point), words.quote(why)) for point, why in record.summary.todo)
        yield table(Table("", (words("head.point"), words("head.about_it")), todo), (0, 0))
    yield heading(words("findings.found"))
    if not record.findings:
        yield prose(words("findings.none"))
        return
    columns = tuple(words(f"head.{name}") for name in ("severity", "finding", "what_to_do"))
    order = ("high", "medium", "low")
    found = sorted(record.findings, key=lambda f: order.index(f.severity))
    rows = tuple(
        (words(f"severity.{f.severity}"), words.quote(f"{f.statement} ({f.code})"), words.quote(f.remedy))
        for f in found
    )
    yield table(Table(words("findings.caption"), columns, rows), (18, 0, 62))


def energy(record: Record, figures: list[Figure], words: Words) -> Iterator[Block]:
    """What the audit itself used."""
    account = record.energy
    found, note = charts.energy(account, Canvas(words=words)), words.quote(account.note)
    if found is None:
        yield prose(words("energy.none"), note)
        return
    used = words("energy.of_audit", energy=view.energy_total(record, words))
    yield prose((used, note), words("energy.no_hash"))
    yield figure(found, figures)
    yield table(found.table, (0, 18, 22, 26, 62))


def checks(record: Record, words: Words) -> Iterator[Block]:
    """Which checks ran, and why the others did not."""
    found, none = view.checks(record, words), words("said.none")
    body = tuple((code, title, outcome, reason or none) for code, title, outcome, reason in found.rows)
    yield table(Table(found.caption + ".", found.columns, body), (19, 0, 26, 52))
    if record.summary.untested:
        yield heading(words("checks.untested"))
        yield bullets(untested(record, words))


def untested(record: Record, words: Words) -> tuple[str, ...]:
    """What was not tested; the limitations that the plan states are in the language of who wrote it."""
    own = record.plan.get("limitations")
    written = own if isinstance(own, list | tuple) else ()
    return tuple(text if text in written else words.quote(text) for text in record.summary.untested)


def methods(record: Record, words: Words) -> Iterator[Block]:
    """Which formulas the record needs."""
    alpha, said = setting(record, "alpha"), record.explanations
    used = {*(c.method for c in said.cases), *(c.method for item in said.items for c in item.explanations)}
    yield {
        "kind": "methods",
        "alpha": words.number(alpha if isinstance(alpha, float) else 0.05, 2),
        "gaps": bool(record.comparisons),
        "ratio": any(c.kind == "ratio" for c in record.comparisons),
        "several": len(record.gates) > 1,
        "leads": any(not c.declared for c in record.comparisons),
        "shap": said.importance is not None or any(c.method != "lime" for c in said.cases),
        "lime": "lime" in used,
    }
