import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from fairwitness.errors import ExplanationError, UnknownNameError
from fairwitness.explainers.proxy import _auc, proxies


def groups(count=600):
    return np.array(["a", "b"] * (count // 2))


def test_a_column_that_is_the_group_tells_it_and_noise_does_not():
    names, draw = groups(), np.random.default_rng(0)
    X = pd.DataFrame({"copy": names, "code": (names == "a") * 1.0, "noise": draw.normal(size=600)})
    copy, code, noise = proxies(X, names, ("a", "b"))
    assert copy.auc == code.auc == 1
    assert copy.over()
    assert abs(noise.auc - 0.5) < 0.1
    assert not noise.over()
    assert noise.rows == 300


def test_a_column_that_tells_the_group_by_its_middle_is_found():
    """Neither high nor low: a straight line would see nothing."""
    names, draw = groups(2000), np.random.default_rng(0)
    X = pd.DataFrame({"x": np.where(names == "a", draw.normal(0, 0.5, 2000), draw.normal(0, 3, 2000))})
    (found,) = proxies(X, names, ("a", "b"))
    assert found.auc > 0.75
    assert found.low > 0.7


def test_a_shift_gives_the_auc_of_two_normal_distributions():
    names, draw = groups(20_000), np.random.default_rng(0)
    X = pd.DataFrame({"x": draw.normal((names == "a") * 1.0, 1)})
    (found,) = proxies(X, names, ("a", "b"))
    assert found.auc == pytest.approx(0.7602, abs=0.015)  # Phi(1 / sqrt(2))
    turned = proxies(X, names, ("b", "a"))[0]
    assert turned.auc == pytest.approx(found.auc, abs=0.02)


def test_an_id_that_names_every_row_tells_nothing_of_rows_that_were_not_seen():
    X = pd.DataFrame({"id": [f"case {n}" for n in range(400)]})
    assert proxies(X, groups(400), ("a", "b"))[0].auc == pytest.approx(0.5)


def test_missing_values_may_tell_the_group():
    names = groups(200)
    X = pd.DataFrame({"x": np.where(names == "a", np.nan, 1.0)})
    assert proxies(X, names, ("a", "b"))[0].auc == 1


def test_of_other_groups_nothing_is_said_and_the_seed_decides():
    names, draw = groups(), np.random.default_rng(0)
    names[::3] = "c"
    X = pd.DataFrame({"x": draw.normal(size=600)})
    one, again, other = (proxies(X, names, ("a", "b"), seed=seed) for seed in (0, 0, 1))
    assert one == again != other
    assert one[0].rows < 300


def test_the_interval_is_delongs():
    draw = np.random.default_rng(0)
    first, second = draw.normal(1, 1, 40).round(1), draw.normal(0, 1, 60).round(1)
    auc, low, high = _auc(first, second)
    assert auc == pytest.approx(roc_auc_score([1] * 40 + [0] * 60, [*first, *second]))
    table = (first[:, None] > second) + 0.5 * (first[:, None] == second)
    error = np.sqrt(table.mean(axis=1).var(ddof=1) / 40 + table.mean(axis=0).var(ddof=1) / 60)
    assert high - low == pytest.approx(2 * 1.959964 * error)


def test_what_does_not_fit_is_refused_in_a_sentence():
    X = pd.DataFrame({"x": range(20)})
    with pytest.raises(ExplanationError, match="takes 10 rows of each"):
        proxies(X, ["a"] * 15 + ["b"] * 5, ("a", "b"))
    with pytest.raises(UnknownNameError):
        proxies(X, groups(20), ("a", "z"))
    with pytest.raises(ExplanationError, match="one group for each of 20 rows"):
        proxies(X, ["a"], ("a", "b"))
