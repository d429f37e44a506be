"""What does not hold is pointed out; what holds is not."""

import records

from fairwitness.reports.ci.raised import LEVELS, fingerprint, headline, raised, sentence
from fairwitness.reports.gates import gate_rows


def muted(record, place):
    """The record with one of its limits muted."""
    gates = list(record.gates)
    gates[place] = gates[place].model_copy(
        update={"outcome": "muted", "reason": "Muted by the plan: agreed."}
    )
    return record.model_copy(update={"gates": tuple(gates)})


def test_failures_come_first_and_what_holds_is_left_out():
    outcomes = [row.gate.outcome for row in raised(records.full())]
    assert outcomes == ["fail", "fail", "inconclusive", "not_estimable"]
    assert [LEVELS[outcome] for outcome in outcomes] == ["error", "error", "warning", "warning"]


def test_a_muted_disparity_comes_last_and_is_a_note():
    rows = raised(muted(records.full(), 0))
    assert rows[-1].gate.outcome == "muted"
    assert LEVELS["muted"] == "note"


def test_a_muted_limit_that_holds_is_left_out():
    record = records.full()
    place = next(n for n, gate in enumerate(record.gates) if gate.verdict == "within")
    assert "muted" not in [row.gate.outcome for row in raised(muted(record, place))]


def test_the_words_are_whole_and_on_one_line():
    for row in gate_rows(records.hostile()):
        assert headline(row).startswith("Failed: ")
        assert "\n" not in headline(row) + sentence(row)


def test_a_limit_keeps_its_fingerprint_whatever_was_found():
    gates = records.full().gates
    assert len({fingerprint(gate) for gate in gates}) == len(gates)
    other = gates[0].model_copy(update={"outcome": "pass", "verdict": "within", "reason": "It is kept."})
    assert fingerprint(other) == fingerprint(gates[0])
    assert fingerprint(gates[0].model_copy(update={"limit": 0.5})) != fingerprint(gates[0])
