"""One table of counts and sums, however the rows were read."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import numpy as np
import pandas as pd

from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.subject import Dataset, make_subject
from fairwitness.audits.subject.attributes import read_attribute
from fairwitness.audits.subject.labels import encode, observed, resolve

KINDS = ("file.parquet", "folder", "hive", "rows.csv", "semicolon.csv")


def units(value: float) -> int:
    """A number in units of 2**-64, what is below cut off: the definition, in exact arithmetic."""
    return int(Fraction(float(value)) * 2**64)


def plan_of(path: str, **content: object) -> Plan:
    """A plan for a file; keywords are the roles, but for `where`."""
    where = content.pop("where", ())
    roles = {"target": "outcome", "prediction": "decision", "sensitive": ["sex"], **content}
    return make_plan({"data": {"path": path}, "roles": roles, "where": where})


def in_memory(frame: pd.DataFrame, plan: Plan, bins: tuple[float, float] | None = None):
    """Rows and sums by groups, outcome, decision and bin, from rows in memory by the ordinary path."""
    subject = make_subject(plan, Dataset(frame, "rows", "python"))
    codes = [
        np.array(attribute.groups, dtype=object)[attribute.codes] for attribute in subject.attributes
    ]
    score, weights = subject.decisions.score, subject.weights
    place = None
    if bins is not None and score is not None:
        low, high = bins
        place = np.clip(np.floor((score - low) * (256 / (high - low))), 0, 255).astype(int)
    found: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in range(len(subject.frame)):
        key = (
            *(code[row] for code in codes),
            int(subject.decisions.outcome[row]),
            int(subject.decisions.prediction[row]),
            None if place is None else int(place[row]),
        )
        cell = found[key]
        cell["n"] += 1
        for name, value in _row_sums(score, weights, row):
            cell[name] += units(value)
    return {key: dict(cell) for key, cell in found.items()}


def _row_sums(score, weights, row):
    if weights is not None:
        w = float(weights[row])
        yield from (("weight", w), ("weight_squared", w * w))
    if score is not None:
        s = float(score[row])
        powers = {"score": s, "score_squared": s * s, "score_cubed": s * s * s, "score_fourth": (s * s) * (s * s)}
        yield from powers.items()
        if weights is not None:
            yield from (("w*score", w * s), ("w2*score", w * (w * s)), ("w2*score2", (w * s) * (w * s)))
            yield ("w*score_squared", w * (s * s))
            for name in ("score_cubed", "score_fourth"):
                yield f"w2*{name}", w * (w * powers[name])


def from_cells(condensed, plan: Plan):
    """The same table from condensed rows, read by the ordinary code with frequencies."""
    frame, roles = condensed.frame, plan.roles
    attributes = [
        read_attribute(sensitive, frame[sensitive.source], max_groups=50)
        for sensitive in condensed.sensitive
    ]
    target = frame[roles.target]
    predicted = None if roles.prediction is None else frame[roles.prediction]
    labels = resolve(roles, observed(target, predicted), "columns")
    outcome = encode(target, labels)
    decided = condensed.decided if predicted is None else encode(predicted, labels)
    found: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in range(len(frame)):
        key = (
            *(attribute.groups[attribute.codes[row]] for attribute in attributes),
            int(outcome[row]),
            int(decided[row]),
            None if condensed.bins is None else int(condensed.bins[row]),
        )
        found[key]["n"] += int(condensed.frequency[row])
        for name, sums in condensed.sums.items():
            assert type(sums[row]) is int
            found[key][name] += sums[row]
    return {key: dict(cell) for key, cell in found.items()}
