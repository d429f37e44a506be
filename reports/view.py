"""What a page shows of a record besides its charts: tables and lists of facts, as text."""

from __future__ import annotations

from collections.abc import Mapping

from fairwitness.audits.record import Record
from fairwitness.audits.record.circumstances import ModelFacts
from fairwitness.audits.record.schema import Comparison, Estimate, FoundGroup
from fairwitness.errors import ReportError
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.frameworks.publication import FRAMEWORK, publication
from fairwitness.reports.gates import GateRow
from fairwitness.reports.language import ENGLISH, Words

MAX_LEADS = 12
Facts = tuple[tuple[str, str], ...]


def confusion(record: Record, words: Words = ENGLISH) -> Table | None:
    """Rows by outcome and decision."""
    found = record.performance.confusion
    if found is None:
        return None
    positive, negative = (_label(record, role) for role in ("positive", "negative"))
    decided = _label(record, "positive", "predicted_positive")
    columns = (
        words("head.happened"),
        words("head.decided", label=decided),
        words("head.decided", label=record.subject.negative),
    )
    rows = [
        (positive, words.count(found.true_positives), words.count(found.false_negatives)),
        (negative, words.count(found.false_positives), words.count(found.true_negatives)),
    ]
    caption = words("view.confusion")
    if found.unlabelled:
        caption = f"{caption}; {words('view.unlabelled', n=found.unlabelled)}"
    return Table(caption, columns, tuple(rows), frozenset(columns[1:]))


def leads(record: Record, words: Words = ENGLISH) -> Table | None:
    """What no gate declares, with the clearest first."""
    found = [one for one in record.comparisons if not one.declared and one.value is not None]
    if not found:
        return None
    found.sort(key=_prominence)
    rows = tuple(
        (
            words("said.by", measure=words.metric_title(one.metric), attribute=one.attribute),
            words.quote(one.statement),
            _gap(one, words),
            words.probability(one.q_value, words("said.none")),
        )
        for one in found[:MAX_LEADS]
    )
    head = tuple(words(f"head.{name}") for name in ("question", "found", "difference", "q_value"))
    caption = words("view.leads", n=len(found), shown=str(len(rows)))
    return Table(caption, head, rows, frozenset(head[2:]))


def found_groups(record: Record, words: Words = ENGLISH) -> Table | None:
    """The groups that a search found, with their figures on both halves of the rows; None if none stood out."""
    found = record.subgroups
    if found is None or not found.groups:
        return None
    rows = tuple(
        (
            fmt.sentence(one.name),
            words.metric_title(one.metric),
            words("view.against", rate=words.pct(one.searched_rate), rest=words.pct(one.searched_rest)),
            _checked(one, words),
            words("said.not_estimable")
            if one.gap is None
            else f"{words('figure.points', n=words.points(one.gap))}, {words.interval(one.low, one.high)}",
            words.probability(one.p_adjusted, words("said.none")),
            words("view.held") if one.confirmed else words("view.did_not_hold"),
        )
        for one in found.groups
    )
    head = tuple(words(f"head.{name}") for name in _FOUND)
    caption = words("view.found_groups", level=words.pct(found.confidence, 0))
    return Table(caption, head, rows, frozenset(head[2:6]))


_FOUND = ("group", "measure", "where_found", "where_checked", "gap_there", "p_value", "result")


def _checked(one: FoundGroup, words: Words) -> str:
    if one.rate is None or one.rest is None:
        return words("said.not_estimable")
    rates = words("view.against", rate=words.pct(one.rate), rest=words.pct(one.rest))
    return f"{rates}, {words('count.cases', n=one.n)}"


def found_groups_note(record: Record, words: Words = ENGLISH) -> tuple[str, ...]:
    """How the search was made, what it came to, and what it did not look at, in sentences; empty without a search."""
    found = record.subgroups
    if found is None:
        return ()
    made = words(
        "view.searched",
        n=len(found.columns),
        cases=words("count.cases", n=found.rows_searched),
        checked=found.rows_checked,
    )
    skipped = [f"{one.column} ({one.reason})" for one in found.left_out]
    rest = (words("view.not_searched", columns=words.listed(skipped)),) if skipped else ()
    return (made, words.quote(found.statement), *map(words.quote, found.notes), *rest)


def _prominence(one: Comparison) -> tuple[float, float, str, str]:
    """The clearest first; among equals the largest gap, a ratio's being what it lacks to 1."""
    gap = one.value or 0.0
    size = gap if one.kind == "difference" else 1 - gap
    return (2.0 if one.q_value is None else one.q_value, -size, one.metric, one.attribute)


def checks(record: Record, words: Words = ENGLISH) -> Table:
    """Which checks ran, and why the others did not."""
    rows = tuple(
        (one.code, words.quote(one.title), words(f"checks.{one.outcome}"), words.quote(one.reason or ""))
        for one in record.checks
    )
    head = tuple(words(f"head.{name}") for name in ("code", "check", "outcome", "reason"))
    return Table(words("checks.caption"), head, rows)


