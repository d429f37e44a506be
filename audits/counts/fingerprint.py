"""One hash for tables that hold the same counts and sums, whatever the order of the rows behind them."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts.counts import Counts
from fairwitness.audits.counts.exact import ExactSums
from fairwitness.audits.counts.histogram import Histogram
from fairwitness.audits.counts.moments import Moments

Table = Counts | Moments | Histogram


def fingerprint(parts: Mapping[str, Table]) -> str:
    """SHA-256 of named tables: names of groups and labels, counts as 64-bit integers, sums as decimal text."""
    digest = hashlib.sha256()
    for name in sorted(parts):
        for piece in (name.encode(), *_pieces(parts[name])):
            digest.update(struct.pack("<q", len(piece)) + piece)
    return digest.hexdigest()


def _pieces(table: Table) -> Iterator[bytes]:
    yield "\0".join(table.groups).encode()
    yield (table.unknown or "").encode()
    yield _array(table.n)
    if isinstance(table, Counts):
        yield "\0".join(table.labels).encode()
        yield str(table.favourable_is_positive).encode()
        for sums in (table.w, table.w2, table.products):
            yield b"" if sums is None else _sums(sums)
        yield b"" if table.clusters is None else _array(table.clusters)
    elif isinstance(table, Moments):
        yield _sums(table.sums)
        yield _array(table.units)
    else:
        yield struct.pack("<dd", table.low, table.high)


def _array(counts: npt.NDArray[np.int64]) -> bytes:
    return str(counts.shape).encode() + counts.astype("<i8").tobytes()


def _sums(sums: ExactSums) -> bytes:
    return (str(sums.shape) + ",".join(str(unit) for unit in sums.units.ravel())).encode()
