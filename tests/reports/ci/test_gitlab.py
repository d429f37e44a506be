"""GitLab's code quality: the fields that its documentation names, and no other."""

import json

import pytest
import records
from jsonschema import Draft202012Validator

from fairwitness.reports.ci.gitlab import GitLabReport
from fairwitness.reports.plan_file import PlanFile

# "Code Quality report format": these fields are required, and lines.begin or positions.begin.line.
ENTRY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "description": {"type": "string", "minLength": 1},
        "check_name": {"type": "string", "minLength": 1},
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {
            "type": "object",
            "required": ["path", "lines"],
            "properties": {
                "path": {"type": "string", "pattern": "^(?!\\./|/).+"},
                "lines": {"type": "object", "properties": {"begin": {"type": "integer", "minimum": 1}}},
            },
        },
    },
}
SCHEMA = Draft202012Validator({"type": "array", "items": ENTRY})


def issues(record, plan=None):
    report = GitLabReport()
    found = json.loads(report.render_at(record, plan) if plan else report.render(record))
    SCHEMA.validate(found)
    return found


@pytest.mark.parametrize("variant", records.VARIANTS)
def test_every_record_follows_the_format(variant):
    found = issues(records.VARIANTS[variant]())
    assert len({one["fingerprint"] for one in found}) == len(found)


def test_severities_follow_the_outcomes():
    assert [one["severity"] for one in issues(records.full())] == ["major", "major", "minor", "minor"]


def test_lines_are_those_of_the_plan_or_the_first():
    plan = PlanFile("ci/plan.yaml", "roles: {sensitive: [race]}\ngates:\n- metric: selection_rate\n")
    found = issues(records.full(), plan)
    assert [one["location"]["lines"]["begin"] for one in found] == [3, 1, 1, 1]
    assert {one["location"]["path"] for one in found} == {"ci/plan.yaml"}


def test_where_all_holds_there_is_no_issue():
    assert issues(records.record((records.comparison("selection_rate", "race", "within"),), ())) == []
