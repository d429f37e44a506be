"""How a figure moved, told from intervals or from a comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fairwitness.audits.baseline.figures import Held, by_intervals, held, moved
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import GateResult
from fairwitness.audits.versions.make import compare_pair_of_records

pytestmark = pytest.mark.usefixtures("still_meter")
Figures = tuple[float | None, float | None, float | None]


def gate(kind: str, figures: Figures = (None, None, None)) -> Held:
    """A limit on explanations, which holds its own figures."""
    value, low, high = figures
    found = GateResult(
        id="explanation_fidelity", metric="explanation_fidelity", attribute="sex", kind=kind, limit=0.5,  # type: ignore[arg-type]
        outcome="fail", verdict="disparity", reason="", value=value, low=low, high=high,
    )  # fmt: skip
    return Held(found, None, {})


@pytest.mark.parametrize(
    ("before", "after", "rising", "falling"),
    [
        ((0.5, 0.4, 0.6), (0.8, 0.7, 0.9), "worse", "better"),
        ((0.8, 0.7, 0.9), (0.5, 0.4, 0.6), "better", "worse"),
        ((0.5, 0.4, 0.6), (0.6, 0.5, 0.7), "not_shown", "not_shown"),
        ((0.5, 0.4, 0.6), (0.7, 0.6, 0.8), "not_shown", "not_shown"),
    ],
)
def test_an_interval_wholly_beyond_the_other_moved(
    before: Figures, after: Figures, rising: str, falling: str
) -> None:
    for kind, outcome in (
        ("difference", rising),
        ("at_most", rising),
        ("ratio", falling),
        ("at_least", falling),
    ):
        found = by_intervals(gate(kind, before), gate(kind, after))
        assert found is not None
        assert found.outcome == outcome


@pytest.mark.parametrize("missing", [(None, 0.1, 0.2), (0.1, None, 0.2), (0.1, 0.1, None)])
def test_without_an_interval_nothing_can_be_told(missing: Figures) -> None:
    there: Figures = (0.5, 0.4, 0.6)
    assert by_intervals(gate("difference", missing), gate("difference", there)) is None
    assert by_intervals(gate("difference", there), gate("difference", missing)) is None


def test_a_limit_on_explanations_has_no_groups_and_its_own_figure() -> None:
    one = gate("at_least", (0.5, 0.4, 0.6))
    assert (one.value, one.groups, one.others_than(one)) == (0.5, None, None)


def test_what_a_comparison_of_versions_found(record_of: Callable[..., Record]) -> None:
    before, after = record_of({"f": (20, 60), "m": (40, 60)}), record_of({"f": (5, 60), "m": (55, 60)})
    (change,) = compare_pair_of_records(before, after).gates
    found = moved(change, after.gates[0])
    assert found is not None
    assert (found.outcome, found.low, found.method) == ("worse", change.low, change.method)
    gone = change.model_copy(update={"outcome": "not_estimable", "reason": "no rows"})
    nothing = moved(gone, after.gates[0])
    assert nothing is not None
    assert (nothing.outcome, nothing.reason) == (None, "no rows")
    assert moved(change, after.gates[0].model_copy(update={"against": "rest"})) is None
    assert moved(None, after.gates[0]) is None


def test_a_gate_is_held_with_the_rates_behind_it(record_of: Callable[..., Record]) -> None:
    record = record_of({"f": (20, 60), "m": (40, 60)}, gates=[{}, {"kind": "ratio"}])
    one, two = (held(record, gate) for gate in record.gates)
    assert one.value == pytest.approx(1 / 3)
    assert two.value == pytest.approx(0.5)
    assert set(one.estimates) == {"f", "m"}
    assert one.groups == ("f", "m")
    unjudged = {
        name: estimate.model_copy(update={"judged": False}) for name, estimate in one.estimates.items()
    }
    assert "was not judged" in str(one.others_than(replace(one, estimates=unjudged)))