def published(record: Record, framework: str, words: Words = ENGLISH) -> Table | None:
    """The table that LL144 asks to publish; None for other frameworks, and where its groupings were not audited."""
    if framework != FRAMEWORK:
        return None
    try:
        found = publication(record)
    except ReportError:
        return None
    _, *rows = found.rows()
    names = ("grouping", "category", "applicants", f"chosen_{found.basis}", "rate", "impact_ratio", "note")
    columns = tuple(words(f"head.{name}") for name in names)
    named = tuple((*map(words.quote, row[:2]), *row[2:-1], words.quote(row[-1])) for row in rows)
    return Table(words("view.published"), columns, named, frozenset(columns[2:6]))


def facts(record: Record, words: Words = ENGLISH) -> Facts:
    """The record in a few lines."""
    subject = record.subject
    rows = [
        (words("facts.data"), subject.source + (f" ({words('facts.made_up')})" if subject.synthetic else "")),
        (
            words("facts.rows"),
            words("facts.of_read", n=subject.rows, read=subject.rows_read)
            if subject.rows < subject.rows_read
            else words.count(subject.rows),
        ),
        (words("facts.decision"), words.quote(subject.prediction)),
        (words("facts.positive"), _label(record, "positive")),
        (words("facts.favourable"), _label(record, "favourable")),
        (words("facts.threshold"), "" if subject.threshold is None else words.short(subject.threshold)),
        *(() if subject.model is None else _model(subject.model, words)),
        (words("facts.energy"), energy_total(record, words)),
    ]
    return tuple((key, value) for key, value in rows if value)


def model_facts(record: Record) -> Facts:
    """What is known of the model; nothing where there was none."""
    found = () if record.subject.model is None else _model(record.subject.model, ENGLISH)
    return tuple((key, value) for key, value in found if value)


def _model(model: ModelFacts, words: Words) -> Facts:
    """What was audited, what it was made with, and how it was kept from doing harm."""
    level = model.isolation
    return (
        (words("facts.model"), f"{model.type} ({model.format})"),
        (
            words("facts.made_with"),
            ", ".join(f"{name} {version}" for name, version in sorted(model.versions.items())),
        ),
        (words("facts.code"), "" if level is None else words(f"isolation.{level}")),
    )


def methods(record: Record, words: Words = ENGLISH) -> Facts:
    """What a second audit needs to come to the same hash."""
    origin = record.provenance
    return (
        (words("facts.plan"), origin.plan_sha256),
        (words("facts.columns"), origin.data_sha256),
        (words("facts.seed"), str(origin.seed)),
        (words("facts.made"), origin.created),
        (words("facts.version"), origin.version),
        (
            words("facts.environment"),
            ", ".join(f"{key} {value}" for key, value in sorted(record.environment.items())),
        ),
    )


def energy_total(record: Record, words: Words = ENGLISH) -> str:
    """Energy of all metered phases, and whether any of it is estimated."""
    found = [phase.kwh for phase in record.energy.phases if phase.kwh is not None]
    if not found:
        return words("energy.not_metered")
    total = record.energy.kwh if record.energy.kwh is not None else sum(found)
    return f"{words.energy(total)}, {energy_method(record, words)}"


def energy_method(record: Record, words: Words = ENGLISH) -> str:
    """How the energy of the metered phases came about: measured, estimated, or partly estimated."""
    found = [phase for phase in record.energy.phases if phase.kwh is not None]
    estimated = sum(phase.method == "estimated" for phase in found)
    method = "measured" if not estimated else "estimated" if estimated == len(found) else "partly"
    return words(f"energy.{method}")


def estimates(record: Record) -> tuple[Estimate, ...]:
    """Every figure once: over all rows first, then by group."""
    return tuple(dict.fromkeys((*record.performance.measures, *record.estimates)))


def not_judged(row: GateRow, words: Words = ENGLISH) -> str:
    """Which groups were shown and not judged; empty if none."""
    found = row.comparison.excluded_groups if row.comparison else ()
    if not found:
        return ""
    if len(found) > 4:
        return words("view.many_not_judged", n=str(len(found)))
    named = words.listed([f"{one.group} (n {words.count(one.n)})" for one in found])
    return words("view.not_judged", n=len(found), groups=named)


def _label(record: Record, role: str, word: str | None = None) -> str:
    """A label as the data has it, with the plan's words for it."""
    named = record.plan.get("words")
    said = named.get(word or role) if isinstance(named, Mapping) else None
    value = str(getattr(record.subject, role))
    return f"{value} ({said})" if said else value


def _gap(one: Comparison, words: Words) -> str:
    gap = words.gap(one.value, one.kind, one.metric)
    return f"{gap} ({words('chart.ratio')})" if one.kind == "ratio" else gap
