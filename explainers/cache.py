"""Explanations kept on disk by the hash of all that they depend on: a second asking costs a read.

Nothing is pickled: arrays are .npz without objects, the rest is JSON. An entry begins with the hash of what follows,
so that one that was damaged is known before it is read, and made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Explanation, FloatArray, Options
from fairwitness.explainers.inputs import fingerprint

ARRAYS = ("values", "base_values", "outputs", "standard_errors", "fidelity", "effective_samples", "stability")
MAX_BYTES = 256 * 2**20
_LENGTH = 32
_DIGEST = 32


def key_of(
    model: str,
    method: str,
    X: pd.DataFrame,
    background: pd.DataFrame | None,
    *,
    options: Options,
    version: str,
) -> str:
    """The name of an explanation: 32 hexadecimal digits.

    Parameters
    ----------
    model
        A hash of the model's file, or anything else that changes when the model does.
    version
        Of what computes it.
    """
    said = (
        *(model, method, fingerprint(X), "" if background is None else fingerprint(background)),
        *(
            options.n_samples,
            options.tolerance,
            options.seed,
            options.scale,
            options.positive,
            options.check_rows,
            version,
        ),
        *astuple(options.lime),
    )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:_LENGTH]


class ExplanationCache:
    """A folder of explanations, of a bounded size; those not used for longest go first.

    Parameters
    ----------
    folder
        It is made where it is not there.
    max_bytes
        What all entries may take together.

    Raises
    ------
    ExplanationError
        The folder cannot be made or written.
    """

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder, self._max_bytes = folder, max_bytes
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ExplanationError(
                f"The folder of the cache must be one that can be written. '{folder}' cannot: {error.strerror}."
            ) from error

    def get(self, key: str) -> Explanation | None:
        """The explanation of that name; None where there is none, or what is there is damaged."""
        file = self._file(key)
        try:
            with np.load(BytesIO(_whole(file.read_bytes())), allow_pickle=False) as held:
                arrays: dict[str, FloatArray] = {name: held[name] for name in held.files if name != "said"}
                said = json.loads(bytes(held["said"]).decode())
            os.utime(file)
            conditions = said["conditions"]
            return Explanation(
                values=arrays.pop("values"),
                base_values=arrays.pop("base_values"),
                outputs=arrays.pop("outputs"),
                columns=tuple(said["columns"]),
                meta=said["meta"],
                conditions=None if conditions is None else tuple(map(tuple, conditions)),
                standard_errors=arrays.get("standard_errors"),
                fidelity=arrays.get("fidelity"),
                effective_samples=arrays.get("effective_samples"),
                stability=arrays.get("stability"),
            )
        except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile, ExplanationError):
            return None  # also of another version of this module

    def put(self, key: str, found: Explanation) -> None:
        """Keep an explanation, unless it alone would fill the cache.

        A full disk, or another process at the same entry, leaves the cache as it was.
        """
        said = {"columns": found.columns, "meta": dict(found.meta), "conditions": found.conditions}
        arrays = {name: getattr(found, name) for name in ARRAYS if getattr(found, name) is not None}
        packed = BytesIO()
        np.savez(packed, said=np.frombuffer(json.dumps(said).encode(), dtype=np.uint8), **arrays)
        content = packed.getvalue()
        if len(content) > self._max_bytes:
            return
        try:
            self._write(self._file(key), hashlib.sha256(content).digest() + content)
        except OSError:
            return
        self._make_room()

    def made(self, key: str, make: Callable[[], Explanation]) -> Explanation:
        """The explanation of that name, made and kept where there is none."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def _file(self, key: str) -> Path:
        if len(key) != _LENGTH or not set(key) <= set("0123456789abcdef"):
            raise ExplanationError(f"The key must be {_LENGTH} hexadecimal digits. Got {key!r} instead.")
        return self._folder / f"{key}.npz"

    def _write(self, file: Path, content: bytes) -> None:
        """The whole file or nothing: a reader never sees half of one."""
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as stream:
            beside = Path(stream.name)
            try:
                stream.write(content)
                stream.flush()
                beside.replace(file)
            except OSError:
                beside.unlink(missing_ok=True)
                raise

    def _make_room(self) -> None:
        known = []
        for file in self._folder.glob("*.npz"):
            with suppress(OSError):  # another process may have taken it away
                known.append((file.stat().st_mtime_ns, file.stat().st_size, file))
        total = sum(size for _, size, _ in known)
        for _, size, file in sorted(known):
            if total <= self._max_bytes:
                return
            total -= size
            file.unlink(missing_ok=True)


def _whole(content: bytes) -> bytes:
    """What follows the hash, if it is what was hashed."""
    if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
        raise ValueError("damaged")
    return content[_DIGEST:]
