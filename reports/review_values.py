"""A review as plain values, for machines."""

from __future__ import annotations

from fairwitness.audits.review.agreement import Agreement, GroupAgreement
from fairwitness.audits.review.entries import Decided
from fairwitness.audits.review.state import Review, Reviewed


def as_values(review: Review) -> dict[str, object]:
    """A review as plain values, for JSON."""
    return {
        "record": review.record,
        "on": review.on.isoformat(),
        "state": review.state,
        "asked": review.asked.model_dump(mode="json"),
        "missing": list(review.missing),
        "auditor": review.auditor,
        "signatures": [
            {**one.entry.model_dump(mode="json"), "counts": one.lapse is None, "lapse": one.lapse}
            for one in review.signatures
        ],
        "findings": [_finding_values(one, review) for one in review.findings],
        "agreement": None if review.agreement is None else _agreement_values(review.agreement),
    }


def _finding_values(one: Reviewed, review: Review) -> dict[str, object]:
    def said(decision: Decided | None) -> object:
        return None if decision is None else decision.model_dump(mode="json", exclude={"kind", "finding"})

    return {
        "id": one.id,
        "code": one.finding.code,
        "severity": one.finding.severity,
        "statement": one.finding.statement,
        "owner": one.owner,
        "due": None if one.due is None else one.due.isoformat(),
        "overdue": one.overdue(review.on),
        "disposition": one.disposition,
        "decision": said(one.decision),
        "earlier": said(one.earlier),
        "lapse": one.lapse,
        "comments": [
            comment.model_dump(mode="json", include={"by", "role", "at", "text"}) for comment in one.comments
        ],
    }


def _agreement_values(found: Agreement) -> dict[str, object]:
    def of(one: GroupAgreement) -> dict[str, object]:
        kappa = {
            "value": one.kappa.value,
            "low": one.kappa.low,
            "high": one.kappa.high,
            "reason": one.kappa.reason,
        }
        return {
            "attribute": one.attribute,
            "group": one.group,
            "cases": one.cases,
            "agreed": one.agreed,
            "agreement_rate": one.rate,
            "low": one.low,
            "high": one.high,
            "override_rate": one.override_rate,
            "to_favourable": one.favourable,
            "to_unfavourable": one.unfavourable,
            "kappa": kappa,
            "reason": one.reason,
        }

    return {
        "overall": of(found.overall),
        "groups": [of(one) for one in found.groups],
        "comparisons": [
            {
                "attribute": one.attribute,
                "verdict": one.verdict,
                "value": one.value,
                "low": one.low,
                "high": one.high,
            }
            for one in found.contrasts
        ],
        "statements": list(found.statements),
        "reasons": dict(found.reasons),
    }
