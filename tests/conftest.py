"""What all tests share: a home of their own, and examples that are the same on every machine."""

import gc
import os
import warnings
from importlib.util import find_spec

import pytest
from hypothesis import settings
from tests.spread import OneBrowser, longest_first

from fairwitness.audits.energy import meter

# A development dependency brings defusedxml, which openpyxl would use and users need not have: the tests do without.
os.environ["OPENPYXL_DEFUSEDXML"] = "False"

IN_CI = os.environ.get("FAIRWITNESS_CI") == "1"

# No deadline: the machine may be busy. The same examples every time in CI, so that a red run can be repeated.
settings.register_profile("fairwitness", deadline=None, derandomize=IN_CI)
settings.load_profile("fairwitness")


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory):
    """No test reads or writes what the person who runs the tests has kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWITNESS_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _short_windows():
    """A tenth of a second that a small audit would wait for, so that its power is worth stating, is nobody's here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meter, "SHORTEST_WINDOW_SECONDS", 0.02)
        yield


@pytest.fixture(scope="module", autouse=True)
def _collected():
    """What a file leaves is collected with it; what stays is not looked through again for those that follow."""
    yield
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Twelve thousand tests stay: to look for garbage among them takes a quarter of the time of finding them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def _needs(*packages):
    missing = [package for package in packages if find_spec(package) is None]
    if missing and IN_CI:
        pytest.fail(f"{missing[0]} is not installed, and FAIRWITNESS_CI=1 asks for its tests.")
    if missing:
        pytest.skip(f"{missing[0]} is not installed")


@pytest.fixture(scope="session")
def mlflow():
    """MLflow, imported without its warnings."""
    _needs("mlflow")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlflow.pyfunc
        import mlflow.sklearn
    return mlflow


@pytest.fixture(scope="session")
def torch():
    """PyTorch, imported without its warnings."""
    _needs("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
    return torch


@pytest.fixture(scope="session")
def network(torch):
    """The network that says in which corner of a picture the bright square is."""
    from tests.corners import trained

    return trained(torch)


@pytest.fixture(scope="session")
def keras(torch):
    """Keras on torch."""
    _needs("keras")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setenv("KERAS_BACKEND", "torch")
        import keras
    return keras


def pytest_collection_modifyitems(items):
    items[:] = longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_make_parametrize_id(config, val, argname):
    """Packed bytes may hold the time they were made: no name of a test, which every worker must find alike."""
    return f"{argname} of {len(val)} bytes" if isinstance(val, bytes) and len(val) > 16 else None
