import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.measurements import Measurements
from fairwitness.audits.metrics import Metric
from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, make_subject
from fairwitness.audits.tabulate import rows_of, tabulate


def made(**plan):
    frame = pd.DataFrame(
        {
            "g": list("aabb"),
            "y": [1, 0, 1, 0],
            "p": [1, 1, 0, 0],
            "s": [0.9, 0.6, 0.2, 0.1],
            "n": [1.0, 2, 3, 4],
        }
    )
    subject = make_subject(make_plan(plan), Dataset(frame, "rows", "python"))
    return Measurements(tabulate(subject), rows_of(subject))


ROLES = {"target": "y", "prediction": "p", "sensitive": ["g"]}


def test_a_figure_is_measured_once():
    measured, times = made(roles=ROLES), []
    rate = measured.metric("selection_rate")

    def counting(source):
        times.append(source.attribute)
        return rate.measure(source)

    measured.more["counted"] = Metric("counted", "Counted", counting)
    assert measured.by_group("counted", "g") is measured.by_group("counted", "g")
    assert times == ["g"]
    measured.rest("counted", "g")
    measured.overall("counted")
    assert times == ["g"] * 3


def test_what_is_missing_is_said_once_for_all_groups():
    measured = made(roles=ROLES)
    assert measured.missing("selection_rate") is None
    assert measured.missing("roc_auc_score") == "there is no score"
    assert measured.missing("conditional_accuracy") == "the plan names no strata"
    found = measured.by_group("roc_auc_score", "g")
    assert found.value == (None, None)
    assert found.reasons == ("there is no score",) * 2
    assert found.interval(0, 0.95) is None
    assert np.isinf(found.sample([0]).variance[0])


def test_whether_anything_is_labelled():
    assert made(roles=ROLES).has_labels
    assert not made(roles={**ROLES, "target": None}).has_labels
    assert made(task="regression", roles={"target": "n", "prediction": "s", "sensitive": ["g"]}).has_labels
    assert not made(task="regression", roles={"prediction": "s", "sensitive": ["g"]}).has_labels


def test_rates_without_labels_name_the_rows_they_looked_at():
    found = made(roles={**ROLES, "target": None}).by_group("accuracy", "g")
    assert found.reasons[0] == "no labels among 2 rows"


def test_everybody_and_the_rest():
    measured = made(roles=ROLES)
    assert measured.overall("selection_rate").value == (0.5,)
    assert measured.by_group("selection_rate", "g").value == (1.0, 0.0)
    assert measured.rest("selection_rate", "g").value == (0.0, 1.0)


def test_the_score_is_ranked_from_the_rows():
    roles = {"target": "y", "score": "s", "threshold": 0.5, "sensitive": ["g"]}
    assert made(roles=roles).overall("roc_auc_score").value == pytest.approx([0.75])
