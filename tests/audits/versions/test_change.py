"""Which groups are judged, and what is said where a gap does not exist."""

from __future__ import annotations

import numpy as np
import pytest

from fairwitness.audits.versions.change import Seen, Terms, measure

GROUPS = ("f", "m", "x", "(unknown)")


def seen(before: list[tuple[int, int]], after: list[tuple[int, int]], **over: object) -> Seen:
    """Different rows, from (successes, trials) by group."""
    sides = [tuple(np.array(column) for column in zip(*side, strict=True)) for side in (before, after)]
    reasons = tuple(
        tuple(None if n else "no positives among 9 rows" for _, n in side) for side in (before, after)
    )
    given = {"groups": GROUPS[: len(before)], "unknown": None} | over
    return Seen("precision", "sex", before=sides[0], after=sides[1], reasons=reasons, **given)  # type: ignore[arg-type]


PLAIN = [(50, 100), (40, 100), (5, 10)]


class TestJudged:
    def test_groups_need_their_trials_under_both_versions(self) -> None:
        found = measure(seen(PLAIN, [(50, 100), (20, 29), (50, 100)]), "difference", Terms())
        assert [(item.group, item.trials) for item in found.left_out] == [("m", 29), ("x", 10)]
        assert found.reason == "a comparison takes two groups, and only 'f' has 30 cases or more both times"
        assert found.evidence.worse is None

    def test_the_unknown_are_never_judged(self) -> None:
        sides = [*PLAIN[:2], (10, 90), (50, 100)]
        found = measure(seen(sides, sides, unknown="(unknown)"), "difference", Terms())
        assert [item.reason for item in found.left_out] == ["stands for missing values"]
        assert found.groups_before == ("x", "f")

    def test_a_group_without_a_rate_under_one_version_is_named(self) -> None:
        found = measure(seen(PLAIN, [(50, 100), (40, 100), (0, 0)]), "difference", Terms(min_group=5))
        assert found.left_out[0].reason == "now: no positives among 9 rows"

    def test_and_forbids_not_worse(self) -> None:
        there, gone = [*PLAIN[:2], (50, 100)], [*PLAIN[:2], (0, 0)]
        terms = Terms(tolerance=0.5)
        assert measure(seen(there, there), "difference", terms).evidence.not_worse == pytest.approx(
            0, abs=1e-3
        )
        blocked = measure(seen(there, gone), "difference", terms)
        assert blocked.evidence.not_worse == 1.0
        assert blocked.evidence.worse == 1.0

    def test_no_group_is_large_enough(self) -> None:
        found = measure(seen(PLAIN[2:], PLAIN[2:]), "ratio", Terms())
        assert found.reason is not None
        assert "no group has 30 cases" in found.reason


class TestFigures:
    def test_by_hand(self) -> None:
        found = measure(seen(PLAIN[:2], [(60, 100), (30, 100)]), "difference", Terms())
        assert (found.before, found.after) == (pytest.approx(0.1), pytest.approx(0.3))
        assert (found.groups_before, found.groups_after) == (("m", "f"), ("m", "f"))
        assert found.low is not None
        assert found.high is not None
        assert found.low < 0.2 < found.high

    def test_a_ratio_that_falls_is_worse_and_its_change_below_none(self) -> None:
        many = [(500, 1000), (450, 1000)]
        found = measure(seen(many, [(600, 1000), (200, 1000)]), "ratio", Terms())
        assert found.high is not None
        assert found.high < 0
        assert found.evidence.worse is not None
        assert found.evidence.worse < 0.001

    def test_no_rate_above_none_has_no_ratio(self) -> None:
        found = measure(seen(PLAIN[:2], [(0, 100), (0, 100)]), "ratio", Terms())
        assert found.reason == "now no judged group has a rate above 0, so there is no ratio"
        assert found.before is found.low is None

    def test_limits_stay_inside_what_can_be(self) -> None:
        tiny = [(1, 2), (2, 2)]
        found = measure(seen(tiny, tiny), "ratio", Terms(min_group=0))
        assert (found.low, found.high) == (-1.0, 1.0)
