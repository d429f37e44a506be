from __future__ import annotations

import numpy as np
import pytest
from tests.audits.thresholds.people import people, plan_of, subject_of

from fairwitness.audits.thresholds import Explorer
from fairwitness.audits.thresholds.grid import Grid
from fairwitness.reports import thresholds


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    gates = [
        {"metric": "selection_rate", "limit": 0.2},
        {"metric": "true_positive_rate", "kind": "ratio", "limit": 0.5, "against": "rest"},
        {"metric": "accuracy", "limit": 0.3, "against": "reference", "reference": "f", "attributes": ["sex"]},
    ]
    return Explorer.of(subject_of(people(2_000), plan_of(0.5, gates=gates)))


def moved(explorer: Explorer, threshold: float) -> tuple[thresholds.Moved, ...]:
    return thresholds.moved(explorer.audited.verdicts, explorer.at(threshold).verdicts)


def test_at_the_declared_threshold_nothing_changed(explorer: Explorer) -> None:
    found = moved(explorer, 0.5)
    assert len(found) == 7
    assert not any(one.changed for one in found)
    assert "the figures are those of the record" in thresholds.summary(found, "0.50", "0.50")


def test_every_verdict_that_changed_is_named(explorer: Explorer) -> None:
    found = moved(explorer, 2.0)  # nobody has such a score
    changed = [one for one in found if one.changed]
    assert changed
    said = thresholds.summary(found, "2.00", "0.50")
    assert f"{len(changed)} of 7 declared limits" in said
    for one in changed:
        assert f"{one.name}, from {one.then.replace('_', ' ')} to {one.now.replace('_', ' ')}" in said
    table = thresholds.limits(found, "2.00", "0.50")
    assert [row[2].endswith("(changed)") for row in table.rows] == [one.changed for one in found]


def test_what_was_not_counted_is_said_to_be_unknown() -> None:
    grid = Grid.counted(np.array([*np.arange(201) / 200, 0.4567]), 0.005)
    said = thresholds.counted_at(grid, 0.4567, 0.29)
    assert said == (
        "The rows were counted where they lie, at every 0.005 of the score and at the declared 0.4567."
    )
    assert thresholds.counted_at(grid, 0.4567, 0.1 + 0.2) == said  # as a slider adds up its steps
    between = thresholds.counted_at(grid, None, 0.4412)
    assert "What holds at 0.4412 is not known: the nearest, 0.440, is shown." in between
    assert "declared" not in between


def test_what_a_limit_is_against_is_said(explorer: Explorer) -> None:
    names = [one.name for one in moved(explorer, 0.4)]
    assert "Positives found by sex, against the rest" in names
    assert "Decision is right by sex, against f" in names
    assert moved(explorer, 0.4)[3].limit == "at least 0.5"


def test_sentences_where_there_is_no_limit_or_no_declared_threshold(explorer: Explorer) -> None:
    assert "declares no limit" in thresholds.summary((), "0.40", "0.50")
    same = moved(explorer, 0.5)
    assert "follow from no threshold" in thresholds.summary(same, "0.50", None)
    assert "beside those at the decisions of the record" in thresholds.limits(same, "0.50", None).caption
    assert "the one declared limit ends" in thresholds.summary(same[:1], "0.49", "0.50")
    assert "“Average score”" in thresholds.does_not_move("mean_score")


def test_the_file_has_every_rate_and_comparison_with_numbers_as_they_are(explorer: Explorer) -> None:
    now = explorer.at(0.3)
    compared = (*now.declared, *now.exploratory)
    table = thresholds.everything(0.3, now.estimates, compared)
    assert len(table.rows) == len(now.estimates) + len(compared)
    assert {len(row) for row in table.rows} == {len(table.columns)}
    first = next(row for row in table.rows if row[1] == "rate" and row[5])
    assert float(first[5]) == pytest.approx(
        next(one.value for one in now.estimates if one.value is not None), rel=1e-11
    )
    assert not [cell for row in table.rows for cell in row if cell in ("None", "nan")]
