import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts
from fairwitness.audits.individual.entropy import generalized_entropy
from fairwitness.audits.rates import rates
from fairwitness.errors import DataError, PlanError

TABLES = st.lists(st.lists(st.integers(0, 9), min_size=6, max_size=6), min_size=1, max_size=4).map(
    lambda cells: np.array(cells).reshape(-1, 3, 2)
)
ALPHAS = st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0])

# Printed by the tests of AIF360.
TRUE = [1, 0, 0, 1, 0, 0, 1, 0, 1, 1]
FIRST, SECOND = [1, 0, 0, 0, 1, 1, 1, 0, 1, 0], [0, 1, 1, 0, 0, 0, 0, 1, 1, 1]


def counted(y_true, y_pred, codes=None, groups=1):
    codes = np.zeros(len(y_true), int) if codes is None else np.asarray(codes)
    return Counts.of("g", tuple("abcd"[:groups]), codes, np.asarray(y_true), np.asarray(y_pred))


def benefits(cells):
    """One number for each labelled row."""
    return np.repeat([1.0, 2.0, 0.0, 1.0], cells[:2].ravel())


def direct(benefit, alpha):
    """The definition, row by row."""
    if not len(benefit) or benefit.mean() == 0 or (alpha <= 0 and (benefit == 0).any()):
        return None
    relative = benefit / benefit.mean()
    if alpha == 1:
        return float(np.mean([x * np.log(x) if x else 0.0 for x in relative]))
    if alpha == 0:
        return float(-np.mean(np.log(relative)))
    return float(np.mean(relative**alpha - 1) / (alpha * (alpha - 1)))


@pytest.mark.parametrize(
    ("y_pred", "alpha", "value"), [(FIRST, 2, 0.2), (FIRST, 1, 0.2772588722239781), (SECOND, 2, 0.3)]
)
def test_published_indices(y_pred, alpha, value):
    found = generalized_entropy(counted(TRUE, y_pred).n, alpha=alpha)
    assert found.value == pytest.approx(value, abs=1e-12)
    assert (found.between, found.within) == (0, pytest.approx(value, abs=1e-12))
    assert found.by_group == (found.value,)


@given(TABLES, ALPHAS)
def test_the_rows_themselves_give_the_same_and_the_parts_add_up(n, alpha):
    found = generalized_entropy(n, alpha=alpha)
    whole = np.concatenate([benefits(cells) for cells in n])
    expected = [direct(benefits(cells), alpha) for cells in n]
    assert [value is None for value in found.by_group] == [value is None for value in expected]
    assert [reason is None for reason in found.reasons] == [value is not None for value in expected]
    for ours, theirs in zip(found.by_group, expected, strict=True):
        assert ours == (None if theirs is None else pytest.approx(theirs, abs=1e-12))
    value = direct(whole, alpha)
    if value is None:
        assert (found.value, found.between, found.within) == (None, None, None)
        assert found.reason
        return
    means = np.concatenate(
        [np.full(len(benefits(c)), benefits(c).mean() if len(benefits(c)) else 0) for c in n]
    )
    assert found.value == pytest.approx(value, abs=1e-12)
    assert found.between == pytest.approx(direct(means, alpha), abs=1e-12)
    assert found.between + found.within == pytest.approx(found.value, abs=1e-12)
    assert min(found.value, found.between, found.within) >= -1e-15


@given(TABLES, ALPHAS, st.permutations(range(4)))
def test_renaming_groups_and_labels_changes_nothing(n, alpha, order):
    places = [place for place in order if place < len(n)]
    plain, moved = generalized_entropy(n, alpha=alpha), generalized_entropy(n[places], alpha=alpha)
    assert moved.by_group == tuple(plain.by_group[place] for place in places)
    swapped = generalized_entropy(n[:, [1, 0, 2], ::-1], alpha=alpha, favourable_is_positive=False)
    for other in (moved, swapped):
        for name in ("value", "between", "within"):
            left, right = getattr(plain, name), getattr(other, name)
            assert left == (right if right is None else pytest.approx(right, abs=1e-13))
    assert swapped.reasons == plain.reasons


def test_a_false_alarm_harms_where_the_positive_label_does():
    n = np.array([[[5, 1], [0, 5], [0, 0]]])  # one row wrongly called positive
    assert generalized_entropy(n, alpha=0).value is not None  # its benefit is 2
    assert generalized_entropy(n, alpha=0, favourable_is_positive=False).value is None  # its benefit is 0


