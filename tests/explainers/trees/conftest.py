"""What the tests of trees share."""

import warnings

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(scope="session", autouse=True)
def _one_thread_for_small_models():
    """Threads of scikit-learn and XGBoost wait for each other longer than small models take."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def shap():
    """shap, imported without the warnings of its colour maps."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import shap
    return shap
