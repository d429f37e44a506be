"""The benchmarks run, and what they compare is equal."""

import pytest
from benchmarks import audit_cold, error_rates, fairness_metrics


@pytest.mark.slow
def test_fairness_metrics_agree_with_fairlearn():
    line = fairness_metrics.run(sizes=(500,))[-1]
    assert float(line.split("|")[-2]) < 1e-12


def test_the_usual_rule_alarms_more_often_than_the_verdict():
    lines = error_rates.run(runs=40)
    usual, verdict = (float(line.split("|")[2].strip().rstrip("%")) for line in lines[-2:])
    assert verdict <= 5 < usual


def test_the_cold_audit_is_the_whole_command(tmp_path):
    audit_cold.write_data(tmp_path / "d.csv", rows=20)
    command = audit_cold.command(tmp_path / "d.csv", tmp_path / "out")
    assert command[1:4] == ["-m", "fairwitness.app.cli", "audit"]
    assert "json,html,pdf" in command
