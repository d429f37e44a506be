"""Ready-made policies on the page: limits with their reasons, and the way back to one's own."""

from __future__ import annotations

from new_form import CSV, can_run, form, go, text, turn, value

from fairwitness.app import store
from fairwitness.audits.policies import policy


def test_a_policy_fills_limits_and_frameworks_and_says_why(started: list[str]) -> None:
    found = go(form(), "checks")
    turn(found, "policy", "hiring")
    said = text(found)
    assert "As of 2026-11-22" in said
    assert "Uniform Guidelines, 29 CFR 1607.4(D) (1978)" in said
    assert "The lowest rate is at least 80% of the highest" in said
    assert value(found, "frameworks") == ["nyc_ll144"]
    found.button(key="run").click().run()
    plan = store.plan(started[0])
    assert policy("hiring").is_taken(plan)
    assert plan.words.people == "applicants"


def test_going_back_to_ones_own_brings_its_limits_back() -> None:
    found = go(form(), "checks")
    found.slider(key="gate.1.percent").set_value(3.0).run()
    for name in ("health", "credit", "own"):
        turn(found, "policy", name)
    (gate,) = value(found, "gates")  # type: ignore[misc]
    assert (gate["metric"], gate["limit"]) == ("selection_rate", 0.03)
    assert value(found, "frameworks") == []


def test_a_change_is_no_longer_the_policy() -> None:
    found = go(form(), "checks")
    turn(found, "policy", "hiring")
    assert "no longer this policy" not in text(found)
    (number,) = [str(one.key).split(".")[1] for one in found.slider]
    found.slider(key=f"gate.{number}.percent").set_value(90.0).run()
    assert "at least 90% of the highest" in text(found)
    assert "no longer this policy" in text(found)


def test_what_the_rows_lack_for_a_policy_is_said() -> None:
    found = go(form(CSV.replace("hired,", "room,")), "roles")
    if value(found, "target") is not None:
        found.selectbox(key="new.target").set_value(None).run()
    go(found, "checks")
    turn(found, "policy", "health")
    assert text(found).count("no column says what did") == 2
    assert can_run(found), "what cannot be answered stays open and is said; it stops nothing"
