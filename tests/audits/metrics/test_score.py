import numpy as np
import pytest
from sklearn.metrics import roc_auc_score


def test_the_rows_give_the_area_exactly(measured, roles, people):
    found = measured(roles=roles["scored"]).by_group("roc_auc_score", "group")
    for place, group in enumerate("abc"):
        part = people[people.group == group]
        assert found.value[place] == pytest.approx(roc_auc_score(part.y, part.s), abs=1e-12)
        assert found.trials[place] == min(part.y.sum(), (1 - part.y).sum())
    assert found.method == "DeLong, logit"


def test_counts_give_it_within_the_stated_error(measured, roles, people):
    found = measured(rows=False, roles=roles["scored"]).by_group("roc_auc_score", "group")
    assert found.method.startswith("DeLong, logit, binned (the scores themselves differ by")
    most = float(found.method.split("differ by ")[1].split(" at")[0])
    for place, group in enumerate("abc"):
        part = people[people.group == group]
        assert abs(found.value[place] - roc_auc_score(part.y, part.s)) <= most + 1e-3


def test_weights_and_clusters_leave_no_area(measured, roles):
    for more in ({"weight": "w"}, {"cluster": "house"}):
        found = measured(roles={**roles["scored"], **more}).by_group("roc_auc_score", "group")
        assert found.value == (None, None, None)
        assert "weights or clusters" in found.reasons[0]


def test_a_perfectly_kept_promise_is_near_nought(measured, roles, people):
    draw = np.random.default_rng(0)
    many = people.sample(6000, replace=True, random_state=0)
    many["s"] = draw.random(len(many))
    many["y"] = (draw.random(len(many)) < many.s).astype(int)
    found = measured(many, roles=roles["scored"]).by_group("expected_calibration_error", "group")
    assert max(found.value) < 0.06
    off = many.assign(s=many.s**3)
    worse = measured(off, roles=roles["scored"]).by_group("expected_calibration_error", "group")
    assert min(worse.value) > 0.15


def test_what_is_no_probability_promises_nothing(measured, roles, people):
    points = people.assign(s=people.s * 100)
    source = measured(points, roles={**roles["scored"], "score_is_probability": False, "threshold": 50})
    assert "no probability" in source.by_group("expected_calibration_error", "group").reasons[0]
    assert source.by_group("roc_auc_score", "group").value[0] is not None
