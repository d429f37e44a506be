"""What all tests share: a home of their own, and examples that are the same on every machine."""

import os

import pytest
from hypothesis import settings

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
