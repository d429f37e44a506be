"""What is found at what cost, at every threshold of a score: ROC and precision by recall, of everybody and by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fairwitness.audits.operating import Operating, curves_of
from fairwitness.audits.record.schema import Estimate, ScoreTable
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.figure import Canvas, Figure, Table, slug
from fairwitness.reports.charts.lines import DASHES, At, Line, Plane, lines
from fairwitness.reports.language import Words

_MOST: Final = 1 + len(DASHES)
"""Lines that can be told apart; the table has every group."""
_FOUND: Final = "Positives found"
_FALSE: Final = "Negatives taken for positive"
_RIGHT: Final = "Positive prediction is right"
_SOURCE: Final = "From the record's counts of scores, in bins: between two edges nothing is known."


def roc(found: ScoreTable, canvas: Canvas, area: Estimate | None = None) -> Figure | None:
    """The true positive rate by the false positive rate; none where no outcome is known, or only one."""
    curves = curves_of(found)
    whole = next(iter(curves.values()))
    if whole[-1].true_positive_rate is None or whole[-1].false_positive_rate is None:
        return None
    plane = Plane(_share(_FALSE), _share(_FOUND), square=True, diagonal=True)
    known = (
        ""
        if area is None or area.value is None
        else f": {canvas.words.estimate_text(area.value, area.metric)}"
    )
    return Figure(
        key=slug("roc", found.attribute),
        title=f"Ranking of positives above negatives (area under the curve){known}.",
        subtitle=f"{_FOUND} (up) and {_FALSE.lower()} (across) at every threshold, of everybody and by "
        f"{found.attribute}.{_left_out(curves, canvas.words)} On the broken diagonal a score tells nothing.",
        alt=_alt(curves, "false_positive_rate", _FALSE.lower(), canvas.words),
        vega=lines(_drawn(curves, "false_positive_rate", "true_positive_rate"), plane, canvas),
        table=_table(curves, found.attribute, ("false_positive_rate", "true_positive_rate"), canvas.words),
        source=_SOURCE,
    )


def precision_recall(found: ScoreTable, canvas: Canvas) -> Figure | None:
    """Precision by the true positive rate; none where nobody is known to be positive."""
    curves = curves_of(found)
    if next(iter(curves.values()))[-1].true_positive_rate is None:
        return None
    plane = Plane(_share(_FOUND), _share(_RIGHT), square=True)
    return Figure(
        key=slug("precision-recall", found.attribute),
        title="How often a positive prediction is right, by how many positives are found.",
        subtitle="Right positive predictions (up) and positives found (across) at every threshold, of everybody and by "
        f"{found.attribute}."
        f"{_left_out(curves, canvas.words)} Where nobody is flagged there is no precision, and no line.",
        alt=_alt(curves, "precision", _RIGHT.lower(), canvas.words),
        vega=lines(_drawn(curves, "true_positive_rate", "precision"), plane, canvas),
        table=_table(curves, found.attribute, ("true_positive_rate", "precision"), canvas.words),
        source=_SOURCE,
    )


def _drawn(curves: Mapping[str, Sequence[Operating]], across: str, up: str) -> list[Line]:
    """A line for each of the first curves, at the points that have a place across."""
    return [
        Line(
            name,
            tuple(
                At(getattr(one, across), getattr(one, up))
                for one in points
                if getattr(one, across) is not None
            ),
        )
        for name, points in list(curves.items())[:_MOST]
    ]


def _left_out(curves: Mapping[str, Sequence[Operating]], words: Words) -> str:
    rest = len(curves) - _MOST
    return f" {words.plural(rest, 'more group')} in the table." if rest > 0 else ""


def _share(title: str) -> draw.Scale:
    return draw.scale([0.0, 1.0], factor=100, title=f"{title}, per cent", within=(0, 1))


def _alt(curves: Mapping[str, Sequence[Operating]], field: str, what: str, words: Words) -> str:
    """Where about half and nine in ten of the positives are found."""
    said = []
    for name, points in curves.items():
        for share in (0.5, 0.9):
            at = next((one for one in points if (one.true_positive_rate or 0) >= share), None)
            if at is not None:
                figure = words.pct(getattr(at, field))
                said.append(f"{name}: {words.pct(at.true_positive_rate)} found, {what} {figure}")
    return "; ".join(said) + "."


def _table(
    curves: Mapping[str, Sequence[Operating]], attribute: str, fields: tuple[str, str], words: Words
) -> Table:
    names = {
        "false_positive_rate": _FALSE,
        "true_positive_rate": _FOUND,
        "precision": _RIGHT,
    }
    head = ("Threshold", *(f"{names[field]}, {name}" for name in curves for field in fields))
    rows = tuple(
        (
            words.short(each[0].threshold),
            *(words.pct(getattr(one, field)) for one in each for field in fields),
        )
        for each in zip(*curves.values(), strict=True)
    )
    return Table(f"At every edge of the bins, by {attribute}.", head, rows, frozenset(head[1:]))
