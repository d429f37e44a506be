"""What follows from a record's rates is what an audit would have measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.audits.thresholds.people import people

import fairwitness
from fairwitness.audits.rates import METRICS
from fairwitness.audits.record import Record
from fairwitness.audits.undeclared import counts_of, crossed_rates, further_rates, rates_by_metric


def audited(frame: pd.DataFrame, metrics: tuple[str, ...] = (), **more: object) -> Record:
    plan = {
        "checks": {"resamples": 200, "min_group": 10, "metrics": metrics},
        "roles": {"intersections": [["sex", "race"]]},
        "gates": [],
    }
    given = {"y_score": frame.score, "threshold": 0.5, "positive": 1, "favourable": 0, **more}
    return fairwitness.audit(frame.y, sensitive_features=frame[["sex", "race"]], plan=plan, **given)


@pytest.mark.parametrize("favourable", [0, 1])
def test_they_are_what_an_audit_that_was_asked_for_them_has(favourable: int) -> None:
    frame = people(500)
    short = audited(frame, favourable=favourable)
    full = audited(frame, tuple(METRICS), favourable=favourable)
    for attribute in ("sex", "sex & race"):
        found = further_rates(short, attribute)
        names = {one.metric for one in found}
        assert "negative_predictive_value" in names
        wanted = [one for one in full.estimates if one.attribute == attribute and one.metric in names]
        assert sorted(found, key=str) == sorted(wanted, key=str)
        assert not further_rates(full, attribute)


def test_the_counts_are_those_of_the_rows() -> None:
    frame = people(500)
    counts = counts_of(audited(frame), "race")
    assert counts is not None
    rows = frame[frame.race == "b"]
    flagged = rows.score >= 0.5
    outcomes = (rows.y == 0, rows.y == 1, rows.y.isna())
    wanted = [[int((outcome & ~flagged).sum()), int((outcome & flagged).sum())] for outcome in outcomes]
    assert counts.n[counts.groups.index("b")].tolist() == wanted


def test_the_record_comes_first_and_two_attributes_in_either_order() -> None:
    record = audited(people(400))
    found = rates_by_metric(record, "sex & race")
    own = [one for one in record.estimates if one.attribute == "sex & race"]
    assert next(iter(found)) == own[0].metric
    assert set(METRICS) <= set(found)
    assert [one for of in found.values() for one in of][: len(own)] == own
    for metric in ("precision", "negative_predictive_value"):
        assert crossed_rates(record, ("race", "sex"), metric) == found[metric]
    assert crossed_rates(record, ("race", "shoe"), "precision") == ()


def test_weights_and_missing_labels_give_no_counts() -> None:
    frame = people(300)
    assert further_rates(audited(frame, sample_weight=np.where(frame.w > 0, frame.w, 1.0)), "sex") == ()
    nothing = fairwitness.audit(y_pred=frame.score > 0.5, sensitive_features=frame[["sex"]])
    assert further_rates(nothing, "sex") == ()
    assert further_rates(nothing, "shoe") == ()
