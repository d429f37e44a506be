"""JUnit XML, which every CI system reads: one test case per gate.

A gate that fails is a `failure` and a gate that passes is a plain case. What is muted, inconclusive or not
estimable is `skipped`: red would claim a disparity that was not shown, and green a limit that was not shown
to hold; `skipped` is the one state that CI systems read as "no result". The message says which of the three
it is, and a muted gate's message has its waiver. Whether an open verdict stops the build is for the exit
code, which the plan decides. Beside a baseline, a failure that is known and not shown to be worse is `skipped` too,
and says so.
"""

from __future__ import annotations

from typing import ClassVar, Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from fairwitness.audits.baseline.document import Judgement
from fairwitness.audits.record import Record
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.plain import plain
from fairwitness.reports.plan_file import PlanFile
from fairwitness.reports.tokens import OUTCOME_WORDS


class JUnitReport:
    """One test suite per record, one test case per gate."""

    name: ClassVar[str] = "junit"
    suffix: ClassVar[str] = ".xml"
    title: ClassVar[str] = "JUnit XML"

    def render(self, record: Record) -> bytes:
        """The XML with its declaration, as UTF-8. Characters that XML 1.0 cannot hold are left out."""
        return _written(record, None)

    def render_since(self, record: Record, plan: PlanFile, since: Judgement) -> bytes:
        """The same, where what failed before already, and is not shown to be worse, is skipped and says so."""
        return _written(record, since)


def _written(record: Record, since: Judgement | None) -> bytes:
    rows = gate_rows(record)
    failures = sum(_state(row, since) == "failure" for row in rows)
    skipped = sum(_state(row, since) == "skipped" for row in rows)
    counts = {"tests": str(len(rows)), "failures": str(failures), "errors": "0"}
    root = Element("testsuites", {"name": "fairwitness", **counts})
    seconds = sum(phase.seconds for phase in record.energy.phases)
    about = {"name": plain(record.title), **counts, "skipped": str(skipped), "time": f"{seconds:.3f}"}
    suite = SubElement(root, "testsuite", {**about, "timestamp": plain(record.provenance.created)})
    properties = SubElement(suite, "properties")
    for key, value in {"record": record.hash, "rows": str(record.subject.rows)}.items():
        SubElement(properties, "property", {"name": key, "value": value})
    for row in rows:
        _case(suite, row, since)
    indent(root)
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _state(row: GateRow, since: Judgement | None) -> Literal["passed", "failure", "skipped"]:
    if row.gate.outcome == "pass":
        return "passed"
    known = since is not None and since.standing(row.gate) == "known"
    return "failure" if row.gate.outcome == "fail" and not known else "skipped"


def _case(suite: Element, row: GateRow, since: Judgement | None) -> None:
    gate = row.gate
    name = plain(f"{gate.metric} by {gate.attribute}, {gate.kind} {row.limit}")
    case = SubElement(suite, "testcase", {"classname": plain(f"fairwitness.{gate.attribute}"), "name": name})
    state = _state(row, since)
    if state == "passed":
        return
    if state == "failure":
        failure = SubElement(case, "failure", {"message": plain(gate.reason), "type": gate.verdict})
        failure.text = plain(row.detail)
        return
    known = "Known since the baseline. " if gate.outcome == "fail" else ""
    message = f"{known}{OUTCOME_WORDS[gate.outcome]}: {gate.reason}"
    SubElement(case, "skipped", {"message": plain(message)})
