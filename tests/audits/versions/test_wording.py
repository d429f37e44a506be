"""What is said of a change, for each outcome."""

from __future__ import annotations

import numpy as np
import pytest

from fairwitness.audits.versions.change import Change, Seen, Terms, measure
from fairwitness.audits.versions.wording import lead, statement

SEEN = Seen(
    "selection_rate",
    "sex",
    ("f", "m", "x"),
    None,
    (np.array([40, 50, 1]), np.array([100, 100, 4])),
    (np.array([30, 60, 1]), np.array([100, 100, 4])),
    ((None,) * 3, (None,) * 3),
)


def change(kind: str = "difference", seen: Seen = SEEN) -> Change:
    return measure(seen, kind, Terms())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "tolerance", "said"),
    [
        ("worse", None, "It got worse by 20 points, beyond what chance explains."),
        (
            "worse",
            0.05,
            "It got worse by 20 points, over the tolerance of 5 points, beyond what chance explains.",
        ),
        ("better", None, "It got better by 20 points, beyond what chance explains."),
        ("not_worse", 0.025, "It is shown not to be worse by 2.5 points or more."),
        ("no_change_shown", None, "Chance alone can explain the change."),
        (
            "no_change_shown",
            0.05,
            "There are too few cases to settle whether it is worse by more than 5 points.",
        ),
    ],
)
def test_each_outcome(outcome: str, tolerance: float | None, said: str) -> None:
    assert statement(change(), SEEN, outcome, tolerance) == (  # type: ignore[arg-type]
        "The gap in selection rate by sex was 10 points (f 40.0%, m 50.0%) under A and is 30 points (f 30.0%, m 60.0%) "
        f"under B. {said} Not judged: x (n 4)."
    )


def test_a_ratio_is_called_what_it_is() -> None:
    said = statement(change("ratio"), SEEN, "no_change_shown", None)
    assert said.startswith("The smallest rate as a share of the largest in selection rate by sex was 80.0%")


def test_nothing_moved() -> None:
    same = Seen("selection_rate", "sex", SEEN.groups, None, SEEN.before, SEEN.before, SEEN.reasons)
    assert "It did not change." in statement(change(seen=same), same, "no_change_shown", None)


def test_what_cannot_be_compared_has_its_reason() -> None:
    none = measure(SEEN, "difference", Terms(min_group=200))
    said = statement(none, SEEN, "not_estimable", None)
    assert said.startswith("The selection rate by sex cannot be compared: a comparison takes two groups")
    assert said.endswith(".")


def test_the_lead_counts_outcomes() -> None:
    assert lead(["worse", "no_change_shown", "worse"], "paired", (1200, 1200)) == (
        "On the same 1,200 rows, of 3 gates: 2 got worse, 1 shows no change."
    )
    assert lead(["not_estimable"], "unpaired", (10, 20)) == (
        "On different rows (10 under A, 20 under B; unpaired), of 1 gate: 1 cannot be compared."
    )
