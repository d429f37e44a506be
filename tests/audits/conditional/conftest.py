"""What the tests share: selections by stratum, and the admissions of Berkeley."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from fairwitness.audits.conditional.tally import Tally, tally
from fairwitness.audits.rates import METRICS

# Graduate admissions in autumn 1973, the six largest departments (Bickel et al. 1975):
# men admitted and rejected, women admitted and rejected.
BERKELEY = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]


def _counted(
    numbers: Sequence[Sequence[int]], strata: str | None = None, groups: Sequence[str] = ("men", "women")
) -> Tally:
    selections = np.array(numbers, dtype=int).reshape(len(numbers), len(groups), 2)
    cells = np.zeros((len(numbers), len(groups), 3, 2), dtype=int)
    cells[:, :, 2] = selections[..., ::-1]
    names = "ABCDEFGHIJ"[: len(numbers)] if strata is None else strata
    return tally(cells, *METRICS["selection_rate"].masks(), tuple(names), tuple(groups))


@pytest.fixture(scope="session")
def counted() -> Callable[..., Tally]:
    """A tally of selections: for each stratum, (selected, not selected) of each group in turn."""
    return _counted


@pytest.fixture(scope="session")
def admissions() -> Tally:
    """Men and women in the six departments."""
    return _counted(BERKELEY)