@pytest.mark.parametrize(
    ("cells", "alpha", "reason"),
    [
        ([[0, 0], [0, 0], [3, 4]], 2, "no labelled rows"),
        ([[0, 0], [5, 0], [0, 0]], 1, "no row has a benefit"),
        ([[3, 0], [5, 0], [0, 0]], 0, "some rows have no benefit"),
        ([[3, 0], [5, 0], [0, 0]], -1, "some rows have no benefit"),
    ],
)
def test_what_is_not_defined_says_why(cells, alpha, reason):
    found = generalized_entropy(np.array([cells]), alpha=alpha)
    assert (found.value, found.by_group) == (None, (None,))
    assert found.reason.startswith(reason)
    assert found.reasons == (found.reason,)


def test_a_group_without_benefit_adds_to_the_difference_between_groups_only():
    n = np.array([[[0, 0], [4, 0], [0, 0]], [[6, 0], [0, 6], [0, 0]]])
    for alpha in (0.5, 1, 2):
        found = generalized_entropy(n, alpha=alpha)
        assert found.by_group == (None, 0)
        assert found.within == 0
        assert found.between == pytest.approx(found.value, abs=1e-15)
        assert found.value > 0


def test_no_groups_are_no_rows():
    found = generalized_entropy(np.zeros((0, 3, 2)))
    assert (found.value, found.reason, found.by_group) == (None, "no labelled rows", ())


def test_weights_count_as_rows():
    n = np.array([[[3, 1], [2, 4], [0, 0]]])
    assert generalized_entropy(n * 0.25).value == pytest.approx(generalized_entropy(n).value, abs=1e-15)


def test_bad_input_is_refused():
    with pytest.raises(DataError, match=r"shape \(groups, 3, 2\)"):
        generalized_entropy(np.ones((2, 2)))
    with pytest.raises(DataError, match="0 or more"):
        generalized_entropy(np.full((1, 3, 2), np.nan))
    for alpha in (np.nan, np.inf, 11):
        with pytest.raises(PlanError, match="from -10 to 10"):
            generalized_entropy(np.ones((1, 3, 2)), alpha=alpha)


@pytest.mark.data
def test_adult_as_printed_by_aif360(data_folder):
    frame = pd.read_csv(data_folder / "predictions" / "aif360_adult_sex.csv")
    counts = counted(frame.y_true_fav, frame.y_pred_fav, frame.sex_privileged, groups=2)
    assert generalized_entropy(counts.n, alpha=1).value == pytest.approx(0.1128, abs=5e-5)
    selected, found, alarm = (
        np.array(rates(counts, name).value)
        for name in ("selection_rate", "true_positive_rate", "false_positive_rate")
    )
    whole = [rates(counts.pooled(), name).value[0] for name in ("true_positive_rate", "true_negative_rate")]
    assert sum(whole) / 2 == pytest.approx(0.7417, abs=5e-5)
    assert selected[0] - selected[1] == pytest.approx(-0.3576, abs=5e-5)
    assert selected[0] / selected[1] == pytest.approx(0.2774, abs=5e-5)
    assert (found[0] - found[1] + alarm[0] - alarm[1]) / 2 == pytest.approx(-0.3281, abs=5e-5)
    assert found[0] - found[1] == pytest.approx(-0.4001, abs=5e-5)


def test_holistic_ai_example():
    group = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    counts = counted([1, 1, 0, 0, 1, 1, 1, 0, 0, 0], [1, 1, 1, 0, 1, 1, 0, 0, 0, 0], group, groups=2)
    rate = {
        name: np.array(rates(counts, name).value)
        for name in ("selection_rate", "true_positive_rate", "false_positive_rate", "accuracy")
    }
    gap = {name: value[0] - value[1] for name, value in rate.items()}
    assert gap["selection_rate"] == pytest.approx(0.4166666666666667)
    assert gap["true_positive_rate"] == pytest.approx(1 / 3)
    assert gap["false_positive_rate"] == pytest.approx(0.5)
    assert gap["accuracy"] == pytest.approx(-0.08333333333333337)
    assert rate["selection_rate"][0] / rate["selection_rate"][1] == pytest.approx(2.25)
    assert (gap["true_positive_rate"] + gap["false_positive_rate"]) / 2 == pytest.approx(0.4166666666666667)
