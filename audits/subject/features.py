"""Which columns have a role, and which the model reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Plan
from fairwitness.audits.subject.models import LoadedModel

if TYPE_CHECKING:
    import pandas as pd


def role_columns(plan: Plan) -> dict[str, str]:
    """Each column with a role, and what the role is called."""
    roles = plan.roles
    return {
        **{attribute.source: f"sensitive attribute '{attribute.name}'" for attribute in roles.sensitive},
        **{column: role for role, column in roles.single.items()},
        **{name: f"stratum '{name}'" for name in roles.strata},
    }


def features_of(plan: Plan, frame: pd.DataFrame, model: LoadedModel | None) -> tuple[str, ...]:
    """The columns the model is given: those of the plan, else those it was trained on, else all without a role."""
    if model is None:
        return plan.roles.features or ()
    return features_for(plan, frame, model.expects)


def features_for(plan: Plan, frame: pd.DataFrame, expects: tuple[str, ...] | None) -> tuple[str, ...]:
    """The same of a model that is not loaded; `expects` are the columns it says that it was trained on."""
    if plan.roles.features is not None:
        return plan.roles.features
    if expects is not None:
        return expects
    taken = set(role_columns(plan)) - {attribute.source for attribute in plan.roles.sensitive}
    return tuple(str(column) for column in frame.columns if column not in taken)
