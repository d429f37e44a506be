"""What a record's counted scores would find, and take for positive, at the edge of every bin: points of ROC and PR."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from fairwitness.audits.checks._scores import score_table
from fairwitness.audits.counts import Histogram
from fairwitness.audits.record.schema import ScoreTable

EVERYBODY: Final = "everybody"


@dataclass(frozen=True)
class Operating:
    """The rates of the decisions "score of at least ``threshold``"; None where there is nobody to count."""

    threshold: float
    false_positive_rate: float | None
    true_positive_rate: float | None
    precision: float | None


def operating_points(
    negatives: npt.ArrayLike, positives: npt.ArrayLike, edges: npt.ArrayLike
) -> tuple[Operating, ...]:
    """One point for each edge, the highest first: nobody, then more and more, then everybody.

    Parameters
    ----------
    negatives, positives
        Rows by bin, lowest scores first: (B,) each.
    edges
        Of the bins: (B + 1,). What is counted in the last bin may have a score of its upper edge; at that edge
        nobody is counted as positive.
    """
    no, yes = (np.append(np.cumsum(np.asarray(one)[::-1])[::-1], 0) for one in (negatives, positives))
    return tuple(
        Operating(float(edge), _share(n, no[0]), _share(p, yes[0]), _share(p, n + p))
        for edge, n, p in zip(np.asarray(edges, dtype=np.float64)[::-1], no[::-1], yes[::-1], strict=True)
    )


def curves_of(table: ScoreTable) -> dict[str, tuple[Operating, ...]]:
    """The points of everybody, and of each known group."""
    counted = histogram_of(table)
    named = {EVERYBODY: counted.n.sum(axis=0)}
    named |= {name: counted.n[place] for place, name in enumerate(counted.groups) if name != counted.unknown}
    return {name: operating_points(cells[0], cells[1], counted.edges) for name, cells in named.items()}


def pooled(table: ScoreTable) -> ScoreTable:
    """The scores of all groups together, the unknown one included; with a reliability diagram where groups have one."""
    found = score_table(replace(histogram_of(table).pooled(), groups=(EVERYBODY,)))
    if any(one.reliability for one in table.groups):
        return found
    return found.model_copy(
        update={"groups": tuple(one.model_copy(update={"reliability": ()}) for one in found.groups)}
    )


def histogram_of(table: ScoreTable) -> Histogram:
    """The counts that a record's table was written from."""
    cells = [(one.negatives, one.positives, one.unlabelled) for one in table.groups]
    return Histogram(
        table.attribute,
        tuple(one.group for one in table.groups),
        np.array(cells, dtype=np.int64),
        table.low,
        table.high,
        next((one.group for one in table.groups if one.unknown), None),
    )


def _share(part: int, whole: int) -> float | None:
    return int(part) / int(whole) if whole else None
