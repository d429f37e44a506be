"""The attack of Slack et al. is caught, honest models are not, and few rows say nothing."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from fairwitness.explainers.quality.scaffolding import LEAST_ROWS, scaffolding


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
        assert scaffolding(decide, people(300, 2)).says != "fires"


def test_an_openly_racist_model_hides_nothing():
    assert scaffolding(lambda rows: rows["race"].to_numpy() * 1.0, people(300, 2)).says == "clear"


def test_a_constant_model_hides_nothing():
    assert scaffolding(lambda rows: np.ones(len(rows)), people(150, 2)).says == "clear"


def test_too_few_rows_say_nothing():
    assert scaffolding(attack(), people(LEAST_ROWS - 1, 2)).says == "inconclusive"


def test_the_same_seed_gives_the_same_number():
    predict = attack()
    assert scaffolding(predict, people(120, 2), 4) == scaffolding(predict, people(120, 2), 4)
