"""What the tests of trees share."""

import warnings

import pytest


@pytest.fixture(scope="session")
def shap():
    """shap, imported without the warnings of its colour maps."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import shap
    return shap
