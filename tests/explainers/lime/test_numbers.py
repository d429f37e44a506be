"""Without conditions on numbers it is lime with `discretize_continuous=False`, around the mean or around the row."""

import warnings

import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Options
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.lime import LimeOptions
from fairwitness.explainers.lime.numbers import Numbers
from fairwitness.explainers.lime.sampling import Draw
from fairwitness.explainers.lime_tabular import LimeTabular

RNG = np.random.default_rng(0)
BACKGROUND = pd.DataFrame(
    {"a": RNG.normal(3, 2, 300), "b": RNG.normal(-1, 0.5, 300), "k": RNG.integers(0, 3, 300).astype(str)}
)
ROWS = BACKGROUND.iloc[:2]


def curved(a, b, k):
    return 1 / (1 + np.exp(-np.sin(a) - a * b + (k == 1)))


def answer(frame):
    return curved(frame["a"].to_numpy(), frame["b"].to_numpy(), frame["k"].to_numpy(dtype=float))


def theirs(*, local, seeds=range(8)):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lime.lime_tabular import LimeTabularExplainer
    data = BACKGROUND.assign(k=BACKGROUND["k"].astype(float)).to_numpy(dtype=float)
    found = []
    for seed in seeds:
        lime = LimeTabularExplainer(
            data,
            categorical_features=[2],
            feature_selection="none",
            discretize_continuous=False,
            sample_around_instance=local,
            random_state=seed,
        )
        for row in range(2):
            one = lime.explain_instance(
                data[row],
                lambda matrix: np.column_stack([1 - curved(*matrix.T), curved(*matrix.T)]),
                num_features=3,
                num_samples=3000,
            )
            found.append([dict(one.local_exp[1])[place] for place in range(3)] + [one.score])
    return np.array(found).reshape(len(seeds), 2, 4)


@pytest.mark.parametrize("local", [False, True])
def test_it_is_lime_within_the_error_of_a_draw(local):
    chosen = LimeOptions(discretize=False, local=local)
    found = LimeTabular().explain(answer, ROWS, BACKGROUND, Options(n_samples=3000, lime=chosen))
    lime = theirs(local=local)
    mean, spread = lime.mean(axis=0), lime.std(axis=0, ddof=1) * np.sqrt(1 + 1 / len(lime))
    ours = np.column_stack([found.values, found.fidelity])
    assert (np.abs(ours - mean) <= 4 * spread + 1e-3).all()
    assert found.meta["local"] is local


def numbers(rows, background, *, local):
    codec = ColumnCodec(background, rows)
    coded = codec.encode(background)
    return Numbers(codec, coded, codec.encode(rows), Draw.of(coded, 4001, 0), local=local)


def test_the_draw_is_around_the_row_only_where_it_is_local():
    around, local = (numbers(ROWS, BACKGROUND, local=local) for local in (False, True))
    assert local.shared is None
    mean, spread = BACKGROUND["a"].mean(), BACKGROUND["a"].std(ddof=0)
    assert around.shared[:, 0].mean() == pytest.approx(mean, abs=4 * spread / np.sqrt(4000))
    for row in range(2):
        own = local.own_values(row)[:, 0]
        assert own.mean() == pytest.approx(ROWS["a"].iloc[row], abs=4 * spread / np.sqrt(4000))
        assert own.std() == pytest.approx(spread, rel=0.05)


def test_features_are_standard_deviations_and_equalities_and_their_distance_is_squared():
    found = numbers(ROWS, BACKGROUND, local=False)
    features, squared = found.seen_from(1)
    assert features[0, 0] == pytest.approx(
        (ROWS["a"].iloc[1] - BACKGROUND["a"].mean()) / BACKGROUND["a"].std(ddof=0)
    )
    assert features[2, 0] == 1
    assert set(features[2]) == {0.0, 1.0}
    np.testing.assert_allclose(squared, ((features - features[:, :1]) ** 2).sum(axis=0))
    assert found.by_code() is None


def test_whole_numbers_stay_whole_and_in_their_type_and_constants_stay():
    background = pd.DataFrame({"byte": np.array([0, 1, 255], dtype=np.uint8), "five": [5, 5, 5]})
    found = numbers(background.iloc[:1], background, local=False)
    assert (found.shared == np.rint(found.shared)).all()
    assert (found.shared[:, 0].min(), found.shared[:, 0].max()) == (0, 255)
    assert set(found.shared[:, 1]) == {5.0}


def test_missing_numbers_are_refused_with_what_to_do():
    with pytest.raises(ExplanationError, match=r"'a' must have no missing values.*Leave `discretize` on"):
        numbers(ROWS.assign(a=[1.0, np.nan]), BACKGROUND, local=False)


def test_words_say_the_step_or_the_value():
    found = numbers(ROWS, BACKGROUND, local=False)
    assert found.conditions(0)[0] == f"a + {BACKGROUND['a'].std(ddof=0):.4g}"
    assert found.conditions(0)[2] == f"k={ROWS['k'].iloc[0]}"


def test_a_width_that_is_local_leaves_a_tenth():
    chosen = LimeOptions(discretize=False, local=True, kernel_width="local")
    wide = pd.DataFrame(RNG.normal(size=(200, 8)), columns=list("abcdefgh"))
    found = LimeTabular().explain(
        lambda frame: frame["a"] * frame["b"], wide.iloc[:3], wide, Options(n_samples=2000, lime=chosen)
    )
    np.testing.assert_allclose(found.effective_samples, 200, rtol=1e-3)
