import warnings

import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics as fl
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import METRICS, overall, rates
from fairwitness.errors import UnknownNameError

# TN, FP, FN, TP as published by ProPublica: all rows, two_year_recid, score_text other than Low.
COMPAS = {"African-American": (990, 805, 532, 1369), "Caucasian": (1139, 349, 461, 505)}


def table(cells, **options):
    n = np.zeros((len(cells), 3, 2))
    for group, (tn, fp, fn, tp) in enumerate(cells.values()):
        n[group, :2] = [[tn, fp], [fn, tp]]
    return Counts("race", tuple(cells), n, **options)


def negative_predictive_value(y_true, y_pred, sample_weight=None):
    return sk.precision_score(1 - y_true, 1 - y_pred, sample_weight=sample_weight, zero_division=0)


REFERENCE = {
    "selection_rate": fl.selection_rate,
    "base_rate": lambda y_true, y_pred, sample_weight=None: fl.selection_rate(
        y_pred, y_true, sample_weight=sample_weight
    ),
    "true_positive_rate": fl.true_positive_rate,
    "false_negative_rate": fl.false_negative_rate,
    "false_positive_rate": fl.false_positive_rate,
    "true_negative_rate": fl.true_negative_rate,
    "precision": sk.precision_score,
    "false_discovery_rate": lambda *a, **k: 1 - sk.precision_score(*a, **k),
    "false_omission_rate": lambda *a, **k: 1 - negative_predictive_value(*a, **k),
    "negative_predictive_value": negative_predictive_value,
    "accuracy": sk.accuracy_score,
}
ROWS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 1), st.integers(0, 1), st.floats(0.01, 100)),
    min_size=1,
    max_size=40,
)


def test_every_metric_has_a_reference():
    assert set(REFERENCE) == set(METRICS)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.sampled_from(sorted(METRICS)), st.booleans())
