"""Signs that a model hides what it does: rows that look made up are treated apart, or the background is unlike them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.explanations.explain import Explained
from fairwitness.audits.record.explanation_quality import TelltaleFigure
from fairwitness.audits.settled import settled
from fairwitness.audits.subject import Subject

if TYPE_CHECKING:
    from fairwitness.explainers.quality.representative import Likeness


def scaffolding(explained: Explained, rows: npt.NDArray[np.int64]) -> TelltaleFigure:
    """Whether the model behaves differently where rows look made up.

    Parameters
    ----------
    rows
        Places of the audited rows that it is asked about: (rows,).
    """
    from fairwitness.explainers.quality import scaffolding as looks_made_up

    found = looks_made_up.scaffolding(explained.predict, explained.X.iloc[rows], explained.options.seed)
    said: Mapping[str, str] = {
        "fires": "The model behaves differently where rows look made up, so its explanations may hide what it does to "
        "real people.",
        "clear": "The model does not behave differently where rows look made up.",
        "inconclusive": "Whether the model behaves differently where rows look made up, the rows cannot tell"
        + (f"; at least {looks_made_up.LEAST_ROWS} are needed." if found.value is None else "."),
    }
    return TelltaleFigure(
        name="scaffolding",
        attribute=None,
        group=None,
        says=found.says,
        value=settled(found.value),
        low=settled(found.low),
        high=settled(found.high),
        limit=found.limit,
        p_value=None,
        rows=found.rows,
        statement=said[found.says],
    )


def backgrounds(subject: Subject, explained: Explained) -> Iterator[TelltaleFigure]:
    """Each group's part of the background against its audited rows."""
    from fairwitness.explainers.quality.representative import likeness

    drawn = explained.drawn
    for attribute in subject.attributes:
        names = np.asarray(attribute.groups, dtype=object)[attribute.codes]
        found = likeness(explained.predict, explained.X, explained.background, names, names[drawn])
        yield from (_background(one, attribute.name) for one in found if one.group != attribute.unknown)


def _background(one: Likeness, attribute: str) -> TelltaleFigure:
    who = f"the background of {one.group} (by {attribute})"
    if one.p_value is None:
        statement = f"Whether {who} is like them, its {one.background:,} rows cannot tell."
    elif one.says == "fires":
        statement = f"{who[0].upper()}{who[1:]} is not like them: it differs most in {_named(one.column)}."
    else:
        statement = f"{who[0].upper()}{who[1:]} is like them in every column and in the output."
    return TelltaleFigure(
        name="background",
        attribute=attribute,
        group=one.group,
        says=one.says,
        value=settled(one.distance),
        low=None,
        high=None,
        limit=one.alpha,
        p_value=settled(one.p_value),
        rows=one.background,
        statement=statement,
    )


def _named(column: str | None) -> str:
    from fairwitness.explainers.quality.representative import OUTPUT

    return OUTPUT if column == OUTPUT else f"'{column}'"
