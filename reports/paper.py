"""What stands on paper, in which order: a record as plain blocks of text, tables and figures, ready to be set.

A block is a mapping with a `kind` that the template knows: heading, prose, small, list, table, figure, methods, glossary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import AttributeFacts, Comparison, Control, Estimate, FrameworkFacts
from fairwitness.reports import charts, view
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import Canvas, Figure, Table
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.paper_text import glossary
from fairwitness.reports.tokens import LIGHT, STATUSES, VERDICTS

Block = dict[str, object]
JOINER = " & "
ACROSS = 3
"""Measures side by side in one table."""
TODO = 3
"""What to do, on the first page; the rest stands with the findings."""
MANY = 7
"""Limits from which on the first page says less about each, so that it stays one page for longer."""
CHARTED = 3
"""Charts per attribute; the table beneath has every measure."""


@dataclass(frozen=True)
class Paper:
    """All that the template sets: plain content, and the figures it names."""

    content: Mapping[str, object]
    figures: tuple[Figure, ...]


def lay_out(record: Record) -> Paper:
    """Order a record for paper. Sections without content say so in a sentence, or are left out."""
    figures: list[Figure] = []
    built = [
        _section("The data and the model", _data(record), new_page=True),
        _section("Fairness", _fairness(record, figures), new_page=True),
        _section("Performance", _performance(record, figures)),
        _section("Explanations", _explanations(record, figures)),
        _section("Findings", _findings(record)),
        _section("Energy", _energy(record, figures)),
        _section("Annexes: what the evidence supports", _annexes(record), new_page=True),
        _section("Checks", _checks(record)),
        _section("Methods", _methods(record), new_page=True),
        _section("Glossary", iter([{"kind": "glossary", "entries": glossary(record)}]), new_page=True),
    ]
    content = {**_cover(record), "sections": [one for one in built if one["blocks"]]}
    return Paper(content, tuple(figures))


def setting(record: Record, *path: str) -> object:
    """A value of the plan, or none."""
    found: object = record.plan
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _section(title: str, blocks: Iterator[Block], *, new_page: bool = False) -> Block:
    """A section; a paragraph stays with the figure or table it introduces."""
    found = list(blocks)
    for block, following in pairwise(found):
        if block["kind"] == "prose" and following["kind"] in ("figure", "table"):
            block["sticky"] = True
    return {"title": title, "new_page": new_page, "blocks": found}


def _cover(record: Record) -> Block:
    least = setting(record, "checks", "min_group")
    todo = record.summary.todo
    room = len(record.gates) <= MANY
    most = TODO if room else TODO - 1
    return {
        "title": record.title,
        "subtitle": _subtitle(record),
        "lead": record.summary.lead,
        "date": fmt.date(record.provenance.created),
        "hash": record.hash,
        "method": record.summary.method,
        "min_group": fmt.count(least) if isinstance(least, int) else "",
        "tally": [{"verdict": v, "count": fmt.count(record.summary.tally.get(v, 0))} for v in VERDICTS],
        "gates": [_gate(row, 230 if room else 130) for row in gate_rows(record)],
        "many": not room,
        "todo": [[fmt.opening(point, 110), fmt.opening(why, 190)] for point, why in todo[:most]],
        "more_todo": max(0, len(todo) - most),
        "untested": [fmt.opening(text, 110) for text in record.summary.untested],
        "synthetic": record.subject.synthetic,
        "theme": {**{v: LIGHT.verdict(v) for v in VERDICTS}, **{s: LIGHT.status(s) for s in STATUSES}},
        "ink": LIGHT.ink, "muted": LIGHT.muted, "rule": LIGHT.rule, "panel": LIGHT.panel,
    }  # fmt: skip


def _subtitle(record: Record) -> str:
    subject = record.subject
    what = f"{subject.model.type}, " if subject.model else ""
    return f"{what}{fmt.plural(subject.rows, 'row')} of {subject.source}"


def _gate(row: GateRow, longest: int) -> Block:
    found = row.comparison
    return {
        "verdict": row.gate.verdict,
        "statement": fmt.opening(row.gate.reason, longest),
        "muted": row.gate.outcome == "muted",
        "gap": row.gap,
        "limit": fmt.limit(row.gate.limit, row.gate.kind).removesuffix(" points"),
        "interval": row.interval if found is not None and found.low is not None else "",
    }


# ------------------------------------------------------------------------------------------------ blocks


def prose(text: str, note: str = "") -> Block:
    """A paragraph, and what stands in the margin beside it."""
    return {"kind": "prose", "text": text, "note": note, "sticky": False}


def heading(text: str) -> Block:
    """The head of a part of a section."""
    return {"kind": "heading", "text": text}


def table(
    found: Table, widths: Sequence[float], cells: Mapping[tuple[int, int], Block] | None = None, *, longest: int = 420
) -> Block:
    """A table; widths in millimetres, 0 for a share of the rest. ``cells`` replace texts by marked ones.

    Texts are cut after ``longest`` characters; the attached record has them in full.
    """
    marked = cells or {}
    rows = [[marked.get((i, j), text) for j, text in enumerate(row)] for i, row in enumerate(found.rows)]
    right = [column in found.right for column in found.columns]
    return {
        "kind": "table", "caption": found.caption, "columns": list(found.columns), "right": right,
        "widths": list(widths), "rows": rows, "longest": longest,
    }  # fmt: skip


def figure(found: Figure, figures: list[Figure]) -> Block:
    """A chart; it is drawn later, together with all others."""
    figures.append(found)
    return {"kind": "figure", "file": f"{found.key}.svg", "alt": found.alt, "title": found.title, "text": f"{found.subtitle} {found.source}"}


# ------------------------------------------------------------------------------------------------ sections


def _data(record: Record) -> Iterator[Block]:
    subject = record.subject
    labels = [("Target", subject.target or "none: only what needs no labels was measured"), *view.facts(record)[:-1]]
    model = subject.model
    hashes = [("Data, SHA-256", subject.sha256), ("Model, SHA-256", model.sha256 if model else None)]
    rows = [*labels, *((name, value) for name, value in hashes if value), *view.methods(record)]
    yield table(Table("", ("Item", "As stated in the plan or read from the files"), tuple(rows)), (36, 0))
    if subject.notes:
        yield heading("What reading the data brought up")
        yield {"kind": "list", "items": list(subject.notes)}
    yield heading("Groups")
    columns = ("Attribute", "Group", "People", "Known")
    groups = [(a.name, g.name, fmt.count(g.rows), "no" if g.unknown else "yes") for a in subject.attributes if JOINER not in a.name for g in a.groups]
    yield table(Table("Groups as found; intersections stand in the section on fairness.", columns, tuple(groups), frozenset({"People"})), (40, 0, 24, 20))
    if subject.columns:
        yield heading("Columns")
        cells = [(c.name, ", ".join(c.roles) or "none", c.kind, fmt.count(c.distinct), fmt.count(c.missing)) for c in subject.columns]
        head = ("Column", "Role", "Kind", "Distinct", "Missing")
        yield table(Table("Columns that have a role.", head, tuple(cells), frozenset({"Distinct", "Missing"})), (0, 40, 26, 18, 18))


def _fairness(record: Record, figures: list[Figure]) -> Iterator[Block]:
    yield prose(record.summary.lead if record.gates else "No limit was declared, so nothing below is a verdict.", _NOTE)
    kinds: tuple[fmt.Kind, ...] = ("difference", "ratio")
    for kind in kinds:
        found = charts.gaps(record.comparisons, Canvas(), kind)
        if found is not None:
            yield figure(found, figures)
            yield _declared(found.table, [c for c in record.comparisons if c.declared and c.kind == kind])
    for attribute in record.subject.attributes:
        yield from _attribute(record, attribute, figures)
    leads = view.leads(record)
    if leads is not None:
        yield heading("Exploratory comparisons")
        yield prose("No limit was declared for these. A small q value is a lead to follow, not a verdict.", "q values: Benjamini and Hochberg, over everything exploratory.")
        yield table(leads, (38, 0, 20, 20))


_NOTE = (
    "Intervals of gaps are simultaneous over all pairs of groups. A gap can be judged within its limit although its displayed "
    "interval reaches over it: that verdict rests on a separate one-sided test."
)


def _declared(found: Table, comparisons: Sequence[Comparison]) -> Block:
    """The table of gaps, with measure and attribute in one column, as paper is narrow."""
    columns = ("Measure", *found.columns[2:])
    rows = tuple(
        (f"{measure}, {attribute}", groups, "none" if gap == fmt.NOT_ESTIMABLE else gap, *rest)
        for measure, attribute, groups, gap, *rest in found.rows
    )
    verdicts: dict[tuple[int, int], Block] = {(i, 5): {"verdict": c.verdict} for i, c in enumerate(comparisons)}
    return table(Table(found.caption, columns, rows, found.right), (0, 0, 12, 25, 12, 27), verdicts, longest=90)


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
        found = charts.cross(mine, Canvas(), record.subject.attributes) if comparison is None and JOINER in attribute.name else None
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
            cells |= {(i, j + 2): _rate(e) for j, e in enumerate(found)}
            body.append((group, fmt.count(next((e.rows for e in found if e is not None), None)), *("" for _ in part)))
        caption = f"By {attribute}, with {fmt.pct(rates[0].confidence, 0)} intervals of each rate alone. Grey: shown, not judged."
        yield table(Table(caption, columns, tuple(body), frozenset(columns[1:])), (0, 13, *(28 for _ in part)), cells, longest=60)


def _rate(e: Estimate | None) -> Block:
    if e is None or e.value is None:
        return {"rate": fmt.NOT_ESTIMABLE if e is not None else "not measured", "interval": "", "muted": True, "none": True}
    interval = fmt.estimate_interval(e.low, e.high, e.metric)
    return {"rate": fmt.estimate_text(e.value, e.metric), "interval": interval, "muted": not e.judged, "none": False}


def _performance(record: Record, figures: list[Figure]) -> Iterator[Block]:
    found = charts.performance(record.performance, Canvas())
    if found is None:
        yield prose("Performance was not measured: " + ("the data have no labels." if record.subject.target is None else "no check of it ran."))
        return
    facts = dict(view.facts(record))
    yield prose(record.performance.statement or found.title, f"Positive: {facts['Positive']}. Favourable: {facts['Favourable']}.")
    yield figure(found, figures)
    counts = view.confusion(record)
    if counts is not None:
        yield table(counts, (0, 45, 45))


def _explanations(record: Record, figures: list[Figure]) -> Iterator[Block]:
    found = record.explanations
    if found.importance is None and not found.cases:
        reason = next((c.reason for c in record.checks if c.code.startswith("EXPL") and c.reason), "")
        yield prose(reason or "No explanation was computed.")
        return
    yield prose(found.statement or "What the model uses, and how single outputs are made up.", "What the model uses is not what causes the outcome.")
    scale = found.importance.scale if found.importance else ""
    whole = charts.importance(found.importance, Canvas()) if found.importance else None
    if whole is not None:
        yield figure(whole, figures)
        yield table(Table("How the explanation was made.", ("Item", "Value"), view.engine(record)), (36, 0))
    for case in found.cases:
        drawn = charts.lime(case, Canvas()) if case.method == "lime" else charts.waterfall(case, Canvas(), scale)
        if drawn is not None:
            yield heading(f"Case {case.id[:12]}, {case.method.upper()}")
            yield figure(drawn, figures)


def _findings(record: Record) -> Iterator[Block]:
    if not record.findings:
        yield prose("No check raised a finding.")
        return
    columns = ("Severity", "Finding", "What to do")
    order = ("high", "medium", "low")
    found = sorted(record.findings, key=lambda f: order.index(f.severity))
    rows = tuple((f.severity.capitalize(), f"{f.statement} ({f.code})", f.remedy) for f in found)
    yield table(Table("What a person should look at, the most severe first.", columns, rows), (18, 0, 62))


def _energy(record: Record, figures: list[Figure]) -> Iterator[Block]:
    account = record.energy
    found = charts.energy(account, Canvas())
    if found is None:
        yield prose("Energy was not metered.", account.note)
        return
    yield prose(f"Energy of this audit: {view.energy_total(record)}. {account.note}", "Energy is no part of the record's hash: it is not the same twice.")
    yield figure(found, figures)
    yield table(found.table, (0, 18, 22, 26, 62))


def _annexes(record: Record) -> Iterator[Block]:
    if not record.frameworks:
        return
    yield prose(
        "An annex sets the figures of this report beside the clauses of a text. The evidence supports an assessment; that a system "
        "meets a law no software can state. Where a named person must speak, the row says about what.",
        "Laws change: each annex says which text was read, each row from when it applies.",
    )
    for facts in record.frameworks:
        yield from _annex(facts, [c for c in record.controls if c.framework == facts.id])


def _annex(facts: FrameworkFacts, controls: Sequence[Control]) -> Iterator[Block]:
    yield heading(facts.title)
    yield prose(f"{facts.version}; {facts.jurisdiction}. {fmt.sentence(facts.status.rstrip('.'))}. {facts.confidence_note or ''}".strip())
    words = {"shown": "shown", "partly": "partly", "person": "for a named person", "not_applicable": "not applicable"}
    tally = fmt.listed([f"{n} {words[s]}" for s in STATUSES if (n := sum(c.status == s for c in controls))])
    columns = ("Clause", "Requirement", "Evidence", "What it supports", "A named person must state")
    rows = tuple((c.id, _requirement(c), "", c.supports, c.person or "nothing further") for c in controls)
    cells: dict[tuple[int, int], Block] = {(i, 2): {"status": c.status} for i, c in enumerate(controls)}
    cells |= {(i, 0): {"strong": c.id, "small": _when(c)} for i, c in enumerate(controls)}
    yield table(Table(f"{facts.title}: {tally}.", columns, rows), (22, 0, 23, 0, 34), cells)
    if facts.sources:
        yield {"kind": "small", "text": "Read from: " + "; ".join(facts.sources)}


def _requirement(c: Control) -> str:
    return f"{c.title}. {c.requirement}" if c.requirement and c.requirement != c.title else c.title


def _when(c: Control) -> str:
    parts = [f"from {c.applies_from}" if c.applies_from else "", "from memory, to be confirmed" if c.confidence == "memory" else ""]
    return ", ".join(part for part in parts if part)


def _checks(record: Record) -> Iterator[Block]:
    found = view.checks(record)
    body = tuple((code, title, outcome, reason or "none") for code, title, outcome, reason in found.rows)
    yield table(Table(found.caption + ".", found.columns, body), (19, 0, 26, 52))


def _methods(record: Record) -> Iterator[Block]:
    alpha = setting(record, "alpha")
    yield {
        "kind": "methods",
        "alpha": fmt.number(alpha, 2) if isinstance(alpha, float) else "0.05",
        "gaps": bool(record.comparisons),
        "ratio": any(c.kind == "ratio" for c in record.comparisons),
        "several": len(record.gates) > 1,
        "leads": any(not c.declared for c in record.comparisons),
        "shap": record.explanations.importance is not None or any(c.method != "lime" for c in record.explanations.cases),
        "lime": any(c.method == "lime" for c in record.explanations.cases),
    }
