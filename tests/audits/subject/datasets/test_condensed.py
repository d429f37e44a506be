"""Condensed rows have a hash that only what was counted can change."""

from dataclasses import replace

import numpy as np
import pandas as pd

from fairwitness.audits.subject.datasets.condensed import Condensed, CondensedColumn


def condensed(**changes):
    made = Condensed(
        frame=pd.DataFrame({"sex": ["f", None], "outcome": [1, 0]}),
        frequency=np.array([3, 4]),
        decided=np.array([1, 0], dtype=np.int8),
        bins=None,
        bin_range=None,
        sums={"score": np.array([2**70, -1], dtype=object)},
        counts={"score": np.array([3, 4])},
        rows_read=9,
        rows=7,
        sensitive=(),
        columns=(CondensedColumn("sex", "text", 4, 1),),
        source="rows.csv",
        kind="csv",
        engine="duckdb",
    )
    return replace(made, **changes)


def test_where_the_rows_lay_and_what_counted_them_change_nothing():
    first = condensed().content_sha256()
    assert len(first) == 64
    other = condensed(
        source="x", kind="parquet", engine="spark", rows_read=99, sha256="0", notes=("n",), columns=()
    )
    assert other.content_sha256() == first
    floats = condensed(frame=pd.DataFrame({"sex": ["f", np.nan], "outcome": [1.0, 0.0]}))
    assert floats.content_sha256() == first


def test_everything_that_was_counted_changes_it():
    changes = [
        {"frame": pd.DataFrame({"sex": ["m", None], "outcome": [1, 0]})},
        {"frame": pd.DataFrame({"sex": ["f", None], "result": [1, 0]})},
        {"frequency": np.array([4, 3])},
        {"decided": None},
        {"bins": np.array([0, 1], dtype=np.int16)},
        {"sums": {"score": np.array([2**70 + 1, -1], dtype=object)}},
        {"sums": {"weight": np.array([2**70, -1], dtype=object)}},
        {"sums": {}},
    ]
    hashes = {condensed(**change).content_sha256() for change in [{}, *changes]}
    assert len(hashes) == len(changes) + 1