def test_fairlearn_agrees_wherever_it_is_defined(rows, name, weighted):
    groups = np.array([row[0] for row in rows])
    y_true, y_pred = (np.array([row[column] for row in rows]) for column in (1, 2))
    weights = np.array([row[3] for row in rows]) if weighted else None
    names = ("a", "b", "c", "d")
    codes = np.searchsorted(names, groups)
    ours = rates(Counts.of("g", names, codes, y_true, y_pred, weights=weights), name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is not defined there is not compared
        params = None if weights is None else {"sample_weight": weights}
        frame = fl.MetricFrame(
            metrics=REFERENCE[name],
            y_true=y_true,
            y_pred=y_pred,
            sensitive_features=pd.Series(groups),  # an array of one row is refused there
            sample_params=params,
        )
    for place, group in enumerate(names):
        if ours.value[place] is None:
            assert ours.reasons[place]
            assert ours.trials[place] == 0
        else:
            assert ours.value[place] == pytest.approx(frame.by_group[group], abs=1e-12)
            assert ours.reasons[place] is None
    together = overall(Counts.of("g", names, codes, y_true, y_pred, weights=weights), name)
    if together.value[0] is not None:
        assert together.value[0] == pytest.approx(frame.overall, abs=1e-12)


def test_compas_as_published():
    counts = table(COMPAS, favourable_is_positive=False)
    for name, published in {
        "false_positive_rate": (0.4485, 0.2345),
        "false_negative_rate": (0.2799, 0.4772),
        "precision": (0.6297, 0.5913),
        "negative_predictive_value": (0.6505, 0.7119),
    }.items():
        assert rates(counts, name).value == pytest.approx(published, abs=5e-5)
    # Published as the rate of high risk; the favourable decision here is low risk.
    selected = rates(counts, "selection_rate")
    assert (1 - selected.value[1]) / (1 - selected.value[0]) == pytest.approx(0.5916, abs=5e-5)
    assert rates(counts, "base_rate").successes.tolist() == [1795, 1488]


def test_new_york_example_of_local_law_144():
    published = {  # applicants, selected, impact ratio printed in the rule
        "Hispanic or Latino": (408, 204, 0.97),
        "White": (797, 412, 1.00),
        "Black or African American": (390, 170, 0.84),
        "Native Hawaiian or Pacific Islander": (119, 52, 0.85),
        "Asian": (616, 302, 0.95),
        "Native American or Alaska Native": (41, 18, 0.85),
        "Two or More Races": (213, 96, 0.87),
    }
    cells = {name: (n - k, k, 0, 0) for name, (n, k, _) in published.items()}
    found = rates(table(cells), "selection_rate").value
    ratios = [round(rate / max(found), 2) for rate in found]
    assert ratios == [ratio for _, _, ratio in published.values()]


FAIRLEARN_DOCS = {
    "group": "bbabbcccaacabccbcc",
    "y_true": "011110101000111111",
    "y_pred": "001011100111100110",
    "weight": "121323121231232311",
}


def test_example_of_the_fairlearn_guide():
    codes, y_true, y_pred, weights = (
        np.array(["abc".index(letter) if column == "group" else int(letter) for letter in letters])
        for column, letters in FAIRLEARN_DOCS.items()
    )
    counts = Counts.of("g", ("a", "b", "c"), codes, y_true, y_pred)
    assert rates(counts, "true_positive_rate").value == pytest.approx((0.5, 0.6, 0.4))
    assert rates(counts, "false_positive_rate").value == pytest.approx((1, 0, 2 / 3))
    assert rates(counts, "selection_rate").value == pytest.approx((0.75, 0.5, 0.5))
    weighted = Counts.of("g", ("a", "b", "c"), codes, y_true, y_pred, weights=weights)
    assert rates(weighted, "true_positive_rate").value == pytest.approx((0.5, 7 / 12, 0.25))
    assert overall(weighted, "true_positive_rate").value == pytest.approx((5 / 11,))


def test_example_of_aequitas():
    counts = table({"High": (1, 1, 1, 2), "Low": (1, 2, 1, 1)})
    assert rates(counts, "false_positive_rate").value == pytest.approx((1 / 2, 2 / 3))
    assert rates(counts, "false_negative_rate").value == pytest.approx((1 / 3, 1 / 2))
    assert rates(counts, "false_omission_rate").value == pytest.approx((1 / 2, 1 / 2))
    assert rates(counts, "false_discovery_rate").value == pytest.approx((1 / 3, 2 / 3))


def test_unlabelled_rows_are_selected_but_have_no_errors():
    n = np.array([[[1, 2], [3, 4], [5, 6]]])
    counts = Counts("x", ("a",), n)
    assert rates(counts, "selection_rate").value == (12 / 21,)
    assert rates(counts, "accuracy").value == (5 / 10,)
    assert rates(counts, "accuracy").rows.tolist() == [21]
    assert [name for name, metric in METRICS.items() if not metric.needs_labels] == ["selection_rate"]


@pytest.mark.parametrize(
    ("cells", "name", "reason"),
    [
        ([[9, 5], [0, 0], [0, 0]], "true_positive_rate", "no positives among 14 rows"),
        ([[1, 0], [0, 0], [2, 0]], "true_positive_rate", "no positives among 1 labelled row"),
        ([[0, 0], [3, 1], [0, 0]], "false_positive_rate", "no negatives among 4 rows"),
        ([[5, 0], [0, 0], [0, 0]], "precision", "no positive predictions among 5 rows"),
        ([[0, 5], [0, 1], [0, 0]], "false_omission_rate", "no negative predictions among 6 rows"),
        ([[0, 0], [0, 0], [700, 800]], "accuracy", "no labels among 1,500 rows"),
        ([[0, 0], [0, 0], [1, 0]], "precision", "no labels among 1 row"),
        ([[0, 0], [0, 0], [0, 0]], "selection_rate", "no rows"),
        ([[0, 0], [0, 0], [0, 0]], "true_positive_rate", "no rows"),
    ],
)
def test_no_trials_is_a_reason_and_never_a_number(cells, name, reason):
    found = rates(Counts("x", ("a",), np.array([cells])), name)
    assert found.value == (None,)
    assert found.reasons == (reason,)
    assert found.effective_trials.tolist() == [0.0]


def test_weights_that_are_all_zero_are_a_reason_too():
    found = rates(
        Counts.of("x", ("a",), *np.array([[0, 0], [1, 1], [1, 0]]), weights=np.zeros(2)), "accuracy"
    )
    assert (found.value, found.reasons) == ((None,), ("no weight above 0 among 2 rows",))
    assert found.trials.tolist() == [2]


def test_effective_trials_by_the_formula_over_rows():
    rng = np.random.default_rng(1)
    outcome, prediction, weights = np.ones(50, dtype=int), rng.integers(0, 2, 50), rng.uniform(0.1, 9, 50)
    counts = Counts.of("x", ("a",), np.zeros(50, dtype=int), outcome, prediction, weights=weights)
    found = rates(counts, "true_positive_rate")
    p = np.average(prediction, weights=weights)
    expected = p * (1 - p) / (weights**2 * (prediction - p) ** 2).sum() * weights.sum() ** 2
    assert found.value[0] == pytest.approx(p, abs=1e-14)
    assert found.effective_trials[0] == pytest.approx(expected, rel=1e-12)
    assert found.effective_successes[0] == pytest.approx(expected * p, rel=1e-12)


def test_a_rate_of_one_has_the_effective_trials_of_kish():
    weights = np.array([1.0, 2.0, 3.0])
    ones = np.ones(3, dtype=int)
    found = rates(Counts.of("x", ("a",), ones - 1, ones, ones, weights=weights), "true_positive_rate")
    assert found.value == (1.0,)
    assert found.effective_trials[0] == pytest.approx(36 / 14)
    assert found.effective_successes[0] <= found.effective_trials[0] * (1 + 1e-15)


@given(ROWS, st.sampled_from(sorted(METRICS)))
def test_equal_weights_change_nothing(rows, name):
    codes = np.array(["abcd".index(row[0]) for row in rows])
    y_true, y_pred = (np.array([row[column] for row in rows]) for column in (1, 2))
    plain = rates(Counts.of("g", tuple("abcd"), codes, y_true, y_pred), name)
    for weight in (0.25, 1.0, 3.0):
        weights = np.full(len(rows), weight)
        ours = rates(Counts.of("g", tuple("abcd"), codes, y_true, y_pred, weights=weights), name)
        for left, right in zip(plain.value, ours.value, strict=True):
            assert left == right if left is None else right == pytest.approx(left, abs=1e-14)
        np.testing.assert_allclose(ours.effective_trials, plain.trials, rtol=1e-12)


@given(ROWS, st.sampled_from(sorted(METRICS)), st.permutations(range(4)))
def test_renaming_and_reordering_groups_changes_nothing(rows, name, order):
    codes = np.array(["abcd".index(row[0]) for row in rows])
    y_true, y_pred = (np.array([row[column] for row in rows]) for column in (1, 2))
    plain = rates(Counts.of("g", tuple("abcd"), codes, y_true, y_pred), name)
    moved = rates(Counts.of("g", tuple("wxyz"), np.array(order)[codes], y_true, y_pred), name)
    assert [moved.value[place] for place in order] == list(plain.value)
    assert [moved.reasons[place] for place in order] == list(plain.reasons)


MIRROR = {
    "true_positive_rate": "true_negative_rate",
    "false_negative_rate": "false_positive_rate",
    "precision": "negative_predictive_value",
    "false_discovery_rate": "false_omission_rate",
    "selection_rate": "selection_rate",
    "base_rate": "base_rate",
    "accuracy": "accuracy",
}


@pytest.mark.parametrize(("name", "mirrored"), MIRROR.items())
def test_swapping_the_labels_mirrors_the_metrics(name, mirrored):
    n = np.arange(1, 13).reshape(2, 3, 2)
    swapped = n[:, [1, 0, 2], ::-1]
    left = rates(Counts("x", ("a", "b"), n), name)
    right = rates(Counts("x", ("a", "b"), swapped, favourable_is_positive=False), mirrored)
    assert left.value == right.value


def test_direction_and_words():
    worse_if_high = {name for name, metric in METRICS.items() if not metric.higher_is_better}
    assert worse_if_high == {
        "false_positive_rate",
        "false_negative_rate",
        "false_discovery_rate",
        "false_omission_rate",
    }
    assert METRICS["false_positive_rate"].title == "Negatives taken for positive"
    assert len({metric.title for metric in METRICS.values()}) == len(METRICS)


def test_an_unknown_metric_names_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'true_positive_rate'"):
        rates(table(COMPAS), "true_postive_rate")
