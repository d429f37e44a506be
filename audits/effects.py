"""How the audited model's output goes along the columns that move it most, and how contributions spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from fairwitness.audits.record.schema import ColumnEffect, EffectCurve, GlobalExplanation, Strip, Strips
from fairwitness.audits.settled import settled
from fairwitness.audits.subject.attributes import Attribute
from fairwitness.audits.wording import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.checks.base import Context
    from fairwitness.explainers.base import Explanation
    from fairwitness.explainers.effects.curve import Effect

ROWS: Final = 1000
"""Most rows that a curve is a mean over, drawn with the seed."""
MOST_NAMES: Final = 30
"""A column of more different texts has no curve: nobody could read it."""
MOST_GROUPS: Final = 4
MOST_STRIPS: Final = 10
BINS: Final = 40
LEVELS: Final = ("low", "middle", "high", "neither")
_CUTS: Final = (1 / 3, 2 / 3)


def effects(context: Context, importance: GlobalExplanation) -> tuple[ColumnEffect, ...]:
    """Accumulated local effects of the columns that move the output most, for all rows and the groups of an attribute.

    None where the plan keeps rows private: the points of a curve are values of single rows.
    """
    from fairwitness.audits.explanation import prepare
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


def strips(found: Explanation, X: pd.DataFrame, words: Vocabulary) -> Strips:
    """How the contributions of the most important columns spread, by low, middle and high values of the column.

    Parameters
    ----------
    found
        Attributions of the rows of `X`, in their order.
    X
        The explained rows, shape (rows, columns).
    """
    sizes = np.abs(found.values).mean(axis=0)
    order = [place for place in np.argsort(-sizes, kind="stable") if sizes[place] > 0][:MOST_STRIPS]
    values = np.round(found.values[:, order], 12)
    edges = _edges(float(values.min(initial=0.0)), float(values.max(initial=0.0)))
    return Strips(
        low=float(edges[0]),
        high=float(edges[-1]),
        rows=len(values),
        scale=str(found.meta["scale"]),
        levels=LEVELS,
        strips=tuple(
            Strip(
                column=found.columns[place],
                label=words.column(found.columns[place]),
                counts=_counts(values[:, at], edges, _levels(X[found.columns[place]])),
            )
            for at, place in enumerate(order)
        ),
    )


def _edges(low: float, high: float) -> npt.NDArray[np.float64]:
    """About 40 bins of one width, one of them around 0, so that nothing looks like a little more or less."""
    width = (high - low) / BINS or 1.0
    first, last = np.floor(low / width + 0.5), np.floor(high / width + 0.5)
    edges: npt.NDArray[np.float64] = (np.arange(first, last + 2) - 0.5) * width
    return edges


def _counts(
    values: npt.NDArray[np.float64], edges: npt.NDArray[np.float64], levels: npt.NDArray[np.int64]
) -> tuple[tuple[int, ...], ...]:
    table = (np.histogram(values[levels == level], edges)[0] for level in range(len(LEVELS)))
    return tuple(tuple(map(int, row)) for row in table)


def _levels(column: pd.Series) -> npt.NDArray[np.int64]:
    """Thirds of a column of numbers by rank, of two numbers the lower and the higher; text and missing are neither."""
    from fairwitness.audits.subject.columns import floats, is_number, plain

    column = plain(column)
    neither = len(LEVELS) - 1
    if not is_number(column):
        return np.full(len(column), neither)
    numbers = floats(column)
    absent = np.isnan(numbers)
    if absent.all():
        return np.full(len(column), neither)
    different = np.unique(numbers[~absent])
    if len(different) == 2:
        levels = np.where(numbers == different[0], 0, 2)
        levels[absent] = neither
        return levels
    levels = np.searchsorted(_CUTS, column.rank(pct=True).to_numpy(dtype=float), side="left").astype(np.int64)
    levels[absent] = neither
    return levels
