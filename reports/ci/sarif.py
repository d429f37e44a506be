"""SARIF 2.1.0 (OASIS, errata 01): what does not hold, as results on the plan's lines.

A result says that a rule is broken, so only a disparity breaks the rule of its measure. What the data do not settle
breaks a rule of its own, that a declared limit can be judged: a warning, and no claim of a gap. A waiver in the plan
is a suppression in the source, with its reason. What holds is no result; the run says how many do.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final
from urllib.parse import quote

from fairwitness.audits.baseline.document import Judgement, Standing
from fairwitness.audits.metrics.names import without_label
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import GateResult, Verdict
from fairwitness.reports.ci.raised import Level, fingerprint, headline, raised, sentence
from fairwitness.reports.format import metric_title
from fairwitness.reports.gates import GateRow
from fairwitness.reports.json_text import json_bytes
from fairwitness.reports.plain import plain
from fairwitness.reports.plan_file import PlanFile
from fairwitness.reports.tokens import VERDICT_WORDS

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_JOINER = "\u2060"
# What a viewer would make a link of, or fill in.
_ACTIVE = re.compile(r"(\](?=\()|\{(?=\d))")
_ASKED: Final = {
    "difference": "no two of the compared groups may differ by more than the declared limit",
    "ratio": "the lower of two compared groups must be at least the declared share of the higher",
    "at_least": "the mean of every group must not be below the declared limit",
    "at_most": "the mean of every group must not be above the declared limit",
}
_BROKEN: Final = (
    "The simultaneous confidence interval lies beyond the limit: a disparity, with both errors bounded over all "
    "limits of the plan. Look at the groups that the result names, change the model or how its output is used, and "
    "audit again. If there is a reason to accept the gap, write it into the plan as the limit's waiver."
)
_OPEN: Final[dict[Verdict, tuple[str, str]]] = {
    "inconclusive": (
        "The data settle a declared limit",
        "The interval reaches to both sides of the limit: the data show neither that it is kept nor that it is not. "
        "More rows of the groups that the result names would settle it, where any number would. This is no disparity.",
    ),
    "not_estimable": (
        "A declared limit can be computed",
        "There is nothing to compute, such as a rate of groups that have no cases. Nothing was judged. Declare the "
        "limit for groups with cases, or audit data that have them.",
    ),
}


_STATES: Final[dict[Standing | None, str]] = {"new": "new", "worse": "updated", "known": "unchanged"}


class SarifReport:
    """One run with a rule for each measure that has a disparity, and a result for each limit that does not hold."""

    name: ClassVar[str] = "sarif"
    suffix: ClassVar[str] = ".sarif"
    title: ClassVar[str] = "SARIF 2.1.0"

    def render(self, record: Record) -> bytes:
        """The JSON as UTF-8, pointing at the file that a plan is usually called."""
        return self.render_at(record, PlanFile())

    def render_at(self, record: Record, plan: PlanFile) -> bytes:
        """The same, pointing at the lines of a plan."""
        return _document(record, plan, None)

    def render_since(self, record: Record, plan: PlanFile, since: Judgement) -> bytes:
        """The same, where each result says whether the baseline has it."""
        return _document(record, plan, since)


def _document(record: Record, plan: PlanFile, since: Judgement | None) -> bytes:
    rows = raised(record)
    rules = list({_rule_id(row.gate): _rule(row.gate) for row in rows}.values())
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    version = _inert(record.provenance.version)
    run = {
        "tool": {"driver": {"name": "Fairwitness", "version": version, "rules": rules}},
        "automationDetails": {"id": "fairwitness/", "description": {"text": _inert(record.title)}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(row, plan, places[_rule_id(row.gate)], since) for row in rows],
        "properties": {"record": record.hash, "verdicts": dict(record.summary.tally)},
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_bytes(document)


def _rule_id(gate: GateResult) -> str:
    measure = _inert(without_label(gate.metric))
    return f"{measure}.{gate.kind}" if gate.verdict == "disparity" else gate.verdict


def _rule(gate: GateResult) -> dict[str, object]:
    if gate.verdict in _OPEN:
        return _described(gate.verdict, *_OPEN[gate.verdict], level="warning")
    title = _inert(metric_title(without_label(gate.metric)))
    return _described(_rule_id(gate), f"{title}: {_ASKED[gate.kind]}", _BROKEN, level="error")


def _described(name: str, short: str, full: str, *, level: Level) -> dict[str, object]:
    return {
        "id": name,
        "shortDescription": {"text": f"{short}."},
        "fullDescription": {"text": full},
        "help": {"text": f"{short}. {full}", "markdown": full},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["fairness"]},
    }


def _result(row: GateRow, plan: PlanFile, place: int, since: Judgement | None) -> dict[str, object]:
    gate = row.gate
    found: dict[str, object] = {
        "ruleId": _rule_id(gate),
        "ruleIndex": place,
        "kind": "fail",
        "level": "error" if gate.verdict == "disparity" else "warning",
        "message": {"text": _inert(f"{headline(row)}. {sentence(row)}")},
        "locations": [{"physicalLocation": _location(plan, gate)}],
        # GitHub knows alerts apart by this key alone; several limits may stand in one line.
        "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint(gate)[:16]}:1"},
        "properties": {"verdict": VERDICT_WORDS[gate.verdict]},
    }
    standing = None if since is None else since.standing(gate)
    if standing in _STATES:
        found["baselineState"] = _STATES[standing]
    if gate.outcome == "muted":
        justified = {"kind": "inSource", "status": "accepted", "justification": _inert(gate.reason)}
        found["suppressions"] = [justified]
    return found


def _location(plan: PlanFile, gate: GateResult) -> dict[str, object]:
    line = plan.line_of(gate)
    file = {"uri": quote(plan.path), "uriBaseId": "%SRCROOT%"}
    return {"artifactLocation": file, **({} if line is None else {"region": {"startLine": line}})}


def _inert(text: str) -> str:
    """Text that no viewer takes for a link or a gap to fill in."""
    return _ACTIVE.sub(rf"\1{_JOINER}", plain(text))
