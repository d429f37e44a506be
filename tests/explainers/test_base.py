"""Explanations say what they are and refuse what they are not."""

import numpy as np
import pytest

from fairwitness import _registry
from fairwitness.errors import ExplanationError, UnknownNameError
from fairwitness.explainers.base import Explanation, Options, load_explainer

VALUES = np.array([[1.0, -2.0], [3.0, 0.0]])


def made(**changes):
    given = {"values": VALUES, "base_values": [1.0, 1.0], "outputs": [0.0, 4.5], "columns": ("a", "b")}
    return Explanation(**(given | changes))


def test_residual_is_the_largest_gap():
    assert made().additivity_residual == pytest.approx(0.5)


def test_importance_by_hand():
    first, second = made().importance()
    assert (first.column, first.mean, second.mean) == ("a", 2.0, 1.0)
    assert first.standard_error == pytest.approx(1.0)  # deviation sqrt(2), over sqrt(2)
    one = made(values=VALUES[:1], base_values=[1], outputs=[0]).importance()
    assert one[0].standard_error is None


def test_nothing_can_be_changed_afterwards():
    given = VALUES.copy()
    explanation = made(values=given, meta={"seed": 1})
    given[0, 0] = 99
    assert explanation.values[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        explanation.values[0, 0] = 2
    with pytest.raises(TypeError):
        explanation.meta["seed"] = 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": VALUES[:, :1]}, r"`values` must have shape \(2, 2\)"),
        ({"fidelity": [0.5]}, r"`fidelity` must have shape \(2,\)"),
        ({"standard_errors": VALUES[:1]}, "`standard_errors` must have shape"),
        ({"base_values": [1.0, np.nan]}, "`base_values` must be finite numbers. Got 1 that are not"),
        ({"conditions": (("a > 1",),)}, "`conditions` must name 2 conditions"),
    ],
)
def test_what_does_not_fit_is_refused(changes, message):
    with pytest.raises(ExplanationError, match=message):
        made(**changes)


@pytest.mark.parametrize(
    "wrong", [{"n_samples": 0}, {"n_samples": 2.5}, {"seed": -1}, {"seed": None}, {"seed": True}]
)
def test_options_are_whole_numbers(wrong):
    with pytest.raises(ExplanationError, match="must be a whole number"):
        Options(**wrong)


def test_what_is_registered_must_be_an_explainer(monkeypatch):
    monkeypatch.setattr(_registry, "load", lambda group, name: dict)
    with pytest.raises(ExplanationError, match="Got dict instead"):
        load_explainer("odd")


def test_a_name_that_is_not_registered():
    with pytest.raises(UnknownNameError, match="no explainer named 'shape'"):
        load_explainer("shape")
