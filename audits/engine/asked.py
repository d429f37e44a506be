"""What a plan asks of the columns, and what an engine cannot do without the rows."""

from __future__ import annotations

from collections.abc import Sequence

from fairwitness.audits.counts.ladder import Ladder
from fairwitness.audits.engine.cuts import Cut
from fairwitness.audits.engine.expression import Shape
from fairwitness.audits.engine.numbers import Range
from fairwitness.audits.engine.quantities import Measured
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.plan.roles import refuse_idle_threshold
from fairwitness.errors import DataError, PlanError


def refuse_what_needs_rows(plan: Plan) -> None:
    """Refuse a plan that cannot be met by counting.

    Raises
    ------
    PlanError
        It has a model, clusters or cases, or names no attribute or no decision.
    """
    roles = plan.roles
    if plan.model is not None:
        raise PlanError(
            "A model can be asked only about rows that are loaded, and an engine loads none. Write its decisions into "
            "a column and name it under `prediction` or `score`, or leave `engine` out."
        )
    if roles.cluster is not None:
        raise PlanError(
            "An engine must count independent rows. The plan has a `cluster` role, which needs the rows for now; leave "
            "`engine` out, or audit one row of each cluster."
        )
    if not roles.sensitive:
        raise PlanError(
            "The plan must name at least one attribute under `roles.sensitive` (or `--sensitive`): "
            "whose groups should be compared?"
        )
    if roles.prediction is None and roles.score is None:
        raise PlanError(
            "The plan must say what was decided: a `prediction` column, or a `score` with a `threshold`. "
            "Got none of them."
        )
    if roles.prediction is None and roles.threshold is None and plan.task == "binary":
        raise PlanError(
            f"A score needs a `threshold`: which '{roles.score}' is a positive prediction? Give "
            "`threshold` or `--threshold`, or a `prediction` column."
        )
    refuse_idle_threshold(roles)


def role_columns(plan: Plan) -> dict[str, list[str]]:
    """Each column with a role, and what its roles are called, in the order of the record."""
    roles = plan.roles
    found: dict[str, list[str]] = {}
    for role, column in roles.single.items():
        found.setdefault(column, []).append(role)
    for attribute in roles.sensitive:
        found.setdefault(attribute.source, []).append(f"sensitive attribute '{attribute.name}'")
    for column in roles.strata:
        found.setdefault(column, []).append("strata")
    return found


def wanted(plan: Plan) -> dict[str, str]:
    """Every column that is used, and what it is used for."""
    conditions = dict.fromkeys((condition.column for condition in plan.where), "`where` column")
    return {**conditions, **{column: roles[0] for column, roles in role_columns(plan).items()}}


def measured(plan: Plan) -> Measured:
    """The columns of numbers."""
    roles = plan.roles
    if plan.task == "regression":
        return Measured(roles.prediction or roles.score, roles.target, roles.weight)
    return Measured(roles.score, None, roles.weight)


def shape(
    plan: Plan, cuts: Sequence[Cut], reach: Range | None, *, histogram: bool, ladder: bool = False
) -> Shape:
    """By what rows are told apart.

    Parameters
    ----------
    cuts : sequence of Cut
        The attributes and strata, with the edges of those that are numbers.
    reach : Range or None
        Of the score.
    histogram : bool
        Whether its bin is kept.
    ladder : bool
        Whether its place among thresholds at equal steps is.
    """
    roles = plan.roles
    labels = () if plan.task == "regression" else (roles.target, roles.prediction)
    raw = [column for column in labels if column is not None]
    raw += [cut.sensitive.source for cut in cuts if not isinstance(cut.sensitive.bins, tuple)]
    keys = tuple(dict.fromkeys(raw))
    edges: dict[str, set[float]] = {}
    for cut in cuts:
        if isinstance(cut.sensitive.bins, tuple) and cut.sensitive.source not in keys:
            edges.setdefault(cut.sensitive.source, set()).update(cut.sensitive.bins)
    decided = None
    if plan.task == "binary" and roles.prediction is None and roles.threshold is not None:
        decided = (str(roles.score), roles.threshold)
    bins, outside = None, False
    if histogram and roles.score is not None and reach is not None:
        bins = (roles.score, *_bin_range(plan, reach))
        outside = reach.low < bins[1] or reach.high > bins[2]
    between = {name: tuple(sorted(found)) for name, found in edges.items()}
    steps = None
    if ladder and roles.score is not None and reach is not None:
        steps = (roles.score, Ladder.of(reach.low, reach.high))
    return Shape(keys, between, decided, bins, outside, steps)


def _bin_range(plan: Plan, reach: Range) -> tuple[float, float]:
    if plan.checks.score_range is not None:
        return plan.checks.score_range
    if plan.roles.score_is_probability or 0 <= reach.low <= reach.high <= 1:
        return 0.0, 1.0
    if not reach.low < reach.high:
        raise DataError(
            f"The score column '{plan.roles.score}' must hold different scores to be cut into bins. All are "
            f"{reach.low:g}."
        )
    return reach.low, reach.high
