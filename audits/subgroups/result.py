"""What a search found, and how it held on rows that the search had not seen."""

from __future__ import annotations

from dataclasses import dataclass

from fairwitness.audits.subgroups.items import LeftOut


@dataclass(frozen=True, order=True)
class Condition:
    """One column and the item it must have."""

    column: str
    value: str


@dataclass(frozen=True)
class Half:
    """A group and everybody else on one half of the rows.

    Attributes
    ----------
    rows, rest_rows
        Cases of the metric in the group, and outside it.
    rate, rest
        The metric's rate in the group and outside it; None without a case.
    gap
        How much worse the group's rate is, from -1 to 1; None without both rates.
    """

    rows: int
    rest_rows: int
    rate: float | None
    rest: float | None
    gap: float | None


@dataclass(frozen=True)
class Slice:
    """One group that the search put forward.

    Attributes
    ----------
    searched, checked
        The half that was searched, and the half the finding was checked on.
    low, high
        Limits of the checked gap, each one-sided at half of alpha, for this group alone.
    p
        Of the null that the group is treated no worse than the rest, on the checked half.
    p_adjusted
        The same, Holm-adjusted over all groups that were carried over.
    confirmed
        Whether ``p_adjusted`` is at most alpha.
    reason
        Why nothing could be checked; None where it could.
    """

    conditions: tuple[Condition, ...]
    searched: Half
    checked: Half
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    confirmed: bool
    reason: str | None = None

    @property
    def rows(self) -> int:
        """Cases of the metric in the group, both halves together."""
        return self.searched.rows + self.checked.rows

    @property
    def shrinkage(self) -> float | None:
        """How much of the searched gap the checked half does not show: the winner's curse."""
        if self.searched.gap is None or self.checked.gap is None:
            return None
        return self.searched.gap - self.checked.gap


@dataclass(frozen=True)
class Search:
    """One search for one metric.

    Attributes
    ----------
    looked_at
        How many groups were large enough and were compared with the rest.
    columns
        The columns that were searched.
    searched_rows, checked_rows
        Cases of the metric in each half.
    seed
        Of the split into halves, which is drawn over the order of the rows.
    reason
        Why no group could be put forward; None where some was, or where none stood out.
    """

    metric: str
    slices: tuple[Slice, ...]
    looked_at: int
    columns: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    searched_rows: int
    checked_rows: int
    seed: int
    alpha: float
    reason: str | None = None
