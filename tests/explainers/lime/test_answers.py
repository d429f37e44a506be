"""The model is asked about shared rows once, about others in batches, and answers go where they belong."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.lime import answers as module
from fairwitness.explainers.lime.answers import Answers
from fairwitness.explainers.lime.conditions import Conditions
from fairwitness.explainers.lime.numbers import Numbers
from fairwitness.explainers.lime.sampling import Draw

RNG = np.random.default_rng(0)
BACKGROUND = pd.DataFrame({"a": RNG.normal(size=50), "c": RNG.choice(["u", "v"], 50)})
ROWS = pd.DataFrame({"a": [0.1, 0.2, 0.3], "c": ["u", "new", "v"]})
SAMPLES = 400


def parts(*, local=False):
    codec = ColumnCodec(BACKGROUND, ROWS)
    coded, rows = codec.encode(BACKGROUND), codec.encode(ROWS)
    draw = Draw.of(coded, SAMPLES, 0)
    return (
        Numbers(codec, coded, rows, draw, local=True)
        if local
        else Conditions(codec, coded, rows, draw, within="lime")
    )


def ask(matrix):
    return matrix[:, 0] + 10 * matrix[:, 1]


def test_shared_rows_are_asked_about_once_and_only_own_ones_again():
    asked = []
    around = parts()
    found = Answers(
        lambda matrix: asked.append(len(matrix)) or ask(matrix), around, np.array([7.0, 8.0, 9.0])
    )
    told = list(found.each())
    own = len(around.own_places(1))
    assert 0 < own < SAMPLES / 10
    assert asked == [SAMPLES - 1, own]
    assert found.asked == 3 + SAMPLES - 1 + own
    assert [found.plain(row) for row in range(3)] == [True, False, True]
    for row, answers in enumerate(told):
        expected = ask(around.shared)
        expected[around.own_places(row)] = ask(around.own_values(row))
        assert answers.tolist() == [7.0 + row, *expected]


@pytest.mark.parametrize("batch", [1, 150, 500, 5000])
def test_batches_do_not_change_the_answers(monkeypatch, batch):
    monkeypatch.setattr(module, "BATCH_ROWS", batch)
    around, sizes = parts(local=True), []
    found = Answers(lambda matrix: sizes.append(len(matrix)) or ask(matrix), around, np.zeros(3))
    told = np.array(list(found.each()))
    assert max(sizes) <= batch
    assert not any(found.plain(row) for row in range(3))
    np.testing.assert_array_equal(told[:, 1:], [ask(around.own_values(row)) for row in range(3)])


def test_progress_ends_at_what_was_planned_and_may_end_the_work():
    heard = []
    found = Answers(ask, parts(), np.zeros(3), lambda done, planned: heard.append((done, planned)))
    list(found.each())
    assert heard == sorted(heard)
    assert heard[-1][0] == heard[-1][1] == found.asked

    def stop(_done, _planned):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Answers(ask, parts(), np.zeros(3), stop)
