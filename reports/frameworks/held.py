"""The very figures of a record that a kind of evidence rests on, and the section of the result that has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fairwitness.audits.metrics.names import plain_rate
from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Comparison, Estimate
from fairwitness.reports import format as fmt
from fairwitness.reports.gates import gate_rows
from fairwitness.reports.language import ENGLISH, Words

MOST: Final = 12
"""Lines shown of one kind of evidence; the section has them all."""
Line = tuple[str, str]
_RATES: Final = ("selection_rate", "mean_prediction")


@dataclass(frozen=True)
class Held:
    """Some figures, each with its name, and where they stand."""

    section: str
    """The section of the result, such as "Fairness"."""
    anchor: str
    """The part of that section; empty for its beginning."""
    lines: tuple[Line, ...]
    """Name and figure, at most `MOST`."""
    more: int
    """How many are left out."""


def held(key: str, record: Record, words: Words = ENGLISH) -> Held | None:
    """The figures behind one kind of evidence; None where the record has none."""
    found = _WHERE.get(key)
    if found is None:
        return None
    section, anchor, read = found
    lines = tuple(read(record, words))
    return Held(section, anchor, lines[:MOST], max(len(lines) - MOST, 0)) if lines else None


def _rates(*metrics: str, crossed: bool = False) -> Callable[[Record, Words], Iterable[Line]]:
    """The rates of each group by single attributes, or by crossed ones, in the order of the record."""

    def read(record: Record, words: Words) -> Iterable[Line]:
        for one in record.estimates:
            if plain_rate(one.metric) not in metrics or one.attribute is None:
                continue
            if (INTERSECTION in one.attribute) == crossed:
                yield f"{fmt.metric_title(one.metric)}, {one.attribute}: {one.group}", _figure(one, words)

    return read


def _figure(one: Estimate, words: Words) -> str:
    if one.value is None:
        return f"{fmt.NOT_ESTIMABLE}, n {words.count(one.n)}"
    ends = words.estimate_interval(one.low, one.high, one.metric)
    between = "" if ends == "none" else f" ({ends})"
    return f"{words.estimate_text(one.value, one.metric)}{between}, n {words.count(one.n)}"


def _measures(record: Record, words: Words) -> Iterable[Line]:
    return ((fmt.metric_title(one.metric), _figure(one, words)) for one in record.performance.measures)


def _baseline(record: Record, words: Words) -> Iterable[Line]:
    if record.performance.baseline is not None:
        yield "Always the same answer", words.number(record.performance.baseline, 3)


def _outcomes(record: Record, words: Words) -> Iterable[Line]:
    found = record.performance.confusion
    if found is None:
        return ()
    names = ("true_positives", "false_positives", "false_negatives", "true_negatives")
    return ((name.replace("_", " ").capitalize(), words.count(getattr(found, name))) for name in names)


def _gaps(record: Record, words: Words) -> Iterable[Line]:
    return ((_question(one), _gap(one, words)) for one in _compared(record))


def _tests(record: Record, words: Words) -> Iterable[Line]:
    return (
        (_question(one), f"p {words.probability(one.p_value)}")
        for one in _compared(record)
        if one.p_value is not None
    )


def _compared(record: Record) -> list[Comparison]:
    """Declared comparisons first."""
    return sorted(
        (one for one in record.comparisons if one.value is not None), key=lambda one: not one.declared
    )


def _question(one: Comparison) -> str:
    return f"{fmt.metric_title(one.metric)} by {one.attribute}, {one.kind}"


def _gap(one: Comparison, words: Words) -> str:
    ends = words.gap_interval(one.low, one.high, one.kind, one.metric)
    return f"{words.gap(one.value, one.kind, one.metric)} ({ends})"


def _limits(record: Record, words: Words) -> Iterable[Line]:
    return ((row.gate.reason, row.word) for row in gate_rows(record, words))


def _groups(record: Record, words: Words) -> Iterable[Line]:
    for one in record.subject.attributes:
        for group in one.groups:
            yield f"{one.name}: {group.name}", words.plural(group.rows, "row")


def _missing(record: Record, words: Words) -> Iterable[Line]:
    for one in record.subject.attributes:
        if INTERSECTION not in one.name:
            yield f"{one.name} unknown", words.plural(sum(g.rows for g in one.groups if g.unknown), "row")
    yield "Without an outcome", words.plural(record.subject.rows_unlabelled, "row")


def _profile(record: Record, words: Words) -> Iterable[Line]:
    subject = record.subject
    yield "Rows audited", f"{words.count(subject.rows)} of {words.count(subject.rows_read)} read"
    yield "Features", words.count(len(subject.features))
    yield "Attributes", words.count(len(subject.attributes))


def _system(record: Record, words: Words) -> Iterable[Line]:
    yield "Decisions", record.subject.prediction
    if record.subject.threshold is not None:
        yield "Threshold", words.short(record.subject.threshold)
    if record.subject.model is not None:
        yield "Model", record.subject.model.type


def _provenance(record: Record, words: Words) -> Iterable[Line]:
    found = record.provenance
    yield "Record", f"{record.hash[:16]}…"
    yield "Plan", f"{found.plan_sha256[:16]}…"
    yield "Data", f"{found.data_sha256[:16]}…"
    yield "Seed", str(found.seed)
    yield "Made", words.date(found.created)
    yield "Fairwitness", found.version


def _findings(record: Record, words: Words) -> Iterable[Line]:
    return ((f"{one.code}, {one.severity}", one.statement) for one in record.findings)


def _untested(record: Record, words: Words) -> Iterable[Line]:
    return (("Not tested", one) for one in record.summary.untested)


def _importance(record: Record, words: Words) -> Iterable[Line]:
    found = record.explanations.importance
    features = () if found is None else found.features
    return (
        (f"{one.label}{' (sensitive)' if one.sensitive else ''}", words.number(one.value, 4))
        for one in features
    )


def _fidelity(record: Record, words: Words) -> Iterable[Line]:
    found = record.explanations.importance
    if found is not None:
        yield "Largest residual of the sum of contributions", words.short(found.additivity_residual, 2)
    if record.explanations.quality is not None:
        yield "Measures of quality", words.count(len(record.explanations.quality.measures))


def _proxies(record: Record, words: Words) -> Iterable[Line]:
    """The columns that tell two groups apart, the best first."""
    found = [
        (one.auc, f"{one.label}, {gap.attribute}: {gap.groups[0]} and {gap.groups[1]}")
        for gap in record.explanations.gaps
        for one in gap.columns
        if one.auc is not None
    ]
    return ((name, f"AUC {words.number(auc, 2)}") for auc, name in sorted(found, key=lambda pair: -pair[0]))


def _cases(record: Record, words: Words) -> Iterable[Line]:
    for one in record.explanations.cases:
        yield f"{one.method} of case {one.id[:12]}", f"output {words.number(one.output, 3)}"


def _thresholds(record: Record, words: Words) -> Iterable[Line]:
    return ((one.attribute, one.statement) for one in record.thresholds)


def _scoring(record: Record, words: Words) -> Iterable[Line]:
    for one in record.impact:
        for row in one.rows if one.basis == "scoring" else ():
            yield (
                f"{one.attribute}: {row.group}",
                f"{words.pct(row.rate)}, ratio {words.number(row.impact_ratio, 2)}",
            )


def _energy(record: Record, words: Words) -> Iterable[Line]:
    return ((one.name, f"{words.energy(one.kwh)}, {one.method}") for one in record.energy.phases)


_WHERE: Final[Mapping[str, tuple[str, str, Callable[[Record, Words], Iterable[Line]]]]] = {
    "data.completeness": ("Summary", "", _missing),
    "data.label_bias": ("Fairness", "", _rates("base_rate", "mean_outcome")),
    "data.profile": ("Summary", "", _profile),
    "data.provenance": ("Summary", "", _provenance),
    "data.proxy_features": ("Explanations", "gap", _proxies),
    "data.representation": ("Fairness", "", _groups),
    "doc.limitations": ("Summary", "", _untested),
    "doc.risk_register": ("Summary", "findings", _findings),
    "doc.system_description": ("Summary", "", _system),
    "energy.inference": ("Energy", "phases", _energy),
    "explain.global": ("Explanations", "importance", _importance),
    "explain.local_reasons": ("Explanations", "case", _cases),
    "explain.reason_fidelity": ("Explanations", "quality", _fidelity),
    "fairness.alternatives": ("Fairness", "thresholds", _thresholds),
    "fairness.calibration_gap": ("Fairness", "", _rates("expected_calibration_error", "mean_error")),
    "fairness.confidence_intervals": ("Fairness", "", _gaps),
    "fairness.error_rate_gaps": (
        "Fairness",
        "",
        _rates("true_positive_rate", "false_positive_rate", "mean_error", "mean_absolute_error"),
    ),
    "fairness.intersectional": ("Fairness", "", _rates(*_RATES, crossed=True)),
    "fairness.scoring_rate_ratio": ("Fairness", "", _scoring),
    "fairness.selection_rate_ratio": ("Fairness", "", _rates("selection_rate")),
    "fairness.significance_tests": ("Fairness", "", _tests),
    "performance.baseline": ("Performance", "", _baseline),
    "performance.by_group": ("Fairness", "", _rates("accuracy", "mean_absolute_error", "recall_macro")),
    "performance.calibration": ("Fairness", "reliability", _rates("expected_calibration_error")),
    "performance.outcomes": ("Performance", "confusion", _outcomes),
    "performance.overall": ("Performance", "", _measures),
    "performance.thresholds": ("Summary", "limits", _limits),
    "performance.uncertainty": ("Performance", "", _measures),
    "robustness.reproducibility": ("Summary", "", _provenance),
    "trail.hash_chain": ("Summary", "", _provenance),
    "trail.log": ("Summary", "", _provenance),
    "trail.versions": ("Summary", "", _provenance),
}
