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
        ("worse", None, "the gap got worse, beyond what chance explains"),
        ("worse", 0.05, "the gap got worse by more than the tolerated 5 points, beyond what chance explains"),
        ("better", None, "the gap got better, beyond what chance explains"),
        ("not_worse", 0.025, "the gap is shown not to be worse by 2.5 points or more"),
        ("no_change_shown", None, "no change is shown, because chance alone can explain it"),
        (
            "no_change_shown",
            0.05,
            "there are too few cases to settle whether the gap is worse by more than 5 points",
        ),
    ],
)
def test_plain_words_come_first_and_figures_second(outcome: str, tolerance: float | None, said: str) -> None:
    assert statement(change(), SEEN, outcome, tolerance) == (  # type: ignore[arg-type]
        f"Favourable decision by sex: {said}. It was 10 points before (f 40.0%, m 50.0%) and is 30 points now "
        f"(f 30.0%, m 60.0%){': ' + outcome + ' by 20 points' if outcome in ('worse', 'better') else ''}. "
        "Not judged: x (4 cases)."
    )


def test_a_ratio_is_called_what_it_is() -> None:
    said = statement(change("ratio"), SEEN, "no_change_shown", None)
    assert "no change is shown, because chance alone can explain it. It was 80.0% before" in said
    said = statement(change("ratio"), SEEN, "worse", None)
    assert "by sex: the lowest rate, as a share of the highest, got worse" in said


def test_nothing_moved() -> None:
    same = Seen("selection_rate", "sex", SEEN.groups, None, SEEN.before, SEEN.before, SEEN.reasons)
    assert "the gap did not change." in statement(change(seen=same), same, "no_change_shown", None)


def test_what_cannot_be_compared_has_its_reason() -> None:
    none = measure(SEEN, "difference", Terms(min_group=200))
    said = statement(none, SEEN, "not_estimable", None)
    assert said.startswith("Favourable decision by sex cannot be compared: a comparison takes two groups")
    assert said.endswith(".")


def test_the_lead_counts_outcomes() -> None:
    assert lead(["worse", "no_change_shown", "worse"], "paired", (1200, 1200)) == (
        "Compared on the same 1,200 rows. Of 3 gaps between groups: 2 got worse, 1 shows no change."
    )
    assert lead(["not_estimable"], "unpaired", (10, 20)) == (
        "Compared on different rows, 10 before and 20 now. Of 1 gap between groups: 1 cannot be compared."
    )
