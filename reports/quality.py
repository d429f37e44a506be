"""How good the explanations are, as tables in plain words: measures by group, and signs of tampering."""

from __future__ import annotations

from collections.abc import Iterator

from fairwitness.audits.record import Record
from fairwitness.audits.record.explanation_quality import ExplanationQuality, QualityFigure
from fairwitness.reports.charts import Table
from fairwitness.reports.language import ENGLISH, Words


def statement(record: Record, words: Words = ENGLISH) -> str | None:
    """What was found, in a sentence; None where explanations were not put to the test."""
    found = record.explanations.quality
    return None if found is None else words.quote(found.statement)


def tables(record: Record, words: Words = ENGLISH) -> tuple[Table, ...]:
    """Measures over all rows, the same by group, and signs of tampering; none where nothing was measured."""
    found = record.explanations.quality
    return () if found is None else tuple(_tables(found, words))


def _tables(found: ExplanationQuality, words: Words) -> Iterator[Table]:
    yield _over_all_rows(found, words)
    yield from _by_group(found, words)
    if found.telltales:
        yield _signs(found, words)


def _over_all_rows(found: ExplanationQuality, words: Words) -> Table:
    return Table(
        words("quality.caption", n=found.rows, level=words.pct(found.confidence, 0)),
        _heads(words, "measure", "means", "better", "mean"),
        tuple(
            (
                words(f"quality.{one.name}.title"),
                words(f"quality.{one.name}.means"),
                words(f"quality.{one.better}"),
                *(_figure(each, words) for each in one.figures if each.attribute is None),
            )
            for one in found.measures
        ),
        frozenset({words("head.mean")}),
    )


def _by_group(found: ExplanationQuality, words: Words) -> Iterator[Table]:
    rows = tuple(
        (
            words(f"quality.{one.name}.title"),
            str(each.attribute),
            str(each.group),
            words.count(each.n),
            _figure(each, words),
        )
        for one in found.measures
        for each in one.figures
        if each.attribute is not None and each.value is not None
    )
    if rows:
        columns = _heads(words, "measure", "attribute", "group", "rows", "mean")
        caption = words("quality.by_group", level=words.pct(found.confidence, 0))
        yield Table(caption, columns, rows, frozenset(columns[3:]))


def _signs(found: ExplanationQuality, words: Words) -> Table:
    rows = tuple(
        (
            words(f"quality.{one.name}.question"),
            words("quality.all") if one.group is None else f"{one.attribute}: {one.group}",
            words(f"quality.{one.name}.{one.says}"),
            words.quote(one.statement),
        )
        for one in found.telltales
    )
    return Table(words("quality.signs"), _heads(words, "question", "rows", "answer", "seen"), rows)


def _heads(words: Words, *names: str) -> tuple[str, ...]:
    return tuple(words(f"head.{name}") for name in names)


def _figure(one: QualityFigure, words: Words) -> str:
    if one.value is None:
        none = words("said.not_estimable")
        return f"{none}: {one.reason}" if one.reason else none
    if one.low is None or one.high is None:
        return words.number(one.value, 3)
    return f"{words.number(one.value, 3)} ({words.interval(one.low, one.high, 3, 1)})"
