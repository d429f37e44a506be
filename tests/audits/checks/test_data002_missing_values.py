"""DATA002 finds values that are missing in one group more than in another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["DATA002"]
ROLES = {"target": "outcome", "prediction": "decision", "sensitive": ["group"], "features": ["income"]}


def _frame(missing: dict[str, float], column: str = "income", rows: int = 200) -> pd.DataFrame:
    parts = []
    for group, share in missing.items():
        part = pd.DataFrame(
            {"group": [group] * rows, "income": 1.0, "outcome": [0.0, 1.0] * (rows // 2), "decision": 1}
        )
        part.loc[: int(share * rows) - 1, column] = np.nan
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def test_it_fires_and_names_the_worse_off_group_first(context_of: Callable[..., Context]) -> None:
    for order in ({"a": 0.4, "b": 0.05}, {"b": 0.05, "a": 0.4}):
        (found,) = CHECK.look(
            context_of(_frame(order), roles=ROLES, words={"columns": {"income": "yearly income"}})
        ).findings
        assert found.severity == "medium"
        assert (
            found.statement
            == "The value of 'yearly income' is missing for 40.0% of a and 5.0% of b people (by group)."
        )


def test_it_looks_at_the_target_too(context_of: Callable[..., Context]) -> None:
    (found,) = CHECK.look(context_of(_frame({"a": 0.5, "b": 0.0}, "outcome"), roles=ROLES)).findings
    assert "'outcome' is missing for 50.0% of a and 0.0% of b" in found.statement


@pytest.mark.parametrize("missing", [{"a": 0.3, "b": 0.3}, {"a": 0.0, "b": 0.0}, {"a": 0.06, "b": 0.0}])
def test_it_stays_silent(context_of: Callable[..., Context], missing: dict[str, float]) -> None:
    assert CHECK.look(context_of(_frame(missing), roles=ROLES)).findings == ()


def test_small_and_unknown_groups_are_not_judged(context_of: Callable[..., Context]) -> None:
    frame = _frame({"a": 0.1, "b": 0.1})
    frame.loc[:19, ["group", "income"]] = None
    frame.loc[20:34, "group"] = "c"
    frame.loc[20:34, "income"] = np.nan
    assert CHECK.look(context_of(frame, roles=ROLES)).findings == ()


def test_it_needs_a_feature_or_a_target(context_of: Callable[..., Context]) -> None:
    roles = {"prediction": "decision", "sensitive": ["group"], "positive": 1}
    with pytest.raises(CheckNotApplicable, match="No feature and no target"):
        CHECK.look(context_of(_frame({"a": 0.0, "b": 0.0}), roles=roles))
    with pytest.raises(CheckNotApplicable):
        CHECK.look(context_of(_frame({"a": 0.9, "b": 0.0}), roles=roles))
