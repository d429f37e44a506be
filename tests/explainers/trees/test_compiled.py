"""Kernels that compile once, and never in silence."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fairwitness.explainers.trees import background, compiled
from fairwitness.explainers.trees.compiled import COMPILING, Kernel
from fairwitness.explainers.trees.interactions import PAIRS
from fairwitness.explainers.trees.path_dependent import VALUES

SOURCE = """
def twice(array):
    for place in range(len(array)):
        array[place] = 2 * array[place]
"""


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """Makes the same kernel again, as a new process would."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    path = tmp_path / "doubling.py"
    path.write_text(SOURCE)

    def make():
        spec = importlib.util.spec_from_file_location("doubling", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return Kernel(module.twice, lambda: (np.zeros(1),))

    return make


def works(kernel):
    array = np.arange(3.0)
    kernel(array)
    return array.tolist() == [0.0, 2.0, 4.0]


def test_compiled_once_with_a_notice_and_then_read_from_the_cache(fresh):
    told = []
    first = fresh()
    assert not first.ready
    first.warm_up(told.append)
    assert first.ready
    assert works(first)
    first.warm_up(told.append)
    assert told == [COMPILING]
    second = fresh()
    assert second.ready
    second.warm_up(told.append)
    assert works(second)
    assert told == [COMPILING]


def test_another_version_of_what_is_compiled_in_is_another_kernel(fresh, monkeypatch):
    fresh().warm_up()
    monkeypatch.setattr(compiled, "_sources", lambda: "changed")
    assert not fresh().ready


def test_kernels_know_every_file_that_may_be_compiled_into_them(monkeypatch, tmp_path):
    folder = Path(compiled.__file__).parent
    for file in folder.glob("*.py"):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "compiled.py"))
    before = compiled._sources.__wrapped__()
    assert before == compiled._sources()
    for name in ("background_walk.py", "walk.py", "lanes.py"):
        (tmp_path / name).write_text("# changed")
        assert compiled._sources.__wrapped__() != before
        shutil.copy(folder / name, tmp_path)


def test_several_kernels_are_announced_once(fresh):
    told, kernel = [], fresh()
    compiled.warm_up((kernel, Kernel(kernel._function, lambda: (np.zeros(1),))), told.append)
    compiled.warm_up((kernel, fresh()), told.append)
    assert told == [COMPILING]


def test_import_where_no_folder_can_be_written():
    script = """
from numba.core import caching
caching.CacheImpl._locator_classes = []
from fairwitness.explainers.trees.background import KERNELS
assert not any(kernel.ready for kernel in KERNELS)
KERNELS[-1].warm_up()
assert KERNELS[-1].ready
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_where_no_folder_can_be_written():
    names = {}
    exec(SOURCE, names)  # numba finds no file that it could keep a cache beside
    kernel, told = Kernel(names["twice"], lambda: (np.zeros(1),)), []
    assert not kernel.ready
    kernel.warm_up(told.append)
    assert kernel.ready
    assert works(kernel)
    assert told == [COMPILING]


def test_a_full_disk(fresh, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    kernel = fresh()
    monkeypatch.setattr(kernel._compiled._cache, "save_overload", full)
    kernel.warm_up()
    assert works(kernel)
    assert not fresh().ready


def test_other_arguments_are_an_error_and_no_second_wait(fresh):
    kernel = fresh()
    kernel.warm_up()
    with pytest.raises(TypeError):
        kernel(np.zeros(3, dtype=np.int64))


@pytest.mark.parametrize("kernel", [VALUES, PAIRS, *background.KERNELS])
def test_the_engines_tell_whether_they_are_compiled(kernel):
    kernel.warm_up()
    assert kernel.ready
