"""Rows counted and summed by attribute: all that fairness figures are computed from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import Counts, FloatArray, Histogram, Moments, Tables
from fairwitness.audits.counts.histogram import bin_of
from fairwitness.audits.metrics import Rows
from fairwitness.audits.subject import Attribute, Subject


def tabulate(subject: Subject) -> Tables:
    """The tables of every attribute by its name."""
    attributes = {attribute.name: attribute for attribute in subject.attributes}
    regression = subject.plan.task == "regression"
    everything = np.ones(len(subject.frame), dtype=bool)
    binned, quantities = _bins(subject), _quantities(subject)
    return Tables(
        {} if regression else {name: _counts(subject, one, everything) for name, one in attributes.items()},
        {name: _moments(subject, one, quantities) for name, one in attributes.items()},
        {}
        if binned is None
        else {name: _histogram(subject, one, *binned) for name, one in attributes.items()},
        {}
        if regression or subject.strata is None
        # Rows of unknown stratum are comparable with nobody, and in none.
        else {
            name: {stratum: _counts(subject, one, chosen) for stratum, chosen in subject.strata.known()}
            for name, one in attributes.items()
        },
    )


def rows_of(subject: Subject) -> Rows:
    """The rows for what no table can carry."""
    decisions = subject.decisions
    outcome = decisions.outcome if decisions.numbers is None else decisions.numbers
    codes = {attribute.name: attribute.codes for attribute in subject.attributes}
    return Rows(codes, outcome, decisions.score)


def _counts(subject: Subject, attribute: Attribute, chosen: npt.NDArray[np.bool_]) -> Counts:
    decisions = subject.decisions
    return Counts.of(
        attribute.name,
        attribute.groups,
        attribute.codes[chosen],
        decisions.outcome[chosen],
        decisions.prediction[chosen],
        weights=None if subject.weights is None else subject.weights[chosen],
        favourable_is_positive=decisions.labels.favourable_is_positive,
        unknown=attribute.unknown,
        labels=decisions.labels.names if decisions.labels.several else ("negative", "positive"),
        clusters=None if subject.clusters is None else subject.clusters[chosen],
    )


def _quantities(subject: Subject) -> Mapping[str, FloatArray]:
    decisions = subject.decisions
    if decisions.score is None:
        return {}
    found = {"score": decisions.score}
    if decisions.numbers is not None:
        outcome = decisions.numbers
    elif subject.score_is_probability:
        outcome = np.where(decisions.outcome < 0, np.nan, decisions.outcome)
    else:  # a score that is no probability has no error
        return found
    error = decisions.score - outcome
    return {
        **found,
        "outcome": outcome,
        "error": error,
        "absolute_error": np.abs(error),
        "squared_error": error**2,
    }


def _moments(
    subject: Subject, attribute: Attribute, quantities: Mapping[str, FloatArray]
) -> dict[str, Moments]:
    return {
        quantity: Moments.of(
            attribute.name,
            quantity,
            attribute.groups,
            attribute.codes,
            values,
            weights=subject.weights,
            clusters=subject.clusters,
            unknown=attribute.unknown,
        )
        for quantity, values in quantities.items()
    }


def _bins(subject: Subject) -> tuple[npt.NDArray[np.int64], tuple[float, float]] | None:
    """The bin of every score, and the edges; None where there is no score of a label, or none that differ."""
    score = subject.decisions.score
    if (
        score is None
        or subject.plan.task != "binary"
        or subject.weights is not None
        or subject.clusters is not None
    ):
        return None
    edges = score_range(subject)
    return None if edges is None else (bin_of(score, *edges), edges)


def score_range(subject: Subject) -> tuple[float, float] | None:
    """From where to where scores are counted in bins."""
    score, stated = subject.decisions.score, subject.plan.checks.score_range
    if score is None or stated is not None:
        return stated
    low, high = float(score.min()), float(score.max())
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    return (low, high) if low < high else None


def _histogram(
    subject: Subject, attribute: Attribute, bins: npt.NDArray[np.int64], edges: tuple[float, float]
) -> Histogram:
    return Histogram.of(
        attribute.name,
        attribute.groups,
        attribute.codes,
        subject.decisions.outcome,
        bins,
        edges=edges,
        unknown=attribute.unknown,
    )
