"""What a limit means, in a sentence with an example."""

from __future__ import annotations

from typing import Final

from fairwitness.audits.metrics import metric_named
from fairwitness.audits.plan.model import Form, Kind
from fairwitness.reports.language import ENGLISH, Words

_BETWEEN: Final[dict[Form, str]] = {
    "others": "between the best and the worst group",
    "rest": "between each group and everybody else",
    "reference": "between each group and the group {}",
}
_EXAMPLE: Final = 50.0
"""The higher rate of the example, in per cent."""


def is_share(metric: str, kind: Kind) -> bool:
    """Whether a limit is told in points or per cent, from 0 to 100."""
    return kind == "ratio" or metric_named(metric).bounded


def words_of(
    metric: str,
    kind: Kind,
    limit: float,
    against: Form = "others",
    reference: str | None = None,
    *,
    words: Words = ENGLISH,
) -> str:
    """A sentence that says what a limit lets pass.

    Examples
    --------
    >>> words_of("selection_rate", "difference", 0.1)
    'At most 10 points between the best and the worst group, such as 40% and 50%.'
    >>> words_of("selection_rate", "ratio", 0.8)
    'The lowest rate is at least 80% of the highest, such as 40% and 50%.'
    """
    between = _BETWEEN[against].format(reference)
    if kind == "ratio":
        return _of_ratio(metric, limit, words)
    if not metric_named(metric).bounded:
        return f"At most {words.short(limit)} {between}, in the unit of what is measured."
    points = 100 * limit
    if points <= 0:
        return (
            f"No difference at all {between}: any doubt leaves it open, and any difference is over the limit."
        )
    if points >= 100:
        return "Every difference is inside this limit: it judges nothing."
    said = f"At most {words.short(points)} point{'' if points == 1 else 's'} {between}"
    share = metric_named(metric).unit == "share" and points < _EXAMPLE
    return _with_example(said, _EXAMPLE - points, words) if share else f"{said}."


def _of_ratio(metric: str, limit: float, words: Words) -> str:
    percent = 100 * limit
    if percent >= 100:
        return (
            "Exactly the same in every group: any doubt leaves it open, and any difference is over the limit."
        )
    what = "rate" if metric_named(metric).unit == "share" else "figure"
    said = f"The lowest {what} is at least {_percent(percent, words)} of the highest"
    return _with_example(said, _EXAMPLE * limit, words) if what == "rate" else f"{said}."


def _with_example(said: str, lower: float, words: Words) -> str:
    return f"{said}, such as {_percent(lower, words)} and {_percent(_EXAMPLE, words)}."


def _percent(value: float, words: Words) -> str:
    return words("figure.percent", n=words.short(value))
