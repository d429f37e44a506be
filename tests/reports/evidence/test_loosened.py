"""A limit that asks for less after its result was seen is found, however the plan is renamed or reordered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.evidence.events import Held, Run
from fairwitness.reports.evidence.loosened import loosened


def run(*gates, title="A"):
    return Run(
        title=title, record="", plan_sha256="", data_sha256="", result="PASSED", gates=gates, version="1"
    )


def gate(limit=0.1, outcome="fail", kind="difference", name="rate"):
    return Held(id=name, kind=kind, limit=limit, outcome=outcome)


def found(*runs):
    return list(loosened(enumerate(runs, start=1)))


@pytest.mark.parametrize(
    ("kind", "less"), [("difference", 0.2), ("at_most", 0.2), ("ratio", 0.05), ("at_least", 0.05)]
)
def test_a_loosened_limit(kind, less):
    (one,) = found(run(gate(kind=kind)), run(gate(less, kind=kind, outcome="pass")))
    assert (one.entry, one.earlier) == (2, 1)
    assert (
        one.sentence
        == f"line 2: the gate rate had its limit loosened from 0.1 to {less}, after it was seen to fail (line 1)."
    )
    assert not found(run(gate(less, kind=kind)), run(gate(kind=kind)), run(gate(kind=kind)))


def test_a_muted_gate_and_one_that_is_gone():
    (one,) = found(run(gate()), run(gate(outcome="muted")), run(gate(outcome="muted")))
    assert one.how == "was muted, after it was seen to fail"
    (one,) = found(run(gate(), gate(name="b")), run(gate(name="b")), run(gate(name="b")))
    assert (one.gate, one.how) == ("rate", "is no longer declared, after it was seen to fail")


def test_another_title_hides_nothing_and_is_no_fault_of_its_own():
    (one,) = found(run(gate()), run(gate(0.2), title="B"))
    assert one.entry == 2
    assert not found(run(gate()), run(gate(name="b"), title="B"))


def test_one_that_comes_back_looser():
    both = found(run(gate()), run(gate(name="b")), run(gate(0.3), gate(name="b")))
    assert [one.how.split(",")[0] for one in both] == [
        "is no longer declared",
        "had its limit loosened from 0.1 to 0.3",
    ]


def test_two_gates_of_one_name():
    assert not found(run(gate(0.1), gate(0.2)), run(gate(0.1), gate(0.2)))
    (one,) = found(run(gate(0.1), gate(0.2)), run(gate(0.1), gate(0.3)))
    assert "from 0.2 to 0.3" in one.how


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=6))
def test_every_step_that_asks_for_less_is_found(limits):
    steps = [n for n in range(1, len(limits)) if limits[n] > limits[n - 1]]
    assert [one.entry - 1 for one in found(*(run(gate(limit)) for limit in limits))] == steps
