import pytest

from fairwitness.audits.metrics import METRICS, for_task, is_of, metric_named, registry
from fairwitness.errors import UnknownNameError


def test_names_with_a_label_or_a_condition():
    metric = metric_named("true_positive_rate[big dog]")
    assert (metric.name, metric.title) == ("true_positive_rate[big dog]", "Recognised: big dog")
    assert is_of(metric, "multiclass")
    assert not is_of(metric, "binary")
    assert metric_named("conditional_accuracy").needs == {"strata", "labels"}


@pytest.mark.parametrize("name", ["selection_rates", "selection_rate[", "conditional_", "unknown[a]", ""])
def test_names_that_there_are_not(name):
    with pytest.raises(UnknownNameError, match="no metric named"):
        metric_named(name)


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("recall", "true_positive_rate"),
        ("FPR", "false_positive_rate"),
        ("recall[cat]", "true_positive_rate[cat]"),
        ("rmse", "root_mean_squared_error"),
    ],
)
def test_what_others_call_a_rate_is_recognised(name, usual):
    with pytest.raises(UnknownNameError) as caught:
        metric_named(name)
    assert str(caught.value) == f"There is no metric named '{name}'. It is called '{usual}' here."


def test_every_usual_name_is_a_metric():
    assert set(registry._ALSO_CALLED.values()) <= set(METRICS)
    assert not set(registry._ALSO_CALLED) & set(METRICS)


def test_rates_are_also_of_each_of_several_labels():
    assert "true_positive_rate" in for_task("multiclass")
    assert "roc_auc_score" not in for_task("multiclass")
    assert set(for_task("regression")) == {
        "mean_prediction",
        "mean_outcome",
        "mean_error",
        "mean_absolute_error",
        "root_mean_squared_error",
    }


def test_what_is_joined_has_no_figure_of_its_own(measured, roles):
    from fairwitness.errors import PlanError

    assert METRICS["equalized_odds"].parts == ("true_positive_rate", "false_positive_rate")
    with pytest.raises(PlanError, match="only joins others"):
        measured(roles=roles["binary"]).by_group("equalized_odds", "group")
