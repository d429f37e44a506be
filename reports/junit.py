"""JUnit XML, which every CI system reads: one test case per gate.

A gate that fails is a `failure` and a gate that passes is a plain case. What is muted, inconclusive or not
estimable is `skipped`: red would claim a disparity that was not shown, and green a limit that was not shown
to hold; `skipped` is the one state that CI systems read as "no result". The message says which of the three
it is, and a muted gate's message has its waiver. Whether an open verdict stops the build is for the exit
code, which the plan decides.
"""

from __future__ import annotations

from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from fairwitness.audits.record import Record
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import OUTCOME_WORDS


class JUnitReport:
    """One test suite per record, one test case per gate."""

    name: ClassVar[str] = "junit"
    suffix: ClassVar[str] = ".xml"
    title: ClassVar[str] = "JUnit XML"

    def render(self, record: Record) -> bytes:
        """The XML with its declaration, as UTF-8. Characters that XML 1.0 cannot hold are left out."""
        rows = gate_rows(record)
        failures = sum(row.gate.outcome == "fail" for row in rows)
        skipped = sum(row.gate.outcome not in ("pass", "fail") for row in rows)
        counts = {"tests": str(len(rows)), "failures": str(failures), "errors": "0"}
        root = Element("testsuites", {"name": "fairwitness", **counts})
        seconds = sum(phase.seconds for phase in record.energy.phases)
        about = {"name": plain(record.title), **counts, "skipped": str(skipped), "time": f"{seconds:.3f}"}
        suite = SubElement(root, "testsuite", {**about, "timestamp": plain(record.provenance.created)})
        properties = SubElement(suite, "properties")
        for key, value in {"record": record.hash, "rows": str(record.subject.rows)}.items():
            SubElement(properties, "property", {"name": key, "value": value})
        for row in rows:
            _case(suite, row)
        indent(root)
        xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
        return xml + b"\n"


def _case(suite: Element, row: GateRow) -> None:
    gate = row.gate
    name = plain(f"{gate.metric} by {gate.attribute}, {gate.kind} {row.limit}")
    case = SubElement(suite, "testcase", {"classname": plain(f"fairwitness.{gate.attribute}"), "name": name})
    if gate.outcome == "pass":
        return
    if gate.outcome == "fail":
        failure = SubElement(case, "failure", {"message": plain(gate.reason), "type": gate.verdict})
        failure.text = plain(row.detail)
        return
    SubElement(case, "skipped", {"message": plain(f"{OUTCOME_WORDS[gate.outcome]}: {gate.reason}")})
