"""Outcomes over a family of gates, and exit codes."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.versions.verdicts import Evidence, Outcome, check_terms, exit_code, judge
from fairwitness.errors import PlanError

SHARES = st.floats(0, 1)


class TestJudge:
    @pytest.mark.parametrize(
        ("evidence", "outcome"),
        [
            (Evidence(0.01, 1.0), "worse"),
            (Evidence(1.0, 0.01), "better"),
            (Evidence(0.2, 0.3), "no_change_shown"),
            (Evidence(0.2, 0.3, 0.01), "not_worse"),
            (Evidence(0.2, 0.01, 0.01), "better"),
            (Evidence(0.2, 0.3, 0.2), "no_change_shown"),
            (Evidence(), "not_estimable"),
        ],
    )
    def test_one_gate(self, evidence: Evidence, outcome: str) -> None:
        assert judge([evidence])[0].outcome == outcome

    def test_several_gates_share_the_level(self) -> None:
        """Holm: 0.03 is enough alone, and not beside another."""
        alone, beside = judge([Evidence(0.03, 1.0)]), judge([Evidence(0.03, 1.0), Evidence(0.9, 1.0)])
        assert (alone[0].outcome, beside[0].outcome) == ("worse", "no_change_shown")
        assert beside[0].adjusted.worse == pytest.approx(0.06)

    def test_what_is_not_estimable_takes_no_part(self) -> None:
        found = judge([Evidence(0.03, 1.0), Evidence()])
        assert [one.outcome for one in found] == ["worse", "not_estimable"]

    @given(family=st.lists(st.builds(Evidence, SHARES, SHARES, SHARES), max_size=6))
    def test_the_order_does_not_count_and_nothing_gets_surer(self, family: list[Evidence]) -> None:
        found = judge(family)
        assert [one.outcome for one in judge(family[::-1])][::-1] == [one.outcome for one in found]
        for one, given_ in zip(found, family, strict=True):
            assert one.adjusted.worse is not None
            assert given_.worse is not None
            assert one.adjusted.worse >= given_.worse


@pytest.mark.parametrize(
    ("outcomes", "plain", "tolerated"),
    [
        (["no_change_shown", "better"], 0, 3),
        (["not_worse", "better"], 0, 0),
        (["worse", "not_worse"], 1, 1),
        (["worse", "not_estimable"], 1, 1),
        (["not_estimable", "no_change_shown"], 2, 2),
        ([], 2, 2),
    ],
)
def test_exit_codes(outcomes: list[str], plain: int, tolerated: int) -> None:
    assert exit_code(outcomes, tolerated=False) == plain  # type: ignore[arg-type]
    assert exit_code(outcomes, tolerated=True) == tolerated  # type: ignore[arg-type]
    assert set(outcomes) <= set(get_args(Outcome))


@pytest.mark.parametrize(
    ("tolerance", "alpha", "message"),
    [
        (0.0, 0.05, "`tolerance` must be above 0 and at most 1. Got 0.0"),
        (1.5, 0.05, "`tolerance`"),
        (None, 0.0, "`alpha` must be above 0 and below 0.5. Got 0.0"),
        (None, 0.5, "`alpha`"),
    ],
)
def test_terms_that_cannot_be(tolerance: float | None, alpha: float, message: str) -> None:
    with pytest.raises(PlanError, match="must be above 0") as caught:
        check_terms(tolerance, alpha)
    assert message in str(caught.value)
    check_terms(0.02, 0.05)
    check_terms(None, 0.49)
