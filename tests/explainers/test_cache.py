"""Explanations kept on disk."""

import hashlib
import os
import time
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers import explain
from fairwitness.explainers.base import Options
from fairwitness.explainers.cache import ExplanationCache, key_of
from fairwitness.explainers.lime import LimeOptions

RNG = np.random.default_rng(0)
X = pd.DataFrame({"a": RNG.normal(size=30), "b": RNG.choice(["u", "v"], 30)})


def answer(frame):
    return frame["a"] * (frame["b"] == "u")


def key(**changes):
    given = {"model": "m", "method": "shap", "X": X, "background": X, "options": Options(), "version": "1"}
    return key_of(**given | changes)


@pytest.mark.parametrize("method", ["shap", "lime"])
def test_what_is_kept_comes_back_as_it_was(tmp_path, method):
    found = explain(answer, X.iloc[:3], background=X, method=method, n_samples=200)
    cache = ExplanationCache(tmp_path / "new")
    assert cache.get(key()) is None
    cache.put(key(), found)
    again = ExplanationCache(tmp_path / "new").get(key())
    for name in ("values", "base_values", "outputs", "standard_errors", "fidelity", "stability"):
        np.testing.assert_array_equal(getattr(again, name), getattr(found, name))
    assert (again.columns, again.conditions, dict(again.meta)) == (
        found.columns,
        found.conditions,
        dict(found.meta),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"model": "n"},
        {"method": "lime"},
        {"X": X.iloc[:5]},
        {"background": None},
        {"background": X.iloc[::-1]},
        {"options": Options(seed=1)},
        {"options": Options(scale="margin")},
        {"options": Options(n_samples=9)},
        {"options": Options(lime=LimeOptions(kernel_width="local"))},
        {"version": "2"},
    ],
)
def test_all_that_matters_is_in_the_key(change):
    assert key(**change) != key()
    assert key() == key(options=Options(workers=4))  # the numbers are the same


def test_it_is_made_once(tmp_path):
    made, cache = [], ExplanationCache(tmp_path)

    def make():
        made.append(1)
        return explain(answer, X.iloc[:1], background=X)

    first, second = cache.made(key(), make), cache.made(key(), make)
    assert made == [1]
    np.testing.assert_array_equal(first.values, second.values)


@pytest.mark.parametrize("damage", [b"", b"PK nonsense", None])
def test_a_damaged_entry_is_made_anew(tmp_path, damage):
    cache = ExplanationCache(tmp_path)
    cache.put(key(), explain(answer, X.iloc[:1], background=X))
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(file.read_bytes()[:-40] if damage is None else damage)
    assert cache.get(key()) is None
    cache.made(key(), lambda: explain(answer, X.iloc[:1], background=X))
    assert cache.get(key()) is not None


def test_any_flipped_bit_is_noticed(tmp_path):
    cache = ExplanationCache(tmp_path)
    cache.put(key(), explain(answer, X.iloc[:1], background=X))
    (file,) = tmp_path.glob("*.npz")
    whole = file.read_bytes()
    for place in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        file.write_bytes(damaged)
        assert cache.get(key()) is None, place
    file.write_bytes(whole)
    assert cache.get(key()) is not None


def test_a_write_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    cache, found = ExplanationCache(tmp_path), explain(answer, X.iloc[:1], background=X)

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    cache.put(key(), found)
    assert list(tmp_path.iterdir()) == []


def test_an_entry_that_vanishes_meanwhile_is_no_error(tmp_path, monkeypatch):
    cache, found = ExplanationCache(tmp_path), explain(answer, X.iloc[:1], background=X)
    (tmp_path / "gone.npz").symlink_to(tmp_path / "nowhere")  # listed, and not there when it is looked at
    cache.put(key(), found)
    assert cache.get(key()) is not None


def test_one_that_alone_would_fill_the_cache_is_not_kept(tmp_path):
    found = explain(answer, X.iloc[:1], background=X)
    ExplanationCache(tmp_path, max_bytes=100).put(key(), found)
    assert list(tmp_path.iterdir()) == []


def test_objects_are_never_loaded(tmp_path):
    class Evil:
        def __reduce__(self):
            return os.system, ("touch " + str(tmp_path / "mark"),)

    cache = ExplanationCache(tmp_path)
    packed = BytesIO()
    np.savez(packed, values=np.array([Evil()], dtype=object), said=np.zeros(1, np.uint8))
    content = packed.getvalue()
    (tmp_path / f"{key()}.npz").write_bytes(hashlib.sha256(content).digest() + content)
    assert cache.get(key()) is None
    assert not (tmp_path / "mark").exists()


def test_those_not_used_for_longest_go_first(tmp_path):
    found = explain(answer, X.iloc[:1], background=X)
    names = [key(model=str(number)) for number in range(4)]
    cache = ExplanationCache(tmp_path)
    cache.put(names[0], found)
    size = next(tmp_path.glob("*.npz")).stat().st_size
    small = ExplanationCache(tmp_path, max_bytes=int(3.5 * size))
    for place, name in enumerate(names[:3]):
        small.put(name, found)
        os.utime(tmp_path / f"{name}.npz", (time.time() - 100 + place,) * 2)
    small.get(names[0])
    small.put(names[3], found)
    assert [small.get(name) is not None for name in names] == [True, False, True, True]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExplanationError, match="must be one that can be written"):
        ExplanationCache(tmp_path / "file" / "folder")


def test_names_that_are_no_keys(tmp_path):
    with pytest.raises(ExplanationError, match="32 hexadecimal digits"):
        ExplanationCache(tmp_path).get("../../etc/passwd")
