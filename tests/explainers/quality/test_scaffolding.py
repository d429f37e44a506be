"""The attack of Slack et al. is caught, honest models are not, and few rows say nothing."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from fairwitness.explainers.quality import scaffolding as measured
from fairwitness.explainers.quality.scaffolding import DRAWS, LEAST_ROWS, scaffolding


def people(rows, seed):
    """Eight columns that hang together; race is correlated with the first, and a coin with nothing."""
    random = np.random.default_rng(seed)
    loadings = np.random.default_rng(0).normal(size=(3, 6))
    columns = random.normal(size=(rows, 3)) @ loadings + 0.5 * random.normal(size=(rows, 6))
    frame = pd.DataFrame(columns, columns=[f"c{place}" for place in range(6)])
    frame["race"] = (frame["c0"] + random.normal(size=rows) > 0).astype(int)
    frame["coin"] = random.integers(0, 2, rows)
    return frame


TRAINING = people(1500, 1)
RIGHT = TRAINING["race"] + TRAINING["c0"] * TRAINING["c1"] + np.random.default_rng(0).normal(size=1500) > 0.5


@pytest.fixture
def few_trees(monkeypatch):
    """What is asked does not depend on how many learn from it."""
    monkeypatch.setattr(measured, "TREES", 20)


def attack():
    """A racist model behind an innocuous one that answers wherever a row looks made up."""
    random = np.random.default_rng(5)
    made_up = TRAINING.apply(lambda column: random.permutation(column.to_numpy()))
    seen = pd.concat([TRAINING, made_up])
    guard = RandomForestClassifier(60, min_samples_leaf=2, random_state=0).fit(
        seen, np.repeat([1, 0], len(TRAINING))
    )

    def predict(frame):
        real = guard.predict(frame) == 1
        return np.where(real, frame["race"], frame["coin"]).astype(float)

    return predict


def noisy_attack(*, whole):
    """The same, with a guard that learned normal noise on every column, as that of Slack et al. against LIME does.

    With `whole` numbers those stay whole in what it learned from, too.
    """
    random = np.random.default_rng(5)
    made_up = TRAINING + random.normal(size=TRAINING.shape) * TRAINING.std().to_numpy()
    if whole:
        made_up[["race", "coin"]] = made_up[["race", "coin"]].round()
    guard = RandomForestClassifier(60, min_samples_leaf=2, random_state=0).fit(
        np.vstack([TRAINING, made_up]), np.repeat([1, 0], len(TRAINING))
    )

    def predict(frame):
        real = guard.predict(frame.to_numpy(dtype=float)) == 1
        return np.where(real, frame["race"] > 0.5, frame["coin"] > 0.5).astype(float)

    return predict


@pytest.mark.parametrize("whole", [True, False])
def test_a_guard_that_learned_normal_noise_is_caught(whole):
    rows = people(300, 2)
    found = scaffolding(noisy_attack(whole=whole), rows if whole else rows.astype(float), 2)
    assert found.says == "fires", found


@pytest.mark.usefixtures("few_trees")
def test_made_up_rows_keep_whole_numbers_missing_values_and_categories():
    rows = people(150, 2)
    rows["many"] = np.arange(150, dtype=np.uint8)
    rows.loc[::3, "c1"] = np.nan
    rows["job"] = np.where(rows["coin"] == 1, "cook", "smith")
    asked = []

    def predict(frame):
        asked.append(frame)
        return frame["c0"].to_numpy()

    scaffolding(predict, rows)
    real, apart, noisy = asked
    assert len(apart) == len(noisy) == DRAWS * len(rows)
    assert (real.dtypes == rows.dtypes).all()
    assert (noisy.dtypes == rows.dtypes).all()
    assert set(noisy["job"]) == {"cook", "smith"}
    assert apart["c0"].isin(rows["c0"]).all()
    assert not noisy["c0"].isin(rows["c0"]).any()
    assert (noisy["c1"].isna().to_numpy() == np.repeat(rows["c1"].isna().to_numpy(), DRAWS)).all()


@pytest.mark.usefixtures("few_trees")
def test_a_model_that_refuses_what_does_not_occur_is_asked_within_the_range():
    rows = people(150, 2)
    low, high = rows.min(), rows.max()

    def picky(frame):
        if ((frame < low) | (frame > high)).any(axis=None):
            raise ValueError
        return frame["race"].to_numpy() * 1.0

    assert scaffolding(picky, rows).says == "clear"


@pytest.mark.usefixtures("few_trees")
def test_rows_without_numbers_are_drawn_apart_only():
    words = people(150, 2)[["race", "coin"]].replace({0: "no", 1: "yes"})
    asked = []

    def predict(frame):
        asked.append(len(frame))
        return (frame["race"] == "yes").to_numpy() * 1.0

    assert scaffolding(predict, words).says == "clear"
    assert asked == [150, 150 * DRAWS]


@pytest.mark.parametrize("seed", [2, 3])
def test_the_attack_is_caught(seed):
    found = scaffolding(attack(), people(300, seed), seed)
    assert found.says == "fires", found


@pytest.mark.parametrize(
    "model",
    [
        LogisticRegression(max_iter=1000),
        RandomForestClassifier(60, random_state=0),
        MLPClassifier((16,), max_iter=60, random_state=0),
    ],
    ids=lambda model: type(model).__name__,
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_an_honest_model_is_not(model):
    model.fit(TRAINING, RIGHT)
    for decide in (lambda rows: model.predict_proba(rows)[:, 1], lambda rows: model.predict(rows) * 1.0):
        assert scaffolding(decide, people(200, 2)).says != "fires"


def test_an_openly_racist_model_hides_nothing():
    assert scaffolding(lambda rows: rows["race"].to_numpy() * 1.0, people(300, 2)).says == "clear"


def test_a_constant_model_hides_nothing():
    assert scaffolding(lambda rows: np.ones(len(rows)), people(150, 2)).says == "clear"


def test_too_few_rows_say_nothing():
    assert scaffolding(attack(), people(LEAST_ROWS - 1, 2)).says == "inconclusive"


@pytest.mark.usefixtures("few_trees")
def test_the_same_seed_gives_the_same_number():
    predict = attack()
    assert scaffolding(predict, people(120, 2), 4) == scaffolding(predict, people(120, 2), 4)
