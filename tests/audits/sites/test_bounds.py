"""What is said with hidden cells holds for every number of rows they may have."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import METRICS, rates
from fairwitness.audits.sites.bounds import bracketed
from fairwitness.audits.sites.merge import merge
from fairwitness.audits.stats.verdict import contrast, judge_family
from fairwitness.errors import PlanError

pytestmark = pytest.mark.usefixtures("still_meter")
TABLE = st.lists(st.integers(0, 60), min_size=12, max_size=12)


def verdict(measured, kind, tolerance):
    found = contrast(measured, kind=kind, tolerance=tolerance, min_group=0)
    return judge_family([found])[0].verdict


@settings(max_examples=60, deadline=None)
@given(
    TABLE,
    st.lists(st.integers(0, 11), min_size=1, max_size=2, unique=True),
    st.sampled_from(["selection_rate", "true_positive_rate", "precision", "accuracy"]),
    st.sampled_from([("difference", 0.1), ("ratio", 0.8)]),
)
def test_no_completion_is_judged_otherwise(cells, places, name, how):
    def table(values):
        filled = np.array(cells)
        filled[places] = values
        return Counts("g", ("a", "b"), filled.reshape(2, 3, 2))

    most = 9
    found = bracketed(table(0), table(most), table(most // 2), name, name)
    said = verdict(found, *how)
    for values in itertools.product((0, 3, most), repeat=len(places)):
        true = verdict(rates(table(list(values)), name), *how)
        if said in ("disparity", "within"):
            assert true == said, values
    for place in (0, 1):
        for values in itertools.product((0, most), repeat=len(places)):
            rate = rates(table(list(values)), name).value[place]
            limits = found.interval(place, 0.95)
            if rate is not None and limits is not None:
                assert limits[0] - 1e-12 <= rate <= limits[1] + 1e-12


def test_nothing_hidden_nothing_changed():
    counts = Counts("g", ("a", "b"), np.arange(12).reshape(2, 3, 2) * 7)
    for name in METRICS:
        one, two = bracketed(counts, counts, counts, name, name), rates(counts, name)
        assert one.value == two.value
        for question in (("difference", 0.1), ("ratio", 0.8)):
            first, second = (
                contrast(m, kind=question[0], tolerance=question[1], min_group=0) for m in (one, two)
            )
            assert (first.low, first.high, first.p_disparity) == pytest.approx(
                (second.low, second.high, second.p_disparity), rel=1e-12
            )


def test_verdicts_with_hidden_cells_say_what_that_costs(counted, whole, roles):
    plan = {"roles": roles, "gates": [{"limit": 0.3}, {"metric": "equalized_odds", "limit": 0.5}]}
    parts = [part for _, part in whole.groupby("hospital")]
    plain = merge(*(counted(part, **plan) for part in parts))
    hidden = merge(*(counted(part, suppress=5, **plan) for part in parts))
    opposite = {"disparity": "within", "within": "disparity"}
    for one, two in zip(plain.comparisons, hidden.comparisons, strict=False):
        if one.metric == two.metric and one.attribute == two.attribute:
            assert two.verdict != opposite.get(one.verdict)
    statements = [
        one.statement for one in hidden.comparisons if one.attribute == "race & sex" and one.low is not None
    ]
    assert any("cells are hidden: that widens the interval from" in text for text in statements)
    assert any("Small cells are hidden" in note for note in hidden.subject.notes)
    assert all(one.successes is None for one in hidden.estimates)


def test_one_site_may_hide_and_another_not(counted, whole, roles):
    plan = {"roles": roles}
    north, south, east = (part for _, part in whole.groupby("hospital"))
    mixed = merge(counted(north, **plan), counted(south, suppress=4, **plan), counted(east, **plan))
    assert mixed.subject.rows == len(whole)


def test_what_cannot_be_bounded_is_no_number(counted, whole, roles):
    several = {
        "task": "multiclass",
        "roles": {**roles, "target": "animal", "prediction": "said", "positive": None},
        "gates": [{"metric": "recall_macro", "limit": 0.3}],
    }
    parts = [part for _, part in whole.groupby("hospital")]
    found = merge(*(counted(part, suppress=4, **several) for part in parts))
    macro = [one for one in found.estimates if one.metric == "recall_macro"]
    assert all(one.value is None and "cannot be bounded" in one.reason for one in macro)
    assert {gate.outcome for gate in found.gates} == {"not_estimable"}
    of_label = [
        one for one in found.estimates if one.metric == "true_positive_rate[fox]" and one.group == "a"
    ]
    assert of_label[0].value is not None


def test_weights_cannot_be_hidden(counted, whole, roles):
    with pytest.raises(PlanError, match="Leave out `--suppress`"):
        counted(whole, suppress=5, roles={**roles, "weight": "w"})
