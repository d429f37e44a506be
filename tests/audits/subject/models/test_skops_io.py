"""skops loads what it always loads, without PyTorch beside it."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import pytest

from fairwitness.audits.subject.models import skops_io

NAME = "sklearn.externals.array_api_compat.torch"
LOADED = """
import sys
from fairwitness.audits.subject.models import skops_io
print("torch" in sys.modules, {name!r} in sys.modules)
from skops.io._trusted_types import SKLEARN_ESTIMATOR_TYPE_NAMES as known
import skops.io, sklearn.utils.discovery as found
print(skops_io.load is skops.io.load, len(known))
print(len([kind for _, kind in found.all_estimators()]))
"""


def test_pytorch_is_not_loaded_and_every_type_is_known() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED.format(name=NAME)],
        capture_output=True,
        text=True,
        check=True,
    )
    first, second, there = done.stdout.splitlines()
    assert first == "False False"
    same, known = second.split()
    assert same == "True"
    assert int(known) == int(there) > 100


@pytest.mark.skipif(find_spec("torch") is None, reason="needs torch")
def test_the_part_for_pytorch_is_there_for_who_asks_for_it(torch: ModuleType) -> None:
    assert import_module(NAME).Tensor is torch.Tensor


def test_what_is_left_out_is_empty_meanwhile_and_gone_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)

    def broken() -> None:
        with skops_io._left_out("colorsys"):
            assert not hasattr(import_module("colorsys"), "rgb_to_hsv")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert "colorsys" not in sys.modules
    assert import_module("colorsys").rgb_to_hsv(1, 1, 1) == (0.0, 0.0, 1)


def test_what_is_there_already_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    there = import_module("colorsys")
    with skops_io._left_out("colorsys"):
        assert import_module("colorsys") is there
    assert import_module("colorsys") is there
