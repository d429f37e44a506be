"""What can be asked of a record by group, and how it is called; for pages on which the reader asks."""

from __future__ import annotations

from fairwitness.audits.operating import EVERYBODY
from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Comparison, Estimate
from fairwitness.audits.undeclared import rates_by_metric
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.format import metric_title
from fairwitness.reports.language import ENGLISH, Words

_RIGHT = ("accuracy", "true_positive_rate", "false_positive_rate", "precision", "selection_rate", "base_rate")


def compared_by(record: Record) -> list[str]:
    """The attributes that the record has figures of, intersections last."""
    found = dict.fromkeys(one.attribute for one in record.estimates if one.attribute)
    return sorted(found, key=lambda name: INTERSECTION in name)


def single_attributes(record: Record) -> list[str]:
    """Those that are no intersection."""
    return [name for name in compared_by(record) if INTERSECTION not in name]


def comparison(record: Record, attribute: str, metric: str) -> Comparison | None:
    """The comparison of that question: a declared one first, a difference before a ratio."""
    found = [one for one in record.comparisons if (one.attribute, one.metric) == (attribute, metric)]
    found.sort(key=lambda one: (not one.declared, one.kind != "difference"))
    return next(iter(found), None)


def unknown_groups(record: Record, attribute: str) -> set[str]:
    """The groups that stand for missing values."""
    return {
        group.name
        for one in record.subject.attributes
        if one.name == attribute
        for group in one.groups
        if group.unknown
    }


def question(record: Record, attribute: str, metric: str) -> str:
    """A figure's plain name, its own name, and whether a limit was declared for it."""
    found = comparison(record, attribute, metric)
    limit = "declared limit" if found is not None and found.declared else "not declared"
    return f"{metric_title(metric)} ({metric.replace('_', ' ')}), {limit}"


def reading_cells(record: Record) -> list[str]:
    """How to read a heat map, in sentences."""
    stated = record.plan.get("checks")
    least = stated.get("min_group") if isinstance(stated, dict) else None
    few = f"fewer than {least} cases" if least else "too few cases"
    return [
        "Each cell is one group by both attributes. The further from the page colour, the higher the rate.",
        f"Grey: {few}, shown and not judged; or no case: the rate does not exist, and is not zero.",
        "What stands out here is a lead to follow, unless a limit was declared for it.",
    ]


def not_crossed(first: str, second: str, metric: str) -> str:
    """That there is no figure where two attributes cross, and how there would be."""
    return (
        f"“{metric_title(metric)}” where {first} and {second} cross is not in this record. An audit has it whose "
        "plan names the two together, under `intersections`."
    )


def beside_everybody(record: Record, attribute: str, metric: str) -> tuple[Estimate, ...]:
    """A figure of each group, and that of all rows as one more."""
    groups = rates_by_metric(record, attribute).get(metric, ())
    whole = [one for one in record.estimates if one.attribute is None and one.metric == metric]
    named = (one.model_copy(update={"attribute": attribute, "group": EVERYBODY}) for one in whole)
    return (*groups, *named)


def performance_metrics(record: Record, attribute: str) -> list[str]:
    """What says how often decisions are right, as far as there are figures by group; a number's errors included."""
    found = rates_by_metric(record, attribute)
    own = [one.metric for one in record.performance.measures]
    return [name for name in dict.fromkeys((*own, *_RIGHT)) if name in found]


def performance_table(record: Record, attribute: str, words: Words = ENGLISH) -> Table:
    """Every such figure of each group and of everybody, with its interval and n."""
    metrics = performance_metrics(record, attribute)
    found = {name: beside_everybody(record, attribute, name) for name in metrics}
    groups = dict.fromkeys(str(one.group) for of in found.values() for one in of)
    head = (
        "Group",
        *(
            cell
            for name in metrics
            for cell in (metric_title(name), f"{metric_title(name)}, could be", f"{metric_title(name)}, n")
        ),
    )
    rows = tuple(
        (group, *(cell for name in metrics for cell in _cells(found[name], group, words))) for group in groups
    )
    return Table(f"How often decisions are right, by {attribute}.", head, rows, frozenset(head[1:]))


def _cells(found: tuple[Estimate, ...], group: str, words: Words) -> tuple[str, str, str]:
    one = next((each for each in found if each.group == group), None)
    if one is None:
        return "none", "none", "0"
    return (
        words.estimate_text(one.value, one.metric),
        words.estimate_interval(one.low, one.high, one.metric),
        words.count(one.n),
    )
