import pytest
from sklearn import metrics as sk

from fairwitness.audits.metrics import library, metric_named
from fairwitness.errors import PlanError


@pytest.mark.parametrize(
    "name", ["f1_score", "matthews_corrcoef", "cohen_kappa_score", "balanced_accuracy_score", "zero_one_loss"]
)
@pytest.mark.parametrize("weighted", [False, True])
def test_any_metric_of_labels_by_its_name(measured, roles, people, name, weighted):
    source = measured(roles={**roles["binary"], **({"weight": "w"} if weighted else {})})
    found = source.by_group(name, "group")
    for place, group in enumerate("abc"):
        part = people[people.group == group]
        theirs = getattr(sk, name)(part.y, part.p, sample_weight=part.w if weighted else None)
        assert found.value[place] == pytest.approx(theirs, abs=1e-12)
    assert (found.interval(0, 0.95) is None) == weighted
    assert found.higher_is_better == (name != "zero_one_loss")


@pytest.mark.parametrize("name", ["r2_score", "median_absolute_error", "mean_pinball_loss"])
def test_any_metric_of_numbers_by_its_name(measured, roles, people, name):
    found = measured(roles=roles["regression"], task="regression").by_group(name, "group")
    for place, group in enumerate("abc"):
        part = people[people.group == group]
        assert found.value[place] == pytest.approx(getattr(sk, name)(part.income, part.forecast), abs=1e-12)
        low, high = found.interval(place, 0.95)
        assert low < found.value[place] < high


def test_what_needs_rows_says_so_without_them(measured, roles):
    source = measured(rows=False, roles=roles["regression"], task="regression")
    found = source.by_group("r2_score", "group")
    assert found.value == (None, None, None)
    assert "rows are needed" in found.reasons[0]


def test_a_function_of_ones_own(measured, roles, people):
    def share_missed(y_true, y_pred, sample_weight=None):
        return float(((y_true == 1) * (y_pred == 0) * sample_weight).sum() / sample_weight.sum())

    source = measured(roles=roles["binary"])
    source.more["share_missed"] = library.of_function("share_missed", share_missed)
    found = source.by_group("share_missed", "group")
    part = people[people.group == "b"]
    assert found.value[1] == pytest.approx(((part.y == 1) & (part.p == 0)).mean(), abs=1e-12)


def test_a_function_that_takes_no_weights_cannot_be_computed_from_counts(measured, roles):
    source = measured(roles=roles["binary"])
    source.more["odd"] = library.of_function("odd", lambda y_true, y_pred: 0.0)
    with pytest.raises(PlanError, match=r"'odd' must take `sample_weight`"):
        source.by_group("odd", "group")


def test_what_is_not_defined_is_no_number(measured, roles, people):
    none = people.assign(p=0)
    found = measured(none, roles={**roles["binary"], "positive": 1}).by_group("precision_score", "group")
    assert found.value == (None, None, None)
    assert "Precision is ill-defined" in found.reasons[0]


def test_names_that_are_no_metric():
    assert library.named("confusion_matrix_display") is None
    assert library.named("__doc__") is None
    assert library.named("a b") is None
    assert metric_named("f1_score").title == "F1 score"
