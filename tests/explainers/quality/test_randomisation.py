"""The sanity check: an explanation that does not look at the model is found out."""

import numpy as np
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Explanation, Options, load_explainer
from fairwitness.explainers.quality.randomisation import with_a_silenced_column, with_permuted_answers

from .conftest import exact


def shap(predict, rows, background, seed):
    return load_explainer("shap").explain(predict, rows, background, Options(seed=seed, check_rows=0))


def blind(predict, rows, background, seed):
    """What would be right for the linear model, whatever the model is."""
    said = exact(rows, background)
    return Explanation(said.values, said.base_values, said.outputs, said.columns)


def test_shap_passes(made):
    examined = made(rows=20)
    assert np.nanmean(with_permuted_answers(examined, shap)) < 0.5
    assert with_a_silenced_column(examined, shap) == pytest.approx(np.zeros(20), abs=1e-9)


def test_what_is_blind_to_the_model_does_not(made):
    examined = made(rows=20)
    assert with_permuted_answers(examined, blind) == pytest.approx(np.ones(20))
    assert with_a_silenced_column(examined, blind) == pytest.approx(np.ones(20))


def test_the_permuted_model_keeps_its_answers_and_their_values(made):
    examined = made(rows=20)
    asked = []

    def look(predict, rows, background, seed):
        asked.append((predict(rows), predict(rows.iloc[::-1])[::-1], predict(background)))
        return exact(rows, background)

    with_permuted_answers(examined, look)
    one, again, many = asked[0]
    assert np.array_equal(one, again), "the same row has the same answer in any order"
    answers = examined.answer(examined.coded_background)
    assert np.isin(many, answers).all()
    assert abs(np.corrcoef(many, answers)[0, 1]) < 0.25


def test_an_unknown_column_is_refused(made):
    with pytest.raises(ExplanationError, match="must be one of the explained ones"):
        with_a_silenced_column(made(), shap, "age")
