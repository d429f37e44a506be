"""What every registered check keeps to."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from fairwitness.audits.checks import Check, CheckNotApplicable, Context, Seen, registered
from fairwitness.audits.rates import METRICS

pytestmark = pytest.mark.usefixtures("still_meter")
CODES = sorted(point.name for point in entry_points(group="fairwitness.checks"))


@pytest.fixture(scope="module")
def context(
    context_of: Callable[..., Context], still_meter: object, random_decisions: pd.DataFrame
) -> Context:
    """Enough for every check: labels, features with missing values, a sensitive feature, a model, a small group."""
    frame = random_decisions.copy()
    frame["male"] = (frame.sex == "m").astype(int)
    frame["debt"] = np.where(frame.race == "z", 0.0, 1.0)
    model = LogisticRegression().fit(frame[["income", "male", "debt"]], frame.decision)
    frame["note"] = np.where((frame.race == "z") & (frame.index % 2 == 0), None, "x")
    roles = {
        "target": "outcome",
        "sensitive": ["sex", "race", "male"],
        "intersections": [["sex", "race"]],
        "positive": 1,
        "features": ["income", "male", "debt"],
    }
    return context_of(
        frame, model, roles=roles, explain={"rows": 5, "background": 5}, checks={"min_group": 45}
    )


@pytest.mark.parametrize("code", CODES)
class TestEveryCheck:
    def test_it_is_named_alike_everywhere(self, code: str) -> None:
        check = registered()[code]
        assert isinstance(check, Check)
        assert check.code == code
        assert re.fullmatch(r"[A-Z]{3,4}\d{3}", code)
        assert Path(inspect.getfile(type(check))).name.startswith(f"{code.casefold()}_")

    def test_its_title_is_one_question(self, code: str) -> None:
        title = registered()[code].title()
        assert title[0].isupper()
        assert title.endswith("?")
        assert not re.search(r"[.!?] ", title)

    def test_its_remedy_is_a_sentence(self, code: str) -> None:
        remedy = registered()[code].remedy
        assert remedy[0].isupper()
        assert remedy.endswith((".", "?"))
        assert "  " not in remedy

    def test_its_metrics_are_known(self, code: str) -> None:
        check = registered()[code]
        assert set(check.metrics) <= set(METRICS)
        assert check.metrics or not check.compares
        assert check.phase in ("check", "explain")

    def test_it_changes_nothing_and_says_the_same_twice(self, code: str, context: Context) -> None:
        check = registered()[code]
        before = context.subject.frame.copy(deep=True)
        cells = {name: table.n.copy() for name, table in context.counts.items()}
        first, second = _look(check, context), _look(check, context)
        assert first == second
        pd.testing.assert_frame_equal(context.subject.frame, before)
        assert all(np.array_equal(context.counts[name].n, table) for name, table in cells.items())
        for finding in first.findings if isinstance(first, Seen) else ():
            assert (finding.code, finding.title, finding.remedy) == (code, check.title(), check.remedy)
            assert finding.statement.endswith(".")
            assert "None" not in finding.statement


def _look(check: Check, context: Context) -> Seen | str:
    try:
        return check.look(context)
    except CheckNotApplicable as answer:
        return str(answer)


def test_a_check_that_looks_at_nothing_must_be_written() -> None:
    with pytest.raises(NotImplementedError):
        Check().look(None)  # type: ignore[arg-type]
