import bz2
import collections
import gzip
import lzma
import pickle
import zipfile
import zlib

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from fairwitness.audits.host.imports import imports_of

FITTED = LogisticRegression().fit([[0.0], [1.0]], [0, 1])


def listed(tmp_path, data, name="m.pkl"):
    (tmp_path / name).write_bytes(data)
    return imports_of(tmp_path / name)


@pytest.mark.parametrize("protocol", range(6))
def test_every_protocol_and_the_memo(tmp_path, protocol):
    thing = [collections.OrderedDict(a=1), collections.OrderedDict(b=2), collections.Counter("abc"), FITTED]
    found = listed(tmp_path, pickle.dumps(thing, protocol=protocol))
    assert found.complete
    names = set(found.names)
    assert "collections.OrderedDict" in names
    assert "collections.Counter" in names
    assert "sklearn.linear_model._logistic.LogisticRegression" in names
    assert not any("?" in name for name in names)


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        zlib.compress,
        bz2.compress,
        lzma.compress,
        lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
    ],
)
def test_compressed_pickles(tmp_path, pack):
    found = listed(tmp_path, pack(pickle.dumps(FITTED)))
    assert "sklearn.linear_model._logistic.LogisticRegression" in found.names
    assert found.complete


class Evil:
    def __reduce__(self):
        import os

        return os.system, ("true",)


def test_what_is_hidden_behind_an_honest_start_is_listed(tmp_path):
    found = listed(tmp_path, pickle.dumps(FITTED) + pickle.dumps(Evil()))
    assert {"posix.system", "sklearn.linear_model._logistic.LogisticRegression"} <= set(found.names)


def test_a_name_put_together_on_the_stack_with_something_between(tmp_path):
    data = b"\x80\x04\x8c\x02os\x8c\x06systemK\x010\x93."
    assert listed(tmp_path, data).names == ("os.system",)


def test_joblib_lays_arrays_between_and_that_is_said(tmp_path):
    joblib.dump(
        RandomForestClassifier(2).fit(np.arange(40.0).reshape(20, 2), [0, 1] * 10), tmp_path / "m.joblib"
    )
    found = imports_of(tmp_path / "m.joblib")
    assert "sklearn.ensemble._forest.RandomForestClassifier" in found.names
    assert not found.complete


def test_torchs_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "m.pt", "w") as archive:
        archive.writestr("m/data.pkl", pickle.dumps(Evil()))
        archive.writestr("m/version", "3")
    assert imports_of(tmp_path / "m.pt").names == ("posix.system",)


@pytest.mark.parametrize(
    "data",
    [b"x", b"\x1f\x8bno", b"BZhno", b"\xfd7zXZno", b"\x78\x9cno", b"PK\x03\x04", b"\x80\x04\x93.", b"0."],
)
def test_what_is_no_pickle_is_incomplete_and_breaks_nothing(tmp_path, data):
    assert not listed(tmp_path, data).complete


def test_a_bomb_is_not_unpacked_to_its_end(tmp_path):
    bomb = gzip.compress(b"N0" * (150 << 20), compresslevel=1)
    assert len(bomb) < 4 << 20
    assert not listed(tmp_path, bomb).complete


@pytest.mark.parametrize("compress", [0, 3])
def test_joblibs_arrays_are_stepped_over(tmp_path, compress):
    frame = pd.DataFrame({"a": np.arange(30.0), "c": ["x", "y", "zz"] * 10})
    columns = make_column_transformer((StandardScaler(), ["a"]), (OneHotEncoder(), ["c"]))
    model = make_pipeline(columns, RandomForestClassifier(2)).fit(frame, np.array(["no", "yes"] * 15))
    joblib.dump([model, Evil()], tmp_path / "m.joblib", compress=compress)
    found = imports_of(tmp_path / "m.joblib")
    assert {"posix.system", "sklearn.ensemble._forest.RandomForestClassifier"} <= set(found.names)
    real = {f"{module}.{name}" for module, name in recorded(tmp_path / "m.joblib")}
    assert {name for name in found.names if not name.startswith("posix")} <= real
    assert not found.complete


def recorded(path):
    """What joblib itself asks for when it loads the file."""
    seen = set()

    class Recording(joblib.numpy_pickle.NumpyUnpickler):
        def find_class(self, module, name):
            seen.add((module, name))
            return print if name == "system" else super().find_class(module, name)

    with (
        path.open("rb") as file,
        joblib.numpy_pickle._validate_fileobject_and_memmap(file, path, None) as (fobj, _),
    ):
        Recording(str(path), fobj, ensure_native_byte_order=True).load()
    return seen


def test_a_wrapper_that_lies_breaks_nothing(tmp_path):
    wrapper = b"cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(\x8c\x05shape%b"
    wrapper += b"\x8c\x05dtypecnumpy\ndtype\n\x8c\x02%b\x85Rub."
    for shape, kind in (
        (b"\x8a\x09\xff\xff\xff\xff\xff\xff\xff\xff\x00\x85", b"f8"),
        (b"N", b"f8"),
        (b")", b"??"),
    ):
        found = listed(tmp_path, b"\x80\x04" + wrapper % (shape, kind))
        assert not found.complete
        assert "joblib.numpy_pickle.NumpyArrayWrapper" in found.names
