"""Pickles, joblib files and cloudpickles: whatever they run, they run in here."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence


def load(files: Sequence[str], arguments: Mapping[str, object]) -> object:
    """The object in the file. joblib reads its own files and plain pickles, compressed or not."""
    try:
        import joblib
    except ImportError:
        with open(files[0], "rb") as stream:
            return pickle.load(stream)
    return joblib.load(files[0])
