import numpy as np
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers import Explanation
from fairwitness.explainers.differences import compare_explanations
from fairwitness.explainers.resampling import Resampling


def made(values, errors=None, **meta):
    columns = tuple(f"x{place}" for place in range(values.shape[1]))
    base = {"scale": "probability", "background_hash": "b", "method": "shap"} | meta
    return Explanation(
        values, np.zeros(len(values)), values.sum(axis=1), columns, base, standard_errors=errors
    )


def noise(columns=4, rows=80, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, columns))


def test_the_same_explanation_differs_in_nothing():
    found = compare_explanations(made(noise()), made(noise()))
    assert found.changed() == ()
    assert found.overlap == 1
    assert all(one.size.change == one.size.low == one.size.high == 0 for one in found.columns)
    assert all(one.ranks[0] == one.ranks[1] for one in found.columns)


def test_a_column_that_doubles_and_one_that_turns_are_told_apart():
    values = np.abs(noise()) + np.array([4, 3, 2, 1])
    after = values * [1, 1, 3, 1]
    after[:, 1] *= -1
    found = compare_explanations(made(values), made(after), top=1)
    doubled, turned = found.columns[2], found.columns[1]
    assert found.changed() == ("x2",)
    assert (doubled.size.direction, turned.size.direction, turned.mean.direction) == ("more", "noise", "less")
    assert doubled.size.change == pytest.approx(2 * np.abs(values[:, 2]).mean())
    assert (doubled.ranks, found.columns[0].ranks) == ((3, 1), (1, 2))
    assert found.overlap == 0


def test_rows_are_paired_so_that_what_both_share_does_not_drown_the_change():
    values = 100 * noise()
    found = compare_explanations(made(values), made(values + np.sign(values)))
    assert len(found.changed()) == 4


def test_of_twenty_columns_without_change_any_stands_out_at_most_1_time_in_20_or_so():
    alarms = 0
    for seed in range(120):
        values = noise(20, 60, seed)
        after = values + np.random.default_rng(seed + 1000).normal(0, 0.5, values.shape)
        found = compare_explanations(made(values), made(after), resampling=Resampling(resamples=300))
        alarms += any(one.mean.direction != "noise" for one in found.columns)
    assert alarms <= 0.12 * 120


def test_sampling_errors_of_the_attributions_are_no_change():
    values = noise()
    errors = np.full(values.shape, 0.5)
    plain, unsure = (
        compare_explanations(made(values), made(values + 0.1, one)).columns[0].mean for one in (None, errors)
    )
    assert plain.direction == "more"
    assert unsure.direction == "noise"
    assert unsure.high - unsure.change >= 1.9 * 0.5


def test_equal_sizes_share_the_better_rank_and_top_holds_all_columns_at_most():
    values = np.tile([2.0, 2.0, 1.0], (5, 1))
    found = compare_explanations(made(values), made(values), top=9)
    assert [one.ranks[0] for one in found.columns] == [1, 1, 3]
    assert found.top == 3


@pytest.mark.parametrize("meta", [{"scale": "margin"}, {"background_hash": "c"}, {"method": "lime"}])
def test_what_is_not_explained_alike_is_refused(meta):
    with pytest.raises(ExplanationError, match=next(iter(meta)).replace("_hash", "")):
        compare_explanations(made(noise()), made(noise(), **meta))


def test_other_rows_or_columns_are_refused():
    with pytest.raises(ExplanationError, match="same rows and columns"):
        compare_explanations(made(noise()), made(noise(rows=10)))
    with pytest.raises(ExplanationError, match="same rows and columns"):
        compare_explanations(made(noise()), made(noise(3)))
    with pytest.raises(ExplanationError, match="at least two rows"):
        compare_explanations(made(noise(rows=1)), made(noise(rows=1)))
    with pytest.raises(ExplanationError, match="`top`"):
        compare_explanations(made(noise()), made(noise()), top=0)
