"""What a page shows of a record besides its charts: tables and lists of facts, as text."""

from __future__ import annotations

from collections.abc import Mapping

from fairwitness.audits.host.levels import MEANING
from fairwitness.audits.record import Record
from fairwitness.audits.record.circumstances import ModelFacts
from fairwitness.audits.record.schema import Comparison, Estimate, FoundGroup
from fairwitness.errors import ReportError
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.frameworks.publication import FRAMEWORK, publication
from fairwitness.reports.gates import GateRow

MAX_LEADS = 12
Facts = tuple[tuple[str, str], ...]


def confusion(record: Record) -> Table | None:
    """Rows by outcome and decision."""
    found = record.performance.confusion
    if found is None:
        return None
    positive, negative = (_label(record, role) for role in ("positive", "negative"))
    decided = _label(record, "positive", "predicted_positive")
    columns = ("What happened", f"Decided {decided}", f"Decided {record.subject.negative}")
    rows = [
        (positive, fmt.count(found.true_positives), fmt.count(found.false_negatives)),
        (negative, fmt.count(found.false_positives), fmt.count(found.true_negatives)),
    ]
    left_out = f"; {fmt.plural(found.unlabelled, 'row')} without a label left out" if found.unlabelled else ""
    return Table(f"Rows by outcome and decision{left_out}", columns, tuple(rows), frozenset(columns[1:]))


def leads(record: Record) -> Table | None:
    """What no gate declares, with the clearest first."""
    found = [one for one in record.comparisons if not one.declared and one.value is not None]
    if not found:
        return None
    found.sort(key=_prominence)
    rows = tuple(
        (f"{fmt.metric_title(one.metric)} by {one.attribute}", one.statement, _gap(one), _q(one))
        for one in found[:MAX_LEADS]
    )
    caption = f"{len(rows)} of {fmt.plural(len(found), 'comparison')}, the smallest q value first, then the largest gap"
    return Table(
        caption, ("Question", "What was found", "Gap", "q value"), rows, frozenset({"Gap", "q value"})
    )


def found_groups(record: Record) -> Table | None:
    """The groups that a search found, with their figures on both halves of the rows; None if none stood out."""
    found = record.subgroups
    if found is None or not found.groups:
        return None
    rows = tuple(
        (
            fmt.sentence(one.name),
            fmt.metric_title(one.metric),
            f"{fmt.pct(one.searched_rate)} against {fmt.pct(one.searched_rest)}",
            _checked(one),
            fmt.NOT_ESTIMABLE
            if one.gap is None
            else f"{fmt.points(one.gap)} points, {fmt.interval(one.low, one.high)}",
            fmt.probability(one.p_adjusted, "none"),
            "held" if one.confirmed else "did not hold",
        )
        for one in found.groups
    )
    caption = (
        f"Each group against everybody else, with {fmt.pct(found.confidence, 0)} intervals of each gap alone"
    )
    return Table(caption, _FOUND, rows, frozenset(_FOUND[2:6]))


_FOUND = (
    "Group",
    "Measure",
    "Where it was found",
    "Where it was checked",
    "Gap there, interval",
    "p value",
    "Result",
)


def _checked(one: FoundGroup) -> str:
    if one.rate is None or one.rest is None:
        return fmt.NOT_ESTIMABLE
    return f"{fmt.pct(one.rate)} against {fmt.pct(one.rest)}, {fmt.plural(one.n, 'case')}"


def found_groups_note(record: Record) -> tuple[str, ...]:
    """How the search was made, what it came to, and what it did not look at, in sentences; empty without a search."""
    found = record.subgroups
    if found is None:
        return ()
    made = (
        f"The worst-treated groups that a search over {fmt.plural(len(found.columns), 'column')} found: found on one "
        f"half of the rows ({fmt.plural(found.rows_searched, 'case')}), checked on the other "
        f"({fmt.count(found.rows_checked)}). Leads to follow, not verdicts. They decide nothing."
    )
    skipped = [f"{one.column} ({one.reason})" for one in found.left_out]
    rest = (f"Not searched: {fmt.listed(skipped)}.",) if skipped else ()
    return (made, found.statement, *found.notes, *rest)


def _prominence(one: Comparison) -> tuple[float, float, str, str]:
    """The clearest first; among equals the largest gap, a ratio's being what it lacks to 1."""
    gap = one.value or 0.0
    size = gap if one.kind == "difference" else 1 - gap
    return (2.0 if one.q_value is None else one.q_value, -size, one.metric, one.attribute)


