"""DATA001 names groups that are too small, and counts the unknown."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from fairwitness.audits.checks import Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["DATA001"]


def _frame(*sizes: tuple[str | None, int]) -> pd.DataFrame:
    rows = [group for group, size in sizes for _ in range(size)]
    return pd.DataFrame(
        {"group": rows, "outcome": [0, 1] * (len(rows) // 2) + [0] * (len(rows) % 2), "decision": 1}
    )


def test_it_fires_for_one_small_group(context_of: Callable[..., Context]) -> None:
    (found,) = CHECK.look(context_of(_frame(("a", 40), ("b", 40), ("c", 7)))).findings
    assert found.severity == "medium"
    assert (
        found.statement
        == "1 group by group is too small to be judged: c (7). It is shown, and no verdict speaks of it."
    )
    assert found.evidence == ("subject.attributes[0]",)


def test_it_fires_for_several_and_names_six_at_most(context_of: Callable[..., Context]) -> None:
    (found,) = CHECK.look(context_of(_frame(("z", 40), *((name, 3) for name in "abcdefgh")))).findings
    assert found.statement.startswith("8 groups by group are too small to be judged: a (3), b (3)")
    assert "and 2 more. They are shown" in found.statement


@pytest.mark.parametrize(("rows", "verb"), [(1, "has"), (12, "have")])
def test_it_counts_the_unknown(context_of: Callable[..., Context], rows: int, verb: str) -> None:
    (found,) = CHECK.look(context_of(_frame(("a", 40), ("b", 40), (None, rows)))).findings
    assert found.severity == "low"
    assert (
        found.statement
        == f"{rows} of {80 + rows} rows {verb} no value for group, shown as '(unknown)' and not judged."
    )


@pytest.mark.parametrize("least", [30, 0])
def test_it_stays_silent(context_of: Callable[..., Context], least: int) -> None:
    assert CHECK.look(context_of(_frame(("a", 30), ("b", 31)), checks={"min_group": least})).findings == ()


def test_a_cell_of_an_intersection_without_rows_is_small(context_of: Callable[..., Context]) -> None:
    frame = pd.DataFrame({"sex": ["f", "m"] * 60, "age": ["old", "young"] * 60, "decision": 1})
    roles = {
        "prediction": "decision",
        "sensitive": ["sex", "age"],
        "intersections": [["sex", "age"]],
        "positive": 1,
    }
    (found,) = CHECK.look(context_of(frame, roles=roles)).findings
    assert "2 groups by sex & age" in found.statement
    assert "f & young (0)" in found.statement
    assert found.evidence == ("subject.attributes[2]",)
