"""How often reviewers agree with the model, by group, from counts of the cases they looked at.

The cases are those that somebody chose to look at: figures speak of these, and of no others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import IntArray
from fairwitness.audits.plan.model import UNKNOWN, Checks, Plan
from fairwitness.audits.rates import Rates
from fairwitness.audits.record import Record
from fairwitness.audits.review.entries import FeedbackCounted
from fairwitness.audits.stats.kappa import Kappa, cohen_kappa
from fairwitness.audits.stats.verdict import Contrast, contrast, judge_exploratory
from fairwitness.audits.units import gap, limit

CONFIDENCE = 0.95


@dataclass(frozen=True)
class GroupAgreement:
    """What was found of the reviewed cases of one group; of everybody where there is no attribute.

    Attributes
    ----------
    cases, agreed
        Cases looked at, and those in which the reviewer decided as the model had.
    rate, low, high
        Share agreed, with Wilson's limits at 95%; None where nothing was looked at. The override rate is 1 less this.
    favourable, unfavourable
        Overrides that gave the favourable decision, and that took it away.
    kappa
        Agreement beyond chance (Cohen).
    reason
        Why there is no rate.
    judged
        Whether it is known, and of enough cases to be compared.
    """

    attribute: str | None
    group: str | None
    cases: int
    agreed: int
    rate: float | None
    low: float | None
    high: float | None
    favourable: int
    unfavourable: int
    kappa: Kappa
    reason: str | None
    judged: bool = False

    @property
    def override_rate(self) -> float | None:
        """Share of the cases that the reviewer decided otherwise."""
        return None if self.rate is None else 1 - self.rate


@dataclass(frozen=True)
class Agreement:
    """Agreement over all reviewed cases and by group, and whether it differs between the groups of an attribute."""

    overall: GroupAgreement
    groups: tuple[GroupAgreement, ...]
    contrasts: tuple[Contrast, ...]
    """One an attribute: exploratory, so that it decides nothing."""
    statements: tuple[str, ...]
    reasons: Mapping[str, int]
    """Reasons given for disagreeing, where enough cases share one."""


@dataclass(frozen=True)
class _Counted:
    """Summed tables of cases, (K, K) each, by attribute and group; the favourable label's place."""

    tables: Mapping[tuple[str | None, str | None], IntArray]
    favourable: int
    size: int

    def of(self, attribute: str | None, group: str | None) -> IntArray:
        return self.tables.get((attribute, group), np.zeros((self.size, self.size), dtype=np.int64))


def agreement(record: Record, feedback: Sequence[FeedbackCounted]) -> Agreement | None:
    """What the feedback on a record amounts to; None without any.

    Counts with other labels than the first's, which no record of one plan has, are left out.
    """
    if not feedback:
        return None
    labels = feedback[0].labels
    used = [one for one in feedback if one.labels == labels]
    counted = _summed(used, labels)
    known = {key[0] for key in counted.tables if key[0] is not None}
    names = [one.name for one in record.subject.attributes if one.name in known]
    least = _least(record)
    groups = [
        replace(one, judged=one.cases >= least and one.group != UNKNOWN)
        for one in (
            _group(counted, name, group) for name in names for group in _groups_of(counted, record, name)
        )
    ]
    overall = _group(counted, None, None)
    contrasts = judge_exploratory(*_asked(record, [_rates(counted, record, name) for name in names]))
    reasons: dict[str, int] = {}
    for one in used:
        for reason, cases in one.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + cases
    said = (*_caution(overall), *(_statement(one, groups) for one in contrasts))
    return Agreement(overall, tuple(groups), tuple(contrasts), said, reasons)


def _summed(feedback: Sequence[FeedbackCounted], labels: Sequence[str]) -> _Counted:
    tables: dict[tuple[str | None, str | None], IntArray] = {}
    for one in feedback:
        for part in one.groups:
            key = (part.attribute, part.group)
            tables[key] = tables.get(key, 0) + np.asarray(part.counts, dtype=np.int64)
    favourable = feedback[0].favourable
    return _Counted(tables, labels.index(favourable) if favourable in labels else -1, len(labels))


