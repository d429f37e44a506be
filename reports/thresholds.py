"""What another threshold would change, in words and tables. None of it is in a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairwitness.audits.comparisons import Judged
from fairwitness.audits.record.schema import Comparison, Estimate, Verdict
from fairwitness.audits.thresholds.grid import Grid
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.tokens import VERDICT_WORDS

EXPLORATORY = (
    "Looking is free and changes nothing in the record. A threshold that is chosen after looking at these rows must be "
    "judged on other rows: here its verdicts are too kind."
)
_LIMITS = ("Limit", "Verdict as declared", "Verdict now", "Gap as declared", "Gap now", "Could be")


@dataclass(frozen=True)
class Moved:
    """One declared limit at the declared threshold and at another."""

    name: str
    limit: str
    then: Verdict
    now: Verdict
    gap_then: str
    gap_now: str
    interval_now: str

    @property
    def changed(self) -> bool:
        """Whether the verdict is another."""
        return self.then != self.now


def moved(then: Sequence[Judged], now: Sequence[Judged], words: Words = ENGLISH) -> tuple[Moved, ...]:
    """Every declared limit then and now, in the plan's order."""
    return tuple(_moved(*each, words) for each in zip(then, now, strict=True))


def _moved(then: Judged, now: Judged, words: Words) -> Moved:
    question = now.question
    against = {"others": "", "rest": ", against the rest", "reference": f", against {question.reference}"}
    bound = "at least" if question.kind == "ratio" else "at most"
    return Moved(
        f"{fmt.metric_title(question.metric)} by {question.attribute}{against[question.against]}",
        f"{bound} {words.limit(question.limit, question.kind, question.metric)}",
        then.found.verdict or "not_estimable",
        now.found.verdict or "not_estimable",
        words.gap(then.found.value, question.kind, question.metric),
        words.gap(now.found.value, question.kind, question.metric),
        words.gap_interval(now.found.low, now.found.high, question.kind, question.metric),
    )


def summary(found: Sequence[Moved], threshold: str, declared: str | None, words: Words = ENGLISH) -> str:
    """Which verdicts are others than at the declared threshold, in a sentence or two."""
    if not found:
        return "The plan declares no limit, so no verdict can move; rates and gaps do."
    if threshold == declared:
        return f"This is the declared threshold, {declared}: the figures are those of the record."
    beside = "in the record" if declared is None else f"at the declared {declared}"
    odd = "" if declared else " The record's own decisions follow from no threshold of this score."
    changed = [one for one in found if one.changed]
    if not changed:
        all_ = f"all {_limits(len(found), words)} end" if len(found) > 1 else "the one declared limit ends"
        return f"At {threshold}, {all_} as {beside}.{odd}"
    parts = "; ".join(
        f"{one.name}, from {VERDICT_WORDS[one.then].lower()} to {VERDICT_WORDS[one.now].lower()}"
        for one in changed
    )
    end = "ends" if len(changed) == 1 else "end"
    moved = f"{len(changed)} of {_limits(len(found), words)} {end} otherwise than {beside}"
    return f"At {threshold}, {moved}: {parts}.{odd}"


def counted_at(grid: Grid, declared: float | None, asked: float) -> str:
    """At which thresholds an engine counted, and what is shown where another was asked for."""
    between = "" if declared is None else f" and at the declared {grid.text(declared)}"
    said = f"The rows were counted where they lie, at every {grid.step:g} of the score{between}."
    shown = grid.nearest(asked)
    if abs(asked - shown) < grid.step * 1e-6:
        return said
    return f"{said} What holds at {asked:g} is not known: the nearest, {grid.text(shown)}, is shown."


def does_not_move(metric: str) -> str:
    """Why a figure is not drawn at other thresholds."""
    return (
        f"“{fmt.metric_title(metric)}” is not drawn at other thresholds: it is no rate of decisions. The declared "
        "limits below are judged at the chosen one; choose another question above to see its rates move."
    )


def limits(found: Sequence[Moved], threshold: str, declared: str | None) -> Table:
    """Every declared limit, its verdict then and now."""
    rows = tuple(
        (
            f"{one.name}, {one.limit}",
            VERDICT_WORDS[one.then],
            VERDICT_WORDS[one.now] + (" (changed)" if one.changed else ""),
            one.gap_then,
            one.gap_now,
            one.interval_now,
        )
        for one in found
    )
    caption = f"Declared limits at {threshold}, beside those at " + (
        f"the declared {declared}." if declared is not None else "the decisions of the record."
    )
    return Table(caption, _LIMITS, rows, frozenset(_LIMITS[1:]))


def everything(
    threshold: float, estimates: Sequence[Estimate], comparisons: Sequence[Comparison], digits: int = 12
) -> Table:
    """Every rate and every comparison at a threshold, as a file has them: numbers as they are, empty where none is."""

    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.{digits}g}"

    at = number(threshold)
    rates = [
        (
            *(at, "rate", one.metric, one.attribute or "all rows", one.group or "all"),
            *(number(one.value), number(one.low), number(one.high), str(one.n), "", ""),
            *("yes" if one.judged else "no", one.reason or ""),
        )
        for one in estimates
    ]
    gaps = [
        (
            *(at, one.kind, one.metric, one.attribute, " / ".join(one.groups or ())),
            *(number(one.value), number(one.low), number(one.high), "", number(one.tolerance)),
            *(VERDICT_WORDS[one.verdict], "yes" if one.declared else "no", one.reason or ""),
        )
        for one in comparisons
    ]
    head = (
        "threshold",
        "what",
        "metric",
        "attribute",
        "group",
        "value",
        "low",
        "high",
        "n",
        "limit",
        "verdict",
    )
    return Table("Everything at one threshold.", (*head, "judged or declared", "reason"), (*rates, *gaps))


def _limits(n: int, words: Words) -> str:
    return words.plural(n, "declared limit")
