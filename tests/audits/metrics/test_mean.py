import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as sk

REFERENCE = {
    "mean_prediction": lambda y, p: p.mean(),
    "mean_outcome": lambda y, p: y.mean(),
    "mean_error": lambda y, p: (p - y).mean(),
    "mean_absolute_error": sk.mean_absolute_error,
    "root_mean_squared_error": sk.root_mean_squared_error,
}


@pytest.mark.parametrize("name", REFERENCE)
def test_scikit_learn_agrees(measured, roles, people, name):
    found = measured(roles=roles["regression"], task="regression").by_group(name, "group")
    for place, group in enumerate("abc"):
        part = people[people.group == group]
        assert found.value[place] == pytest.approx(REFERENCE[name](part.income, part.forecast), rel=1e-12)
        assert found.trials[place] == len(part)


def test_scikit_learn_agrees_with_weights(measured, roles, people):
    source = measured(roles={**roles["regression"], "weight": "w"}, task="regression")
    found = source.by_group("root_mean_squared_error", "group")
    for place, group in enumerate("abc"):
        part = people[people.group == group]
        theirs = sk.root_mean_squared_error(part.income, part.forecast, sample_weight=part.w)
        assert found.value[place] == pytest.approx(theirs, rel=1e-12)
    assert found.method == "Student t, linearised"


def test_the_interval_is_students(measured, roles, people):
    found = measured(roles=roles["regression"], task="regression").by_group("mean_error", "group")
    errors = (people.forecast - people.income)[people.group == "c"]
    expected = stats.t.interval(0.95, len(errors) - 1, errors.mean(), stats.sem(errors))
    assert found.interval(2, 0.95) == pytest.approx(expected, rel=1e-6)


def test_scores_of_a_label(measured, roles, people):
    source = measured(roles=roles["scored"])
    part = people[people.group == "b"]
    assert source.by_group("mean_score", "group").value[1] == pytest.approx(part.s.mean(), rel=1e-12)
    assert source.by_group("mean_error", "group").value[1] == pytest.approx(
        (part.s - part.y).mean(), rel=1e-12
    )
    assert source.by_group("brier_score_loss", "group").value[1] == pytest.approx(
        sk.brier_score_loss(part.y, part.s), rel=1e-12
    )


def test_a_score_that_is_no_probability_has_no_error(measured, roles):
    source = measured(roles={**roles["scored"], "score_is_probability": False})
    found = source.by_group("brier_score_loss", "group")
    assert found.value == (None, None, None)
    assert "not declared a probability" in found.reasons[0]
    assert source.by_group("mean_score", "group").value[0] is not None


def test_one_row_has_a_mean_and_no_spread(measured, roles, people):
    alone = people.assign(group=np.where(np.arange(len(people)) == 0, "one", people.group))
    found = measured(alone, roles=roles["regression"], task="regression").by_group("mean_error", "group")
    place = found.groups.index("one")
    assert found.value[place] is not None
    assert found.interval(place, 0.95) is None
