"""Counts told from a record's estimates, and what cannot be told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fairwitness
from fairwitness.audits.record import Record
from fairwitness.audits.stats.contrasts import Proportions, difference_limits
from fairwitness.audits.versions.change import Asked, Terms
from fairwitness.audits.versions.unpaired import compare_records, seen_unpaired, shared_metrics
from fairwitness.errors import ComparisonError

pytestmark = pytest.mark.usefixtures("still_meter")


def record(hits: dict[str, tuple[int, int]], **over: object) -> Record:
    """A record in which each group was selected so often among so many; the first half of the rows is positive."""
    rows = [
        (group, place % 2, int(place < hit)) for group, (hit, size) in hits.items() for place in range(size)
    ]
    frame = pd.DataFrame(rows, columns=["sex", "y", "a"])
    weights = np.linspace(1, 2, len(frame)) if over.pop("weighted", False) else None
    frame["sex"] = frame.sex.replace("?", None)
    return fairwitness.audit(
        frame.y, frame.a, sensitive_features=frame[["sex"]], sample_weight=weights, **over
    )  # type: ignore[arg-type]


A = record({"f": (30, 60), "m": (40, 60)})
B = record({"f": (20, 80), "m": (60, 80), "?": (3, 5)})


def test_the_counts_are_those_of_the_rows() -> None:
    seen = seen_unpaired(A, B, "selection_rate", "sex")
    assert seen.groups == ("f", "m", "(unknown)")
    assert [side.tolist() for side in (*seen.before, *seen.after)] == [
        [30, 40, 0],
        [60, 60, 0],
        [20, 60, 3],
        [80, 80, 5],
    ]
    assert seen.reasons[0] == (None, None, "no rows")
    assert seen.unknown == "(unknown)"
    assert seen.joint is None


def test_each_groups_change_has_the_limits_of_two_samples() -> None:
    changes, groups = compare_records((A, B), [Asked("selection_rate", "difference", "sex")], "sex", Terms())
    assert changes[0].before == pytest.approx(1 / 6)
    assert changes[0].after == pytest.approx(0.5)
    assert [item.group for item in changes[0].left_out] == ["(unknown)"]
    one = next(one for one in groups if one.metric == "selection_rate")
    low, high = difference_limits(
        Proportions(np.array(20.0), np.array(80.0)), Proportions(np.array(30.0), np.array(60.0)), 0.025
    )
    assert (one.low, one.high, one.change) == pytest.approx((float(low), float(high), -0.25))


def test_only_what_both_give_is_shown() -> None:
    assert set(shared_metrics(A, B, "sex")) >= {"selection_rate", "accuracy", "precision"}
    assert shared_metrics(A, B, "age") == []


def test_a_metric_that_is_not_there_is_named() -> None:
    with pytest.raises(ComparisonError, match="The earlier record must give false_omission_rate by sex"):
        seen_unpaired(A, B, "false_omission_rate", "sex")


def test_weighted_rates_do_not_tell_their_counts() -> None:
    with pytest.raises(ComparisonError, match="The later record must be of rows that count alike"):
        seen_unpaired(A, record({"f": (3, 9), "m": (4, 9)}, weighted=True), "selection_rate", "sex")
