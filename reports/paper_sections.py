"""The sections of paper other than fairness, each as a row of blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fairwitness.audits.record import Record
from fairwitness.reports import certified, charts, explained, media_case, quality, view
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import Canvas, Figure, Table
from fairwitness.reports.paper_blocks import (
    JOINER,
    TEXT_WIDTH,
    Block,
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


def data(record: Record) -> Iterator[Block]:
    """What was audited, as read."""
    subject = record.subject
    labels = [
        ("Target", subject.target or "none: only what needs no labels was measured"),
        *view.facts(record)[:-1],
    ]
    model = subject.model
    hashes = [("Data, SHA-256", subject.sha256), ("Model, SHA-256", model.sha256 if model else None)]
    rows = [*labels, *((name, value) for name, value in hashes if value), *view.methods(record)]
    yield table(Table("", ("Item", "As stated in the plan or read from the files"), tuple(rows)), (36, 0))
    if subject.notes:
        yield heading("What reading the data brought up")
        yield {"kind": "list", "items": list(subject.notes)}
    yield from _groups(record)
    yield from _columns(record)


def _groups(record: Record) -> Iterator[Block]:
    yield heading("Groups")
    columns = ("Attribute", "Group", "People", "Known")
    groups = [
        (a.name, g.name, fmt.count(g.rows), "no" if g.unknown else "yes")
        for a in record.subject.attributes
        if JOINER not in a.name
        for g in a.groups
    ]
    yield table(
        Table(
            "Groups as found; intersections stand in the section on fairness.",
            columns,
            tuple(groups),
            frozenset({"People"}),
        ),
        (40, 0, 24, 20),
    )


def _columns(record: Record) -> Iterator[Block]:
    if record.subject.columns:
        yield heading("Columns")
        cells = [
            (c.name, ", ".join(c.roles) or "none", c.kind, fmt.count(c.distinct), fmt.count(c.missing))
            for c in record.subject.columns
        ]
        head = ("Column", "Role", "Kind", "Distinct", "Missing")
        yield table(
            Table("Columns that have a role.", head, tuple(cells), frozenset({"Distinct", "Missing"})),
            (0, 40, 26, 18, 18),
        )


def performance(record: Record, figures: list[Figure]) -> Iterator[Block]:
    """How often the decisions were right."""
    found = charts.performance(record.performance, Canvas())
    if found is None:
        yield prose(
            "Performance was not measured: "
            + ("the data have no labels." if record.subject.target is None else "no check of it ran.")
        )
        return
    facts = dict(view.facts(record))
    yield prose(
        record.performance.statement or found.title,
        " ".join(f"{key}: {facts[key]}." for key in ("Positive", "Favourable") if key in facts),
    )
    yield figure(found, figures)
    counts = view.confusion(record)
    if counts is not None:
        yield table(counts, (0, 45, 45))


def explanations(record: Record, figures: list[Figure], drawings: dict[str, str]) -> Iterator[Block]:
    """Why the model decides as it does."""
    found = record.explanations
    if found.importance is None and not found.cases and found.statement is None:
        reason = next((c.reason for c in record.checks if c.code.startswith("EXPL") and c.reason), "")
        yield prose(reason or "No explanation was computed.")
        return
    yield prose(
        found.statement or "What the model uses, and how single outputs are made up.",
        "What the model uses is not what causes the outcome.",
    )
    scale = found.importance.scale if found.importance else ""
    whole = charts.importance(found.importance, Canvas()) if found.importance else None
    if whole is not None:
        yield figure(whole, figures)
        yield table(
            Table("How the explanation was made.", ("Item", "Value"), certified.engine(record)), (36, 0)
        )
    yield from _drawn("How the output moves", explained.spread(record), figures)
    yield from _drawn("Why the gap?", explained.gaps(record), figures)
    yield from (prose(note) for note in explained.gap_notes(record))
    yield from _quality(record)
    for case in found.cases:
        drawn = (
            charts.lime(case, Canvas()) if case.method == "lime" else charts.waterfall(case, Canvas(), scale)
        )
        if drawn is not None:
            yield heading(f"Case {case.id[:12]}, {case.method.upper()}")
            yield figure(drawn, figures)
    yield from _media(record, drawings)


def _media(record: Record, drawings: dict[str, str]) -> Iterator[Block]:
    """Single texts and pictures with their marks, and the strongest parts as a table."""
    for case in media_case.kept_cases(record):
        drawn = media_case.paper_figure(case)
        yield heading(media_case.heading(case))
        yield media(drawn, drawings, TEXT_WIDTH if isinstance(case.item, str) else PICTURE_WIDTH)
        rows, spare = drawn.table.rows[:_PARTS], len(drawn.table.rows) - _PARTS
        more = (
            f" {fmt.count(spare)} more, with smaller contributions, are in the record." if spare > 0 else ""
        )
        caption = f"The strongest parts.{more}"
        yield table(Table(caption, drawn.table.columns, rows, drawn.table.right), (12, 0, 30, 34))


def _quality(record: Record) -> Iterator[Block]:
    said = quality.statement(record)
    if said is None:
        return
    yield heading("How good are the explanations?")
    yield prose(said)
    for found in quality.tables(record):
        yield table(found, _QUALITY_WIDTHS[len(found.columns), bool(found.right)])


_QUALITY_WIDTHS = {(4, True): (40, 0, 16, 34), (5, True): (0, 24, 34, 14, 38), (4, False): (38, 30, 24, 0)}
"""By the number of columns and whether there are figures; 0 takes what is left."""


def _drawn(title: str, drawings: Sequence[explained.Drawing], figures: list[Figure]) -> Iterator[Block]:
    found = [one for drawing in drawings if (one := drawing(Canvas())) is not None]
    if found:
        yield heading(title)
    yield from (figure(one, figures) for one in found)


def findings(record: Record) -> Iterator[Block]:
    """What to do, and what checks found."""
    if record.summary.todo:
        yield heading("What to do")
        yield table(Table("", ("Point", "What to do about it"), record.summary.todo), (0, 0))
    yield heading("What the checks found")
    if not record.findings:
        yield prose("No check raised a finding.")
        return
    columns = ("Severity", "Finding", "What to do")
    order = ("high", "medium", "low")
    found = sorted(record.findings, key=lambda f: order.index(f.severity))
    rows = tuple((f.severity.capitalize(), f"{f.statement} ({f.code})", f.remedy) for f in found)
    yield table(Table("What a person should look at, the most severe first.", columns, rows), (18, 0, 62))


def energy(record: Record, figures: list[Figure]) -> Iterator[Block]:
    """What the audit itself used."""
    account = record.energy
    found = charts.energy(account, Canvas())
    if found is None:
        yield prose("Energy was not metered.", account.note)
        return
    yield prose(
        f"Energy of this audit: {view.energy_total(record)}. {account.note}",
        "Energy is no part of the record's hash: it is not the same twice.",
    )
    yield figure(found, figures)
    yield table(found.table, (0, 18, 22, 26, 62))


def checks(record: Record) -> Iterator[Block]:
    """Which checks ran, and why the others did not."""
    found = view.checks(record)
    body = tuple((code, title, outcome, reason or "none") for code, title, outcome, reason in found.rows)
    yield table(Table(found.caption + ".", found.columns, body), (19, 0, 26, 52))
    if record.summary.untested:
        yield heading("What was not tested")
        yield {"kind": "list", "items": list(record.summary.untested)}


def methods(record: Record) -> Iterator[Block]:
    """Which formulas the record needs."""
    alpha, said = setting(record, "alpha"), record.explanations
    used = {*(c.method for c in said.cases), *(c.method for item in said.items for c in item.explanations)}
    yield {
        "kind": "methods",
        "alpha": fmt.number(alpha, 2) if isinstance(alpha, float) else "0.05",
        "gaps": bool(record.comparisons),
        "ratio": any(c.kind == "ratio" for c in record.comparisons),
        "several": len(record.gates) > 1,
        "leads": any(not c.declared for c in record.comparisons),
        "shap": said.importance is not None or any(c.method != "lime" for c in said.cases),
        "lime": "lime" in used,
    }
