"""What a record holds of each kind of evidence: where it is, or why it is not there.

Only what the record's hash covers is read, so that a framework says the same through browser, command and
notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fairwitness.audits.record import RecordContent
from fairwitness.reports.frameworks import by_category, by_group, overall
from fairwitness.reports.frameworks.by_category import Groupings
from fairwitness.reports.frameworks.seen import Extent, Seen

__all__ = ["EVALUATORS", "Evaluator", "Extent", "Seen", "look"]

General = Callable[[RecordContent], Seen]
Evaluator = Callable[[RecordContent, Groupings], Seen]


def look(key: str, content: RecordContent, groupings: Groupings) -> Seen:
    """What a record holds of one kind of evidence; what no check of this version makes is not held, and says so."""
    found = EVALUATORS.get(key)
    return Seen("none", _ABSENT.get(key, _UNMEASURED)) if found is None else found(content, groupings)


def _general(read: General) -> Evaluator:
    return lambda content, groupings: read(content)


def _either(law: Evaluator, general: General) -> Evaluator:
    """By the categories of the law where it names any, else by the groups that were audited."""
    return lambda content, groupings: law(content, groupings) if groupings else general(content)


EVALUATORS: Mapping[str, Evaluator] = {
    "data.completeness": _either(by_category.unknown_people, by_group.completeness),
    "data.label_bias": _general(by_group.outcomes),
    "data.profile": _general(overall.profile),
    "data.provenance": _general(overall.origin),
    "data.proxy_features": _general(by_group.proxies),
    "data.representation": _either(by_category.category_sizes, by_group.sizes),
    "doc.limitations": _general(overall.limitations),
    "doc.risk_register": _general(overall.risks),
    "doc.system_description": _general(overall.description),
    "energy.inference": _general(overall.energy),
    "explain.global": _general(overall.importance),
    "explain.local_reasons": _general(overall.cases),
    "explain.reason_fidelity": _general(overall.fidelity),
    "fairness.alternatives": _general(by_group.thresholds),
    "fairness.calibration_gap": _general(by_group.calibration),
    "fairness.confidence_intervals": _general(by_group.intervals),
    "fairness.error_rate_gaps": _general(by_group.errors),
    "fairness.intersectional": _either(by_category.intersections, by_group.intersections),
    "fairness.scoring_rate_ratio": _either(by_category.scoring_rates, by_group.scoring_rates),
    "fairness.selection_rate_ratio": _either(by_category.selection_rates, by_group.selection_rates),
    "fairness.significance_tests": _either(by_category.tests_of_differences, by_group.tests),
    "performance.baseline": _general(overall.baseline),
    "performance.by_group": _general(by_group.performance),
    "performance.calibration": _general(overall.calibration),
    "performance.outcomes": _general(overall.outcomes),
    "performance.overall": _general(overall.performance),
    "performance.thresholds": _general(overall.limits),
    "performance.uncertainty": _general(overall.uncertainty),
    "robustness.reproducibility": _general(overall.repeatable),
    "trail.hash_chain": _general(overall.chain),
    "trail.log": _general(overall.log),
    "trail.versions": _general(overall.versions),
}
"""The kinds of evidence that a record of this version can hold."""

_UNMEASURED = (
    "This version of Fairwitness does not measure it; a named person can state what was found elsewhere."
)
_PEOPLE = "Who works with a system, and how, is outside of any record."
_ABSENT: Mapping[str, str] = {
    "doc.intended_purpose": "A plan has a title and no statement of purpose.",
    "energy.carbon": "A record gives the carbon of the audit alone, and only where its country is known.",
    "energy.compute": "A record names the hardware of the audit, not that of development or use.",
    "energy.training": "A record meters the audit, not the training of the model.",
    "governance.applicability": "Whether a rule applies depends on how the tool is used, which no data can show.",
    "governance.policy": "A policy is outside of any record.",
    "monitor.drift": "A record is of one moment.",
    "monitor.incidents": "Incidents happen in use, outside of a record.",
    "monitor.performance": "A record is of one moment.",
    "notice.adverse_action": "Notices are given outside of an audit; a record has none.",
    "notice.pre_use": "Notices are given outside of an audit; a record has none.",
    "notice.public_summary": (
        "The report format ll144 writes the figures to be published under New York's law; a record cannot show what "
        "was posted."
    ),
    "oversight.appeals": _PEOPLE,
    "oversight.independence": "No software can know who the auditor works for.",
    "oversight.procedure": _PEOPLE,
    "oversight.roles": _PEOPLE,
    "oversight.sign_off": "A record is sealed before anyone reviews it; a sign-off stands beside it.",
    "oversight.training": _PEOPLE,
    "trail.attestation": "A record is sealed before it is signed; a signature stands beside it.",
    "trail.retention": "How long a record is kept is settled outside of it.",
}
