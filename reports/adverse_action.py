"""A draft of the notice that Regulation B asks a creditor to send after adverse action: 12 CFR 1002.9.

Reasons come from the single cases that a record holds; what only the creditor knows is left to state. A draft is
never a notice: a person reads it, completes it and decides whether it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import CaseExplanation, Contribution
from fairwitness.errors import ReportError
from fairwitness.reports import format as fmt
from fairwitness.reports.pdf import seconds_of, set_pages, sources, template
from fairwitness.reports.tokens import LIGHT

MOST_REASONS: Final = 4
"""The official comment 9(b)(2)-1 sets no number and says that more than four are not likely to be helpful."""
_ERRORS: Final = 2.0
"""A contribution within so many standard errors of 0 may as well have helped: it is no reason."""


@dataclass(frozen=True)
class Reasons:
    """What moved one case's output most against the person, strongest first."""

    case: CaseExplanation
    listed: tuple[Contribution, ...]
    protected: tuple[str, ...]
    """Names of the listed columns from which a sensitive attribute is read."""


class AdverseActionDraft:
    """One page for each explained case whose decision was against the person."""

    name: ClassVar[str] = "adverse_action"
    suffix: ClassVar[str] = ".pdf"
    title: ClassVar[str] = "Adverse action notices, drafts (PDF)"

    def check(self, record: Record) -> None:
        """Refuse a record without a case to draft a notice of; raises as `render` does."""
        principal_reasons(record)

    def render(self, record: Record) -> bytes:
        """The file; the same record gives the same bytes.

        Raises
        ------
        ReportError
            The record holds no case that SHAP explained, or none that was decided against the person.
        """
        found = principal_reasons(record)
        content = {
            "title": f"Adverse action: drafts for {fmt.plural(len(found), 'case')}",
            "audit": record.title,
            "hash": record.hash,
            "date": fmt.date(record.provenance.created),
            "against": _against(record),
            "base": _base(record),
            "ink": LIGHT.ink,
            "muted": LIGHT.muted,
            "rule": LIGHT.rule,
            "warn": LIGHT.verdict("disparity"),
            "cases": [_page(one) for one in found],
        }
        given = sources(template("notice.typ"), "notice.json", content)
        return set_pages(given, seconds_of(record), "The drafts of notices")


def principal_reasons(record: Record) -> tuple[Reasons, ...]:
    """The columns that most lowered each refused case's chance of the favourable outcome: at most four of each.

    A case counts as refused where its output says so (a probability on the far side of the threshold); where the
    output is no probability every case is taken, and the draft says that the decision must be looked up.

    Raises
    ------
    ReportError
        There is nothing to give reasons for; the message says what to do.
    """
    cases = [case for case in record.explanations.cases if case.method != "lime"]
    if not record.subject.favourable or not cases:
        raise ReportError(
            "A draft of an adverse action notice must have a case of a decision with a favourable label, explained by "
            f"SHAP. The record holds {'no favourable label' if cases else 'no such case'}. "
            "Name cases in the plan's `explain.cases`, or with `--include-cases`, and audit again."
        )
    refused = tuple(_reasons(record, case) for case in cases if not _granted(record, case))
    if not refused:
        raise ReportError(
            f"A draft of an adverse action notice must have a case that was decided against the person. "
            f"All {len(cases)} explained cases of the record have an output in their favour. "
            "Name others in the plan's `explain.cases`, and audit again."
        )
    return refused


def _favours(record: Record) -> float:
    """The sign of the output that is good for the person: outputs speak of the positive label."""
    return 1.0 if record.subject.favourable == record.subject.positive else -1.0


def _granted(record: Record, case: CaseExplanation) -> bool:
    certificate = case.certificate
    if certificate is None or certificate.scale != "probability":
        return False
    threshold = 0.5 if record.subject.threshold is None else record.subject.threshold
    return (case.output >= threshold) == (_favours(record) > 0)


def _reasons(record: Record, case: CaseExplanation) -> Reasons:
    sign = _favours(record)
    against = sorted(
        (one for one in case.contributions if sign * one.value < -_ERRORS * (one.standard_error or 0.0)),
        key=lambda one: (sign * one.value, one.column),
    )[:MOST_REASONS]
    sensitive = {column.name for column in record.subject.columns if "sensitive" in column.roles}
    protected = tuple(one.label for one in against if one.column in sensitive)
    return Reasons(case, tuple(against), protected)


def _page(found: Reasons) -> dict[str, object]:
    return {
        "id": found.case.id,
        "output": fmt.number(found.case.output, 3),
        "reasons": [list(_reason(one)) for one in found.listed],
        "warnings": list(_warnings(found)),
    }


def _reason(one: Contribution) -> Iterator[str]:
    yield one.label
    yield one.shown
    yield fmt.number(one.value, 3)


def _warnings(found: Reasons) -> Iterator[str]:
    if found.protected:
        yield (
            f"{fmt.listed(found.protected)} tells a protected attribute. It may not be a reason of a credit decision "
            "(15 USC 1691(a)): have this case and the model looked at before anything is sent."
        )
    if not found.listed:
        yield "No column moved the output against this person beyond sampling error: no reason can be drafted."
    outside = [one.label for one in found.listed if one.outside]
    if outside:
        yield (
            f"The value of {fmt.listed(outside)} is outside those that the explanation compares with: check that it is "
            "right before it is given as a reason."
        )


def _against(record: Record) -> str:
    side = "lower" if _favours(record) > 0 else "higher"
    return (
        f"Reasons are the columns that made the output {side} than it is on average, by their SHAP values; an output "
        f"speaks of '{record.subject.positive}', and '{record.subject.favourable}' is good for the person."
    )


def _base(record: Record) -> str:
    certificate = next(
        (
            case.certificate
            for case in record.explanations.cases
            if case.method != "lime" and case.certificate
        ),
        None,
    )
    if certificate is None:
        return "The record does not say what the cases are compared with."
    return (
        f"Compared with: {certificate.base_value_definition}, {fmt.plural(certificate.background_rows, 'row')}. "
        f"Scale: {certificate.scale}. Engine: {certificate.engine}."
    )
