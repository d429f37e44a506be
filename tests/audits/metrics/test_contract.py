"""What holds for every metric."""

from __future__ import annotations

import numpy as np
import pytest

from fairwitness.audits.metrics import METRICS, for_task
from fairwitness.audits.stats.verdict import contrast

CASES = [
    (task, name)
    for task in ("scored", "multiclass", "regression")
    for name, metric in for_task("binary" if task == "scored" else task).items()
    if not metric.parts and not (task == "multiclass" and metric.tasks == {"binary"})
]


def _measured(measured, roles, task, **options):
    return measured(roles=roles[task], task="binary" if task == "scored" else task, **options)


def test_every_metric_is_of_some_task():
    assert {name for task in ("binary", "multiclass", "regression") for name in for_task(task)} == set(
        METRICS
    )


@pytest.mark.parametrize(("task", "name"), CASES)
def test_every_group_has_a_figure_or_a_reason(measured, roles, task, name):
    found = _measured(measured, roles, task).by_group(name, "group")
    assert found.metric == name
    assert found.groups == ("a", "b", "c")
    assert found.higher_is_better == METRICS[name].higher_is_better
    for place in range(3):
        value, reason = found.value[place], found.reasons[place]
        assert (value is None) != (reason is None)
        low, high = found.interval(place, 0.95) or (value, value)
        assert low <= value <= high
        assert np.isfinite([value, low, high]).all()


@pytest.mark.parametrize(("task", "name"), CASES)
def test_limits_narrow_towards_the_figure_and_hold_it(measured, roles, task, name):
    sample = _measured(measured, roles, task).by_group(name, "group").sample([2, 0])
    assert sample.estimate.shape == (2,)
    assert sample.bounded == METRICS[name].bounded or METRICS[name].unit == "index"
    wide, narrow = (sample.lower(alpha) for alpha in (0.01, 0.2))
    assert (wide <= narrow).all()
    assert (narrow <= sample.estimate).all()
    assert (sample.upper(0.01) >= sample.upper(0.2)).all()


@pytest.mark.parametrize(("task", "name"), CASES)
@pytest.mark.parametrize("form", ["others", "reference", "rest"])
def test_gaps_can_be_taken_in_every_form(measured, roles, task, name, form):
    source = _measured(measured, roles, task)
    rest = source.rest(name, "group")
    found = contrast(
        source.by_group(name, "group"), kind="difference", tolerance=0.1, form=form, reference="a", rest=rest
    )
    assert found.value is not None
    assert found.value >= 0
    assert found.p_disparity is not None


@pytest.mark.parametrize(("task", "name"), CASES)
def test_names_and_order_of_groups_change_no_figure(measured, roles, people, task, name):
    renamed = people.assign(group=people.group.map({"a": "z", "b": "y", "c": "x"})).sample(
        frac=1, random_state=3
    )
    before = _measured(measured, roles, task).by_group(name, "group")
    after = measured(renamed, roles=roles[task], task="binary" if task == "scored" else task).by_group(
        name, "group"
    )
    assert after.value == pytest.approx(before.value[::-1], rel=1e-12)
    assert after.sample([0, 1, 2]).upper(0.05) == pytest.approx(
        before.sample([2, 1, 0]).upper(0.05), rel=1e-9
    )


@pytest.mark.parametrize(("task", "name"), CASES)
def test_everybody_and_the_rest(measured, roles, task, name):
    source = _measured(measured, roles, task)
    assert source.overall(name).groups == ("all",)
    assert source.overall(name).value[0] is not None
    rest = source.rest(name, "group")
    assert rest.groups == ("a", "b", "c")
    assert rest.trials[0] == source.by_group(name, "group").trials[1:].sum() or "roc_auc" in name


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_without_labels_nothing_that_needs_them_is_a_number(measured, roles, task):
    source = measured(roles={**roles[task], "target": None}, task=task)
    for name, metric in for_task(task).items():
        if "labels" in metric.needs and not metric.parts and task in metric.tasks:
            found = source.by_group(name, "group")
            assert found.value == (None, None, None), name
            assert all(found.reasons)
