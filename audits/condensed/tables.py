"""The tables of rows that an engine counted: the same as from the rows themselves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairwitness.audits.condensed.powers import Sums, quantities
from fairwitness.audits.condensed.subject import CountedSubject
from fairwitness.audits.counts import Counts, ExactSums, Histogram, Moments, Tables
from fairwitness.audits.counts.cells import cell_of_row, table_of
from fairwitness.audits.subject.attributes import Attribute
from fairwitness.errors import DataError


def tabulate_cells(subject: CountedSubject) -> Tables:
    """The tables of every attribute by its name, the same as from the rows."""
    regression = subject.plan.task == "regression"
    everything = np.ones(len(subject.cells.frame), dtype=bool)
    attributes = subject.attributes
    binned = subject.cells.bins is not None and not regression and "weight" not in subject.cells.sums
    summed = quantities(subject)
    return Tables(
        {} if regression else {one.name: _counts(subject, one, everything) for one in attributes},
        {one.name: _moments(subject, one, summed) for one in attributes},
        {one.name: _histogram(subject, one) for one in attributes} if binned else {},
        {}
        if regression or subject.strata is None
        else {
            one.name: {name: _counts(subject, one, chosen) for name, chosen in subject.strata.known()}
            for one in attributes
        },
    )


def _counts(subject: CountedSubject, attribute: Attribute, chosen: npt.NDArray[np.bool_]) -> Counts:
    several = subject.labels.several
    k = len(several) or 2
    size = len(attribute.groups) * (k + 1) * k
    cell = cell_of_row(attribute.codes[chosen], subject.outcome[chosen], subject.prediction[chosen], k)
    n = np.zeros(size, dtype=np.int64)
    np.add.at(n, cell, subject.cells.frequency[chosen])

    def summed(name: str) -> ExactSums | None:
        units = subject.cells.sums.get(name)
        if units is None:
            return None
        return ExactSums(table_of(ExactSums(units[chosen]).by_cell(cell, size).units, k))

    return Counts(
        attribute.name,
        attribute.groups,
        table_of(n, k),
        subject.labels.favourable_is_positive,
        attribute.unknown,
        summed("weight"),
        summed("weight_squared"),
        several or ("negative", "positive"),
    )


def _histogram(subject: CountedSubject, attribute: Attribute) -> Histogram:
    cells = subject.cells
    if cells.bins is None or cells.bin_range is None:
        raise DataError("The engine must have counted the scores in bins. It has not.")
    return Histogram.of(
        attribute.name,
        attribute.groups,
        attribute.codes,
        subject.outcome,
        cells.bins,
        edges=cells.bin_range,
        frequency=cells.frequency,
        unknown=attribute.unknown,
    )


def _moments(subject: CountedSubject, attribute: Attribute, sums: Sums) -> dict[str, Moments]:
    weighted = "weight" in subject.cells.sums
    found = {}
    for quantity, (n, columns) in sums.items():
        summed = [
            ExactSums(column).by_cell(attribute.codes, len(attribute.groups)).units for column in columns
        ]
        rows = np.zeros(len(attribute.groups), dtype=np.int64)
        np.add.at(rows, attribute.codes, n)
        found[quantity] = Moments(
            attribute.name,
            quantity,
            attribute.groups,
            rows,
            ExactSums(np.stack(summed, axis=1)),
            rows,
            attribute.unknown,
            weighted=weighted,
        )
    return found
