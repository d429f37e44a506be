"""Rows that an engine counted, in a file: what took long to count is read again in a moment."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fairwitness.audits.counts.ladder import MOST, Ladder
from fairwitness.audits.plan.model import Sensitive
from fairwitness.audits.subject.datasets.condensed import Condensed, CondensedColumn, Reached
from fairwitness.audits.whole import write_whole

if TYPE_CHECKING:
    import pyarrow as pa

_FACTS: Final = b"fairwitness"
_COLUMN, _SUM, _COUNT = "column", "sum", "count"


class _Steps(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    first: int
    steps: Annotated[int, Field(ge=0, le=MOST)]
    times: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    per: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class _Facts(BaseModel):
    """What is no column."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["fairwitness/condensed/1"] = "fairwitness/condensed/1"
    frame: tuple[str, ...]
    sums: tuple[str, ...]
    counts: tuple[str, ...]
    bin_range: tuple[float, float] | None
    rows_read: int
    rows: int
    sensitive: tuple[Sensitive, ...]
    columns: tuple[CondensedColumn, ...]
    source: str
    kind: str
    engine: str
    sha256: str | None
    notes: tuple[str, ...]
    strata: tuple[Sensitive, ...]
    ladder: _Steps | None


def keep(cells: Condensed, path: Path) -> None:
    """Write cells into a Parquet file, whole or not at all.

    Raises
    ------
    ReportError
        The folder cannot be written.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    frame = cells.frame.set_axis([f"{_COLUMN}{place}" for place in range(cells.frame.shape[1])], axis=1)
    more: dict[str, npt.NDArray[np.generic] | None] = {
        "frequency": cells.frequency,
        "decided": cells.decided,
        "bins": cells.bins,
        "lowest": None if cells.reached is None else cells.reached.lowest,
        "highest": None if cells.reached is None else cells.reached.highest,
    }
    # A sum of weights has more digits than any number of Parquet's.
    more |= {f"{_SUM}{place}": one.astype(str) for place, one in enumerate(cells.sums.values())}
    more |= {f"{_COUNT}{place}": one for place, one in enumerate(cells.counts.values())}
    there = {name: one for name, one in more.items() if one is not None}
    table = pa.Table.from_pandas(
        pd.concat([frame, pd.DataFrame(there, index=frame.index)], axis=1), preserve_index=False
    )
    facts = _facts(cells).model_dump_json().encode()
    packed = BytesIO()
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), _FACTS: facts}), packed)
    write_whole({path: packed.getvalue()})


def kept(path: Path) -> Condensed | None:
    """The cells of a file; None where there is none, or what is there is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(BytesIO(path.read_bytes()))
        facts = _Facts.model_validate_json((table.schema.metadata or {})[_FACTS])
        return _cells(facts, table)
    except (OSError, KeyError, ValueError, TypeError, ValidationError, pa.ArrowException):
        return None  # also of another version of this module


def _facts(cells: Condensed) -> _Facts:
    ladder = None if cells.reached is None else cells.reached.ladder
    return _Facts(
        frame=tuple(map(str, cells.frame.columns)),
        sums=tuple(cells.sums),
        counts=tuple(cells.counts),
        bin_range=cells.bin_range,
        rows_read=cells.rows_read,
        rows=cells.rows,
        sensitive=cells.sensitive,
        columns=cells.columns,
        source=cells.source,
        kind=cells.kind,
        engine=cells.engine,
        sha256=cells.sha256,
        notes=cells.notes,
        strata=cells.strata,
        ladder=None
        if ladder is None
        else _Steps(first=ladder.first, steps=ladder.last - ladder.first, times=ladder.times, per=ladder.per),
    )


def _cells(facts: _Facts, table: pa.Table) -> Condensed:
    found = table.to_pandas()

    frame = found[[f"{_COLUMN}{place}" for place in range(len(facts.frame))]]
    steps, reached = facts.ladder, None
    if steps is not None:
        ladder = Ladder(steps.first, steps.first + steps.steps, steps.times, steps.per)
        reached = Reached(ladder, *(found[name].to_numpy(dtype=np.float64) for name in ("lowest", "highest")))
    return Condensed(
        frame.set_axis(list(facts.frame), axis=1),
        found["frequency"].to_numpy(dtype=np.int64),
        found["decided"].to_numpy(dtype=np.int8) if "decided" in found else None,
        found["bins"].to_numpy(dtype=np.int16) if "bins" in found else None,
        facts.bin_range,
        {
            name: np.array([int(one) for one in found[f"{_SUM}{place}"]], dtype=object)
            for place, name in enumerate(facts.sums)
        },
        {name: found[f"{_COUNT}{place}"].to_numpy(dtype=np.int64) for place, name in enumerate(facts.counts)},
        facts.rows_read,
        facts.rows,
        facts.sensitive,
        facts.columns,
        facts.source,
        facts.kind,
        facts.engine,
        facts.sha256,
        facts.notes,
        facts.strata,
        reached,
    )
