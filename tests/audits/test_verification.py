"""The first thing that differs between a record's explanation and one computed anew is named."""

import pytest

from fairwitness.audits.record.reasons import GlobalExplanation, Importance
from fairwitness.audits.verification import first_difference


def _importance(**changes):
    value = changes.pop("value", 0.4)
    feature = Importance(column="age", label="Age", value=value, standard_error=None, sensitive=False)
    return GlobalExplanation(
        **{
            "method": "shap",
            "engine": "e",
            "scale": "score",
            "rows": 5,
            "background_rows": 3,
            "background_hash": "ab",
            "base_value": 0.1,
            "base_value_definition": "mean",
            "additivity_residual": 0.0,
            "seed": 0,
            "n_samples": 1,
            "features": (feature,),
            **changes,
        }
    )


def test_the_same_matches_also_but_for_rounding():
    assert first_difference(_importance(), _importance()) is None
    assert first_difference(_importance(), _importance(value=0.4 + 1e-9)) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": 0.41}, "column 'age'"),
        ({"background_hash": "cd"}, "background hash"),
        ({"seed": 1}, "seed"),
    ],
)
def test_what_differs_is_named(changes, said):
    assert said in first_difference(_importance(), _importance(**changes))


def test_a_column_that_is_gone_is_named():
    assert "'age'" in first_difference(_importance(), _importance(features=()))
