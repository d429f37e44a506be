"""Surrogates of linear models are these models, whichever rows are explained together and in which blocks."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.lime import surrogates as module
from fairwitness.explainers.lime.answers import Answers
from fairwitness.explainers.lime.conditions import Conditions
from fairwitness.explainers.lime.kernel import LOCAL_SHARE
from fairwitness.explainers.lime.numbers import Numbers
from fairwitness.explainers.lime.sampling import Draw
from fairwitness.explainers.lime.surrogates import surrogates

RNG = np.random.default_rng(0)
BACKGROUND = pd.DataFrame(RNG.normal(size=(120, 6)), columns=list("abcdef"))
SLOPES = np.array([3.0, -2.0, 1.0, 0.5, 0.0, 0.0])
SAMPLES = 2000


def found(rows, *, ask=lambda matrix: matrix @ SLOPES, width=2.0, kind="numbers"):
    codec = ColumnCodec(BACKGROUND, rows)
    coded, explained = codec.encode(BACKGROUND), codec.encode(rows)
    draw = Draw.of(coded, SAMPLES, 0)
    around = (
        Numbers(codec, coded, explained, draw, local=False)
        if kind == "numbers"
        else Conditions(codec, coded, explained, draw, within="lime")
    )
    return surrogates(around, Answers(ask, around, ask(explained)), (SAMPLES, 6), width)


def test_a_linear_model_is_its_own_surrogate():
    rows = BACKGROUND.iloc[:4]
    ours = found(rows)
    step = BACKGROUND.std(ddof=0).to_numpy()
    np.testing.assert_allclose(ours.fits.weights, np.tile(SLOPES * step, (4, 1)), atol=0.05)
    assert (ours.fits.r2 > 0.999).all()
    at_row = ours.base_values + ours.fits.weights.sum(axis=1)
    np.testing.assert_allclose(at_row, rows.to_numpy() @ SLOPES, atol=0.2)


def test_the_base_value_of_conditions_is_where_none_is_met():
    ours = found(BACKGROUND.iloc[:2], kind="conditions")
    assert (ours.positions == 1).all()
    np.testing.assert_array_equal(ours.base_values, ours.fits.intercepts)


@pytest.mark.parametrize("kind", ["numbers", "conditions"])
@pytest.mark.parametrize("rows", [3, 40])
def test_blocks_change_nothing(monkeypatch, kind, rows):
    whole = found(BACKGROUND.iloc[:rows], kind=kind)
    monkeypatch.setattr(module, "_BLOCK_ROWS", 7)
    parts = found(BACKGROUND.iloc[:rows], kind=kind)
    for name in ("weights", "intercepts", "r2", "influences"):
        assert (getattr(whole.fits, name) == getattr(parts.fits, name)).all()
    assert (whole.effective_samples == parts.effective_samples).all()


@pytest.mark.parametrize("kind", ["numbers", "conditions"])
def test_a_local_width_leaves_the_share_that_it_says(kind):
    ours = found(BACKGROUND.iloc[:20], kind=kind, width="local")
    assert ours.effective_samples.min() == pytest.approx(LOCAL_SHARE * SAMPLES, rel=0.01)


def test_a_constant_answer_is_not_estimable():
    ours = found(BACKGROUND.iloc[:2], ask=lambda matrix: np.full(len(matrix), 0.7))
    assert not ours.fits.estimable.any()
    np.testing.assert_allclose(ours.base_values, 0.7)
