"""How good the explanations are, as tables in plain words: measures by group, and signs of tampering."""

from __future__ import annotations

from collections.abc import Iterator

from fairwitness.audits.quality_measures import MEASURES
from fairwitness.audits.record import Record
from fairwitness.audits.record.explanation_quality import ExplanationQuality, QualityFigure
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import Table

SIGNS = {
    "scaffolding": "Does the model answer otherwise where a row looks made up?",
    "background": "Is the group's background like the group?",
}
SAYS = {"fires": "yes: look into it", "clear": "nothing found", "inconclusive": "inconclusive"}
_UNLIKE = {"fires": "unlike: look into it", "clear": "nothing found", "inconclusive": "inconclusive"}


def statement(record: Record) -> str | None:
    """What was found, in a sentence; None where explanations were not put to the test."""
    found = record.explanations.quality
    return None if found is None else found.statement


def tables(record: Record) -> tuple[Table, ...]:
    """Measures over all rows, the same by group, and signs of tampering; none where nothing was measured."""
    found = record.explanations.quality
    return () if found is None else tuple(_tables(found))


def _tables(found: ExplanationQuality) -> Iterator[Table]:
    level = fmt.pct(found.confidence, 0)
    yield Table(
        f"How good the explanations are, over {fmt.plural(found.rows, 'row')}, with {level} intervals",
        ("Measure", "What it says", "Better is", "Mean"),
        tuple(
            (
                MEASURES[one.name].title,
                MEASURES[one.name].means,
                one.better,
                *(_figure(each) for each in one.figures if each.attribute is None),
            )
            for one in found.measures
        ),
        frozenset({"Mean"}),
    )
    grouped = tuple(
        (MEASURES[one.name].title, str(each.attribute), str(each.group), fmt.count(each.n), _figure(each))
        for one in found.measures
        for each in one.figures
        if each.attribute is not None and each.value is not None
    )
    if grouped:
        columns = ("Measure", "Attribute", "Group", "Rows", "Mean")
        caption = (
            f"The same by group, with {level} intervals of each alone; groups of too few rows are left out"
        )
        yield Table(caption, columns, grouped, frozenset(columns[3:]))
    if found.telltales:
        signs = tuple(
            (
                SIGNS[one.name],
                "all" if one.group is None else f"{one.attribute}: {one.group}",
                (_UNLIKE if one.name == "background" else SAYS)[one.says],
                one.statement,
            )
            for one in found.telltales
        )
        yield Table("Signs of tampering", ("Question", "Rows", "Answer", "What was seen"), signs)


def _figure(one: QualityFigure) -> str:
    if one.value is None:
        return f"{fmt.NOT_ESTIMABLE}: {one.reason}" if one.reason else fmt.NOT_ESTIMABLE
    if one.low is None or one.high is None:
        return fmt.number(one.value, 3)
    return f"{fmt.number(one.value, 3)} ({fmt.number(one.low, 3)} to {fmt.number(one.high, 3)})"
