"""What a plan may choose about LIME is what the explainer knows."""

from dataclasses import fields

import pytest
from pydantic import ValidationError

from fairwitness.audits.plan.explain import Explain
from fairwitness.audits.plan.lime import Lime
from fairwitness.explainers.lime import LimeOptions


def test_it_has_the_explainers_choices_and_defaults():
    assert set(Lime.model_fields) == {field.name for field in fields(LimeOptions)}
    assert LimeOptions(**Lime().model_dump()) == LimeOptions()


def test_a_plan_without_it_says_nothing_of_it():
    assert "lime" not in Explain().model_dump()
    assert Explain(lime={"kernel_width": 0.8}).model_dump()["lime"]["kernel_width"] == 0.8


@pytest.mark.parametrize("width", [0, -1, "wide", float("nan"), float("inf")])
def test_a_width_is_a_number_above_0_or_has_a_name(width):
    with pytest.raises(ValidationError):
        Lime(kernel_width=width)


def test_local_numbers_cannot_be_discretized():
    with pytest.raises(ValidationError, match="`discretize: false`"):
        Lime(local=True)
    assert Lime(local=True, discretize=False).local
