"""Reports of CI beside a baseline: a failure that is known, and not shown to be worse, is told and breaks nothing."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.reports.ci.test_sarif import validator

import fairwitness
from fairwitness.audits.baseline import Judgement, judge
from fairwitness.audits.record import Record
from fairwitness.reports.base import SinceReport, rendered, report_format
from fairwitness.reports.plan_file import PlanFile
from fairwitness.reports.write import write_files

FORMATS = ("junit", "sarif", "gitlab")


@pytest.fixture(scope="module")
def audited() -> tuple[Record, Judgement]:
    """Two limits that fail: the baseline has the first only."""
    said = [1, 0] * 60 + [0, 1] * 40 + [1, 0] * 100
    before, after = (
        fairwitness.audit(y_pred=said, sensitive_features={"sex": ["a", "b"] * 200}, plan={"gates": gates})
        for gates in ([{"limit": 0.05}], [{"limit": 0.05}, {"kind": "ratio"}])
    )
    return after, judge(before, after, None, 3)


@pytest.mark.parametrize("name", FORMATS)
def test_each_can_tell_and_without_a_baseline_is_as_it_was(
    name: str, audited: tuple[Record, Judgement]
) -> None:
    record, since = audited
    assert isinstance(report_format(name), SinceReport)
    plain = rendered(name, record)
    assert rendered(name, record, since=since) != plain
    assert b"nown since" not in plain
    assert b"baselineState" not in plain


def test_a_known_failure_is_skipped_by_junit_and_counted_so(audited: tuple[Record, Judgement]) -> None:
    suite = ElementTree.fromstring(rendered("junit", audited[0], since=audited[1])).find("testsuite")
    assert suite is not None
    assert (suite.get("failures"), suite.get("skipped")) == ("1", "1")
    (skipped,) = suite.findall("testcase/skipped")
    assert (skipped.get("message") or "").startswith("Known since the baseline. Failed: ")


def test_sarif_says_what_the_baseline_has_in_its_own_terms(audited: tuple[Record, Judgement]) -> None:
    document = json.loads(rendered("sarif", audited[0], PlanFile("ci/audit.yaml"), since=audited[1]))
    assert [error.message for error in validator().iter_errors(document)] == []
    results = document["runs"][0]["results"]
    assert sorted(one["baselineState"] for one in results) == ["new", "unchanged"]
    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results} == {
        "ci/audit.yaml"
    }


def test_gitlab_is_told_a_known_failure_at_the_lowest_severity(audited: tuple[Record, Judgement]) -> None:
    issues = json.loads(rendered("gitlab", audited[0], since=audited[1]))
    assert sorted((one["severity"], one["description"][:5]) for one in issues) == [
        ("info", "Known"),
        ("major", issues[[one["severity"] for one in issues].index("major")]["description"][:5]),
    ]


def test_files_are_written_beside_the_baseline(audited: tuple[Record, Judgement], tmp_path: Path) -> None:
    record, since = audited
    write_files(record, FORMATS, tmp_path, since=since)
    assert b"Known since the baseline" in (tmp_path / "junit.xml").read_bytes()
