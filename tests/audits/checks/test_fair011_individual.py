"""FAIR011."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["FAIR011"]
# Ten rows of AIF360's tests: generalized entropy 0.2, Theil 0.2772588722239781.
TRUE = [1, 0, 0, 1, 0, 0, 1, 0, 1, 1]
PREDICTED = [1, 0, 0, 0, 1, 1, 1, 0, 1, 0]


def rows(**more: object) -> pd.DataFrame:
    return pd.DataFrame({"outcome": TRUE, "decision": PREDICTED, "group": list("aaaaabbbbb"), **more})


def test_the_published_indices(context_of: Callable[..., Context]) -> None:
    found = CHECK.look(context_of(rows())).individual
    by_index = {one.index: one for one in found.inequality}
    assert by_index["generalized_entropy_index"].value == pytest.approx(0.2, abs=1e-12)
    assert by_index["theil_index"].value == pytest.approx(0.2772588722239781, abs=1e-12)
    for one in by_index.values():
        assert one.between + one.within == pytest.approx(one.value, abs=1e-12)
    assert found.consistency is None
    assert "no features" in found.consistency_reason


def test_neighbours_by_what_is_not_sensitive(context_of: Callable[..., Context]) -> None:
    roles = {
        "target": "outcome",
        "prediction": "decision",
        "sensitive": ["group"],
        "features": ["group", "income"],
    }
    alike = rows(income=[5 * value for value in PREDICTED])
    found = CHECK.look(context_of(alike, roles=roles)).individual
    assert found.consistency == 1.0
    assert (found.neighbours, found.rows, found.of_rows) == (5, 10, 10)
    assert {(one.group, one.value) for one in found.by_group} == {("a", 1.0), ("b", 1.0)}
    mixed = rows(income=[1.0] * 10)
    assert CHECK.look(context_of(mixed, roles=roles)).individual.consistency < 1


def test_where_there_is_nothing_to_look_at(context_of: Callable[..., Context]) -> None:
    with pytest.raises(CheckNotApplicable, match="needs a target, and neighbours need features"):
        CHECK.look(
            context_of(rows(), roles={"prediction": "decision", "sensitive": ["group"], "positive": 1})
        )
    frame = rows(wage=[1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    number = context_of(
        frame, task="regression", roles={"target": "wage", "prediction": "outcome", "sensitive": ["group"]}
    )
    with pytest.raises(CheckNotApplicable, match="between two labels"):
        CHECK.look(number)


def test_features_that_nobody_can_be_near_by_are_named(context_of: Callable[..., Context]) -> None:
    roles = {"target": "outcome", "prediction": "decision", "sensitive": ["group"], "features": ["income"]}
    found = CHECK.look(context_of(rows(income=[1.0] * 9 + [float("inf")]), roles=roles)).individual
    assert found.consistency is None
    assert found.consistency_reason == (
        "The column 'income' must hold finite numbers. Got an infinite one instead"
    )


def test_counts_alone_have_no_neighbours(context_of: Callable[..., Context]) -> None:
    found = CHECK.look(replace(context_of(rows(income=range(10))), subject=None)).individual
    assert found.consistency_reason == "only counts are at hand, and it needs the rows"
    assert len(found.inequality) == 2
