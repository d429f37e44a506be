"""How the audited model's output goes along the columns that move it most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from fairwitness.audits.record.schema import ColumnEffect, EffectCurve, GlobalExplanation
from fairwitness.audits.settled import settled
from fairwitness.audits.subject import Subject
from fairwitness.audits.subject.attributes import Attribute

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.checks.base import Context
    from fairwitness.audits.explanations.explain import Explained
    from fairwitness.explainers.effects.curve import Effect

ROWS: Final = 1000
"""Most rows that a curve is a mean over, drawn with the seed."""
LIVE_ROWS: Final = 300
MOST_NAMES: Final = 30
"""A column of more different texts has no curve: nobody could read it."""
MOST_GROUPS: Final = 4
MOST_LINES: Final = 30
"""Curves of single rows that are drawn beneath their mean."""


def effects(context: Context, importance: GlobalExplanation) -> tuple[ColumnEffect, ...]:
    """Accumulated local effects of the columns that move the output most, for all rows and the groups of an attribute.

    None where the plan keeps rows private: the points of a curve are values of single rows.
    """
    from fairwitness.audits.explanations.explain import prepare
    from fairwitness.explainers.effects.ale import accumulated_local_effects

    subject, plan = context.rows(), context.plan
    if not plan.privacy.rows or not plan.explain.effects:
        return ()
    explained = prepare(subject, context.words)
    rows = np.sort(np.random.default_rng(plan.seed + 2).permutation(len(explained.X))[:ROWS])
    X = explained.X.iloc[rows]
    attribute = _attribute(context)
    groups = None if attribute is None else _groups(attribute, rows, plan.checks.min_group)
    found: list[ColumnEffect] = []
    for feature in importance.features:
        if len(found) == plan.explain.effects or feature.value <= 0:
            break
        if _drawable(X[feature.column]):
            curve = accumulated_local_effects(explained.predict, X, feature.column, groups=groups)
            found.append(_recorded(curve, feature.label, importance.scale, attribute))
    return tuple(found)


def along(explained: Explained, subject: Subject, column: str) -> ColumnEffect:
    """Partial dependence of the output on one column, with the curves of some single rows and of the groups.

    For a person who looks; it shows single rows, so it has no place in a record.

    Raises
    ------
    ExplanationError
        The column has one value only, or the model answers badly.
    """
    from fairwitness.explainers.effects.partial_dependence import partial_dependence

    plan = subject.plan
    rows = np.sort(np.random.default_rng(plan.seed + 2).permutation(len(explained.X))[:LIVE_ROWS])
    first = plan.roles.sensitive[0].name if plan.roles.sensitive else None
    attribute = next((one for one in subject.attributes if one.name == first), None)
    groups = None if attribute is None else _groups(attribute, rows, plan.checks.min_group)
    found = partial_dependence(explained.predict, explained.X.iloc[rows], column, groups=groups)
    made = _recorded(found, explained.words.column(column), explained.options.scale, attribute)
    lines = () if found.ice is None else tuple(_numbers(line) for line in found.ice[:MOST_LINES])
    return made.model_copy(update={"lines": lines})


def drawable(explained: Explained) -> list[str]:
    """The columns that have a curve: with different values, and if they are names, few enough to be read."""
    return [str(name) for name in explained.X.columns if _drawable(explained.X[name])]


def _drawable(column: pd.Series) -> bool:
    """Whether it has different values, and if they are names, few enough of them."""
    from fairwitness.audits.subject.columns import is_number, plain

    different = column.nunique()
    return different > 1 and (is_number(plain(column)) or different <= MOST_NAMES)


def _attribute(context: Context) -> Attribute | None:
    """The attribute with the widest gap in decisions or numbers; else the first."""
    names = [one.name for one in context.plan.roles.sensitive]
    known = {one.name: one for one in context.rows().attributes if one.name in names}
    gaps = [
        one
        for one in context.comparisons
        if one.metric in ("selection_rate", "mean_prediction")
        and one.kind == "difference"
        and one.attribute in known
        and one.value is not None
    ]
    widest = max(gaps, key=lambda one: one.value or 0.0, default=None)
    return known[widest.attribute] if widest else next(iter(known.values()), None)


def _groups(attribute: Attribute, rows: npt.NDArray[np.int64], least: int) -> list[str]:
    """Each row's group: the largest ones by name, all rows of others under an empty name."""
    codes = attribute.codes[rows]
    sizes = np.bincount(codes, minlength=len(attribute.groups))
    kept = [place for place in np.argsort(-sizes, kind="stable") if sizes[place] >= max(least, 2)]
    named = {place for place in kept if attribute.groups[place] != attribute.unknown}
    shown = [place for place in kept if place in named][:MOST_GROUPS]
    return [attribute.groups[code] if code in shown else "" for code in codes]


def _recorded(found: Effect, label: str, scale: str, attribute: Attribute | None) -> ColumnEffect:
    curves = tuple(
        EffectCurve(
            group=one.group,
            rows=one.rows,
            values=_numbers(one.values),
            errors=_numbers(one.standard_errors),
        )
        for one in found.curves
        if one.group != ""
    )
    return ColumnEffect(
        column=found.column,
        label=label,
        kind=found.kind,
        scale=scale,
        points=tuple(map(float, found.points)),
        names=found.labels,
        order=found.order,
        counts=found.counts,
        missing=found.missing,
        attribute=attribute.name if attribute is not None and len(curves) > 1 else None,
        curves=curves,
    )


def _numbers(values: npt.NDArray[np.float64]) -> tuple[float | None, ...]:
    """Null where there is no number."""
    return tuple(settled(value) if np.isfinite(value) else None for value in values)