def _groups_of(counted: _Counted, record: Record, attribute: str) -> list[str]:
    """The groups of the record, those without a reviewed case too, and that of missing values where it has cases."""
    found = next(one for one in record.subject.attributes if one.name == attribute)
    names = [group.name for group in found.groups]
    return names if UNKNOWN in names or (attribute, UNKNOWN) not in counted.tables else [*names, UNKNOWN]


def _group(counted: _Counted, attribute: str | None, group: str | None) -> GroupAgreement:
    table = counted.of(attribute, group)
    cases, agreed = int(table.sum()), int(np.trace(table))
    low, high = (None, None) if not cases else _wilson(agreed, cases)
    place = counted.favourable
    given = int(table[:, place].sum() - table[place, place]) if place >= 0 else 0
    taken = int(table[place].sum() - table[place, place]) if place >= 0 else 0
    return GroupAgreement(
        attribute,
        group,
        cases,
        agreed,
        agreed / cases if cases else None,
        low,
        high,
        given,
        taken,
        cohen_kappa(table, CONFIDENCE),
        None if cases else "no reviewed cases",
    )


def _wilson(agreed: int, cases: int) -> tuple[float, float]:
    from fairwitness.audits.stats.intervals import wilson

    low, high = wilson(agreed, cases, CONFIDENCE)
    return float(low), float(high)


def _rates(counted: _Counted, record: Record, attribute: str) -> Rates:
    groups = tuple(_groups_of(counted, record, attribute))
    tables = [counted.of(attribute, group) for group in groups]
    trials: npt.NDArray[np.int64] = np.array([int(table.sum()) for table in tables], dtype=np.int64)
    agreed = np.array([int(np.trace(table)) for table in tables], dtype=np.int64)
    return Rates(
        attribute,
        "agreement",
        groups,
        UNKNOWN if UNKNOWN in groups else None,
        trials,
        agreed,
        trials,
        tuple(int(k) / int(n) if n else None for k, n in zip(agreed, trials, strict=True)),
        trials.astype(np.float64),
        tuple(None if n else "no reviewed cases" for n in trials),
    )


def _asked(record: Record, rates: Sequence[Rates]) -> tuple[list[Contrast], float]:
    """A question for each attribute, with the tolerance of what no gate declares, and the plan's level."""
    tolerance = _asked_of_checks(record, "tolerance", Checks().tolerance)
    alpha = record.plan.get("alpha")
    level = alpha if isinstance(alpha, float) else float(Plan.model_fields["alpha"].default)
    asked = [
        contrast(one, kind="difference", tolerance=tolerance, alpha=level, min_group=_least(record))
        for one in rates
    ]
    return asked, level


def _least(record: Record) -> int:
    """How many cases a group must have to be compared."""
    return int(_asked_of_checks(record, "min_group", Checks().min_group))


def _asked_of_checks(record: Record, name: str, usual: float) -> float:
    """What the plan says under `checks`."""
    checks = record.plan.get("checks")
    stated = checks.get(name, usual) if isinstance(checks, Mapping) else usual
    return float(stated)


def _caution(overall: GroupAgreement) -> Iterator[str]:
    if overall.cases and not overall.agreed:
        yield (
            "Every case in the feedback is a disagreement. List the cases that reviewers agreed with too: without "
            "them the rates say nothing."
        )


_VERDICTS = {
    "disparity": "is more than",
    "within": "is shown to be at most",
    "inconclusive": "may or may not be more than",
}


def _statement(found: Contrast, groups: Sequence[GroupAgreement]) -> str:
    """A contrast in a sentence: the two rates, the gap, and what can be said of it."""
    about = f"Agreement by {found.attribute}"
    if found.verdict == "not_estimable" or found.groups is None or found.value is None:
        return f"{about} cannot be compared: {found.reason or 'there is no figure'}."
    rate = {one.group: one.rate for one in groups if one.attribute == found.attribute}
    rates = " and ".join(f"{100 * (rate[name] or 0):.1f}% for {name}" for name in found.groups)
    low, high = (f"{100 * (end or 0):.1f}".replace("-", "\u2212") for end in (found.low, found.high))
    size = f"{gap(found.value)} ({low} to {high})"
    verdict = _VERDICTS[found.verdict or "inconclusive"]
    return f"{about}: {rates}. The gap of {size} {verdict} {limit(found.tolerance)}."
