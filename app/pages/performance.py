"""How often the decisions were right, over all rows and by group; ranking, and whether scores keep their word."""

from __future__ import annotations

from functools import partial

import streamlit as st

from fairwitness.app.views import numbers, parts, result, wording
from fairwitness.app.views.figure import figure, open_table, table_twin
from fairwitness.audits.operating import pooled
from fairwitness.audits.record import Record
from fairwitness.audits.units import plain
from fairwitness.reports import by_group, charts, view
from fairwitness.reports.format import metric_title

NO_LABELS = "Without labels nobody can say how often the decisions were right."
NO_SCORES = (
    "Ranking, and whether scores keep their word, are not in this record: it has no scores of two labels, or its rows "
    "carry weights or belong together."
)


def _baseline(record: Record, baseline: float) -> tuple[str, str]:
    """What always giving one answer would come to."""
    words = numbers.words()
    if record.plan.get("task") == "regression":
        return "Always the average", f"off by {words.figure(plain(baseline, digits=4))}"
    return "Always the more common label", f"right for {words.pct(baseline)}"


def render() -> None:
    """Draw the section."""
    opened = result.opened("Performance")
    if opened is None:
        return
    _, record = opened
    found = record.performance
    if not found.measures:
        parts.html(parts.lede(found.statement or NO_LABELS))
    main, side = st.columns([2.35, 1], gap="large")
    with main:
        figure(lambda canvas: charts.performance(found, canvas), level=2)
        if view.confusion(record) is not None:
            st.header("Outcome and decision", anchor="confusion")
            open_table(partial(view.confusion, record), "confusion", file="confusion.csv")
    with side:
        _facts(record)
    if found.measures:
        attribute = _by_group(record)
        _scores(record, attribute)


def _facts(record: Record) -> None:
    facts = [
        ("Compared", result.groups_of(record)),
        ("Decision", record.subject.prediction),
    ]
    if record.subject.positive:
        facts.insert(1, ("Positive", record.subject.positive))
    if record.performance.baseline is not None:
        facts.append(_baseline(record, record.performance.baseline))
    note = "The gaps between groups, and their verdicts, stand under Fairness."
    parts.html(parts.aside("How to read this", parts.facts(facts) + f"<p>{note}</p>{_words(record)}"))


def _words(record: Record) -> str:
    """The words of this page, each with what it means."""
    meanings = wording.terms(record) | wording.measures(record)
    shown = [metric_title(one.metric) for one in record.performance.measures]
    named = [one for one in (*shown, "Interval") if one.casefold() in meanings]
    return f"<p>What the words mean: {wording.explained('; '.join(named), meanings)}.</p>" if named else ""


def _by_group(record: Record) -> str | None:
    """The figures of each group beside those of everybody."""
    attributes = by_group.compared_by(record)
    if not attributes:
        return None
    st.header("By group, beside everybody", anchor="groups")
    left, right = st.columns([1, 2], gap="medium")
    attribute = left.selectbox("Compare by", attributes, key="performance-attribute", persist_state="session")
    metrics = by_group.performance_metrics(record, attribute)
    metric = right.selectbox(
        "Measure",
        metrics,
        key="performance-metric",
        format_func=lambda name: by_group.question(record, attribute, name),
        persist_state="session",
    )
    if metric is None:
        parts.html(parts.muted("No figure of this kind is in the record by group."))
        return attribute
    rows = by_group.beside_everybody(record, attribute, metric)
    unknown = by_group.unknown_groups(record, attribute)
    figure(lambda canvas: charts.groups(rows, canvas, None, unknown), width=1100)
    table_twin(
        partial(by_group.performance_table, record, attribute),
        "performance-groups",
        file="performance-by-group.csv",
        label="Every measure by group",
    )
    return attribute


def _scores(record: Record, attribute: str | None) -> None:
    """Ranking and calibration, from the counts of scores that the record has."""
    if record.plan.get("task") in ("multiclass", "regression"):
        return
    table = next(
        (one for one in record.scores if one.attribute == attribute), next(iter(record.scores), None)
    )
    if table is None:
        parts.html(parts.muted(NO_SCORES))
        return
    st.header("Every threshold of the score", anchor="ranking")
    area = next(
        (one for one in record.estimates if one.attribute is None and one.metric == "roc_auc_score"), None
    )
    left, right = st.columns(2, gap="large")
    with left:
        figure(lambda canvas: charts.roc(table, canvas, area), width=580)
    with right:
        figure(lambda canvas: charts.precision_recall(table, canvas), width=580)
    st.header("Do scores keep their word?", anchor="calibration")
    drawn = [figure(partial(charts.reliability, one), width=1100) for one in (pooled(table), table)]
    if not any(drawn):
        parts.html(
            parts.muted(
                "The score is not declared a probability, so it promises no share that could be checked."
            )
        )
