"""The cells that came back from an engine, in one order, with their sums put together again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.engine import asked
from fairwitness.audits.engine.backends import Counter
from fairwitness.audits.engine.expression import Shape, condensed
from fairwitness.audits.engine.limbs import join_limbs, limbs_needed
from fairwitness.audits.engine.numbers import incomplete
from fairwitness.audits.engine.quantities import SAME, Term
from fairwitness.audits.engine.sources import Source
from fairwitness.audits.engine.values import kind_of
from fairwitness.audits.plan.model import Plan, Sensitive
from fairwitness.audits.subject.datasets.condensed import Condensed, CondensedColumn, Reached
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

MOST_CELLS = 1_000_000
"""Combinations of values that are brought into memory."""


@dataclass(frozen=True, eq=False)
class Query:
    """What one query groups by, sums and counts."""

    shape: Shape
    terms: tuple[Term, ...]
    counted: Mapping[str, ir.BooleanColumn]


@dataclass(frozen=True, eq=False)
class Cells:
    """The answer to a query, its cells in an order that depends on their values only."""

    query: Query
    table: pd.DataFrame

    @property
    def frequency(self) -> npt.NDArray[np.int64]:
        """Rows of each cell: (cells,)."""
        return self.table["n"].to_numpy(dtype=np.int64)

    @property
    def rows(self) -> int:
        """Rows in all."""
        return int(self.frequency.sum())

    def frame(self) -> pd.DataFrame:
        """The columns by their own names."""
        import pandas as pd

        shape = self.query.shape
        columns = {name: self.table[f"k{place}"] for place, name in enumerate(shape.keys)}
        columns |= {name: self.table[f"r{place}"] for place, name in enumerate(shape.cuts)}
        whole = [name for name, column in columns.items() if pd.api.types.is_integer_dtype(column.dtype)]
        return pd.DataFrame(columns).astype(dict.fromkeys(whole, "int64"))

    def sums(self) -> dict[str, npt.NDArray[np.object_]]:
        """The sums by name, in units of 2**-64, each (cells,)."""
        found = {}
        for place, term in enumerate(self.query.terms):
            needed = limbs_needed(term.size, term.name)
            found[term.name] = join_limbs(
                [self.table[f"s{place}_{order}"].to_numpy(dtype=object) for order in range(needed)]
            )
        return found | {name: found[other] for name, other in SAME.items() if other in found}

    def counts(self) -> dict[str, npt.NDArray[np.int64]]:
        """Rows that have each quantity, by its name: (cells,) each."""
        if not any(term.name == "score" for term in self.query.terms):
            return {}
        found = {"score": self.frequency}
        if "outcome" in self.query.counted:
            there = self.table["m0"].to_numpy(dtype=np.int64)
            names = ("outcome", "error", "absolute_error", "squared_error")
            found |= dict.fromkeys(names, there)
        return found

    def condensed(
        self, plan: Plan, source: Source, sensitive: tuple[Sensitive, ...], backend: Counter
    ) -> Condensed:
        """All of it, as the rest of an audit takes it; `sensitive` are the attributes, then the strata.

        Raises
        ------
        DataError
            A row has no prediction.
        """
        shape, frame = self.query.shape, self.frame()
        columns = self._columns(plan, source, frame)
        prediction = plan.roles.prediction
        if prediction in shape.keys and (
            gone := next(column.missing for column in columns if column.name == prediction)
        ):
            raise incomplete(prediction, "prediction", gone, self.rows, source.name)
        return Condensed(
            frame,
            self.frequency,
            None if shape.decided is None else self.table["decided"].to_numpy(dtype=np.int8),
            None if shape.histogram is None else self.table["bin"].to_numpy(dtype=np.int16),
            None if shape.histogram is None else shape.histogram[1:],
            self.sums(),
            self.counts(),
            self.rows if source.rows is None else source.rows,
            self.rows,
            sensitive[: len(plan.roles.sensitive)],
            columns,
            source.name,
            source.kind,
            backend.name,
            source.sha256,
            source.notes,
            sensitive[len(plan.roles.sensitive) :],
            self._reached(),
        )

    def _reached(self) -> Reached | None:
        ladder = self.query.shape.ladder
        if ladder is None:
            return None
        lowest, highest = (self.table[name].to_numpy(dtype=np.float64) for name in ("lowest", "highest"))
        return Reached(ladder[1], lowest, highest)

    def _columns(self, plan: Plan, source: Source, frame: pd.DataFrame) -> tuple[CondensedColumn, ...]:
        shape, found = self.query.shape, []
        for name in asked.role_columns(plan):
            missing, distinct = 0, None
            if name in frame:
                missing = int(self.frequency[frame[name].isna().to_numpy()].sum())
                distinct = int(frame[name].nunique()) if name in shape.keys else None
            elif name == plan.roles.target:
                missing = self.rows - int(self.counts().get("outcome", self.frequency).sum())
            found.append(CondensedColumn(name, kind_of(source.table[name]), missing, distinct))
        return tuple(found)


def read_cells(backend: Counter, table: ir.Table, query: Query) -> Cells:
    """Ask the one question.

    Raises
    ------
    DataError
        There are too many combinations to be groups; the message names the column with the most values.
    """
    expression = condensed(table, query.shape, query.terms, query.counted)
    found = backend.fetch(expression.limit(MOST_CELLS + 1))
    if len(found) > MOST_CELLS:
        raise _too_many(found, query.shape)
    return Cells(query, _ordered(found[found["n"] > 0]))


def _too_many(found: pd.DataFrame, shape: Shape) -> DataError:
    if shape.ladder is not None:
        return DataError(
            f"The columns with a role and the steps of the score must have at most {MOST_CELLS:,} combinations of "
            "values. They have more: leave out an attribute, or audit another `threshold` by itself."
        )
    sizes = {name: found[f"k{place}"].nunique() for place, name in enumerate(shape.keys)}
    worst = max(sizes, key=lambda name: sizes[name])
    return DataError(
        f"The columns with a role must have at most {MOST_CELLS:,} combinations of values. They have more; '{worst}' "
        f"alone has at least {sizes[worst]:,}. Group its values first, or give `bins` if it is a number."
    )


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Sorted by what the cells are told apart by: engines give them in any order."""
    import pandas as pd

    by = [name for name in table.columns if name in ("decided", "bin", "place") or name[0] in "kc"]
    if not by:
        return table.reset_index(drop=True)
    codes = [pd.factorize(table[name].astype(str), sort=True)[0] for name in by]
    return table.iloc[np.lexsort(codes[::-1])].reset_index(drop=True)