def checks(record: Record) -> Table:
    """Which checks ran, and why the others did not."""
    words = {"ran": "ran", "not_applicable": "not applicable", "ignored": "ignored by the plan"}
    rows = tuple((one.code, one.title, words[one.outcome], one.reason or "") for one in record.checks)
    return Table("What was looked at, and what was not", ("Code", "Check", "Outcome", "Reason"), rows)


def published(record: Record, framework: str) -> Table | None:
    """The table that LL144 asks to publish; None for other frameworks, and where its groupings were not audited."""
    if framework != FRAMEWORK:
        return None
    try:
        found = publication(record)
    except ReportError:
        return None
    _, *rows = found.rows()
    chosen = "Above the median" if found.basis == "scoring" else "Selected"
    columns = ("Grouping", "Category", "Applicants", chosen, "Rate", "Impact ratio", "Note")
    caption = "Rates and impact ratios of every category. The law sets no line that a ratio must reach."
    return Table(caption, columns, tuple(rows), frozenset(columns[2:6]))


def facts(record: Record) -> Facts:
    """The record in a few lines."""
    subject = record.subject
    made_up = " (made up for the demo)" if subject.synthetic else ""
    rows = [
        ("Data", subject.source + made_up),
        (
            "Rows",
            fmt.count(subject.rows)
            + (f" of {fmt.count(subject.rows_read)} read" if subject.rows < subject.rows_read else ""),
        ),
        ("Decision", subject.prediction),
        ("Positive", _label(record, "positive")),
        ("Favourable", _label(record, "favourable")),
        ("Threshold", "" if subject.threshold is None else f"{subject.threshold:g}"),
        *(() if subject.model is None else _model(subject.model)),
        ("Energy", energy_total(record)),
    ]
    return tuple((key, value) for key, value in rows if value)


def model_facts(record: Record) -> Facts:
    """What is known of the model; nothing where there was none."""
    found = () if record.subject.model is None else _model(record.subject.model)
    return tuple((key, value) for key, value in found if value)


def _model(model: ModelFacts) -> Facts:
    """What was audited, what it was made with, and how it was kept from doing harm."""
    level = model.isolation
    return (
        ("Model", f"{model.type} ({model.format})"),
        (
            "Model made with",
            ", ".join(f"{name} {version}" for name, version in sorted(model.versions.items())),
        ),
        ("Model's code", "" if level is None else f"ran {MEANING.get(level, level)}"),
    )


def methods(record: Record) -> Facts:
    """What a second audit needs to come to the same hash."""
    origin = record.provenance
    return (
        ("Plan", origin.plan_sha256),
        ("Audited columns", origin.data_sha256),
        ("Seed", str(origin.seed)),
        ("Made", origin.created),
        ("Version", origin.version),
        ("Environment", ", ".join(f"{key} {value}" for key, value in sorted(record.environment.items()))),
    )


def energy_total(record: Record) -> str:
    """Energy of all metered phases, and whether any of it is estimated."""
    found = [phase.kwh for phase in record.energy.phases if phase.kwh is not None]
    if not found:
        return "not metered"
    total = record.energy.kwh if record.energy.kwh is not None else sum(found)
    return f"{fmt.energy(total)}, {energy_method(record)}"


def energy_method(record: Record) -> str:
    """How the energy of the metered phases came about: measured, estimated, or partly estimated."""
    found = [phase for phase in record.energy.phases if phase.kwh is not None]
    estimated = sum(phase.method == "estimated" for phase in found)
    return "measured" if not estimated else "estimated" if estimated == len(found) else "partly estimated"


def estimates(record: Record) -> tuple[Estimate, ...]:
    """Every figure once: over all rows first, then by group."""
    return tuple(dict.fromkeys((*record.performance.measures, *record.estimates)))


def not_judged(row: GateRow) -> str:
    """Which groups were shown and not judged; empty if none."""
    found = row.comparison.excluded_groups if row.comparison else ()
    if not found:
        return ""
    if len(found) > 4:
        return f"{fmt.plural(len(found), 'group')} are shown but not judged."
    named = fmt.listed([f"{one.group} (n {fmt.count(one.n)})" for one in found])
    return f"{named} {'is' if len(found) == 1 else 'are'} shown but not judged."


def _label(record: Record, role: str, word: str | None = None) -> str:
    """A label as the data has it, with the plan's words for it."""
    words = record.plan.get("words")
    said = words.get(word or role) if isinstance(words, Mapping) else None
    value = str(getattr(record.subject, role))
    return f"{value} ({said})" if said else value


def _gap(one: Comparison) -> str:
    return f"{fmt.gap(one.value, one.kind, one.metric)}{' (ratio)' if one.kind == 'ratio' else ''}"


def _q(one: Comparison) -> str:
    return fmt.probability(one.q_value, "none")
