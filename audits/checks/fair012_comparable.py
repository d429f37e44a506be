"""FAIR012."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck
from fairwitness.audits.checks.base import Context, Seen
from fairwitness.audits.conditional.mantel_haenszel import MantelHaenszel, mantel_haenszel
from fairwitness.audits.conditional.standardised import Standardised, reversals
from fairwitness.audits.conditional.tally import Tally
from fairwitness.audits.metrics import Source
from fairwitness.audits.metrics.base import NotMeasured
from fairwitness.audits.metrics.conditional import standardised
from fairwitness.audits.metrics.names import plain_rate
from fairwitness.audits.record.schema import ConditionalTable, Finding, Reversal, StratumRate, StratumTest
from fairwitness.audits.units import points


class Comparable(RateCheck):
    """Does a gap remain among comparable people?"""

    code: ClassVar = "FAIR012"
    metrics: ClassVar = (
        "conditional_selection_rate",
        "conditional_true_positive_rate",
        "conditional_false_positive_rate",
    )
    compares: ClassVar = metrics
    tasks: ClassVar = frozenset({"binary"})
    remedy: ClassVar = (
        "Ask whether the strata are themselves a result of unequal treatment; if not, look for the gap where people "
        "are comparable, and not in the totals."
    )

    def look(self, context: Context) -> Seen:
        """Report rates within strata, Cochran-Mantel-Haenszel, and gaps that turn round."""
        seen = super().look(context)
        tables, turned = [], []
        for name in self.metrics:
            if context.measured.missing(name) is not None:
                continue
            for attribute in context.measured.tables.strata:
                try:
                    found = standardised(Source(context.measured.tables, attribute), plain_rate(name))
                except NotMeasured:
                    continue
                tables.append(_table(context, attribute, plain_rate(name), found))
                turned += self._turned(tables[-1], len(tables) - 1, context.words.people)
        return Seen((*seen.findings, *turned, *self._outside(context)), conditional=tuple(tables))

    def _outside(self, context: Context) -> list[Finding]:
        """A finding if people whose stratum is not known are left out."""
        tables = context.measured.tables
        attribute = next(iter(tables.strata), None)
        if attribute is None:
            return []
        everyone = int(tables.counts[attribute].n.sum())
        outside = everyone - sum(int(one.n.sum()) for one in tables.strata[attribute].values())
        if not outside:
            return []
        statement = (
            f"For {outside:,} of {everyone:,} {context.words.people} it is not known in which "
            f"{' and '.join(context.plan.roles.strata)} they are: no comparison among comparable people counts them."
        )
        return [self.finding("low", statement, ("subject",))]

    def _turned(self, table: ConditionalTable, place: int, people: str) -> list[Finding]:
        """A finding for each pair whose gap turns round, largest first; the totals alone would mislead."""
        found = []
        for one in table.reversals[:3]:
            first, second = one.groups
            statement = (
                f"Over all rows the {table.metric.replace('_', ' ')} of {first} {people} is "
                f"{points(one.pooled_gap)} above that of {second}; among comparable people (by "
                f"{', '.join(table.columns)}) it is {points(one.standardised_gap)} below."
            )
            found.append(self.finding("medium", statement, (f"conditional[{place}]",)))
        return found


def _table(context: Context, attribute: str, metric: str, found: Standardised) -> ConditionalTable:
    counted = found.tally
    unknown = context.counts[attribute].unknown
    known = [g for g, name in enumerate(counted.groups) if name != unknown and counted.trials[:, g].any()]
    return ConditionalTable(
        attribute=attribute,
        metric=metric,
        columns=context.plan.roles.strata,
        rates=tuple(_rate(counted, s, g) for s in range(len(counted.strata)) for g in known),
        weights=dict(zip(counted.strata, found.weights.tolist(), strict=True)),
        left_out={
            name: why for name, why in zip(counted.strata, found.left_out, strict=True) if why is not None
        },
        dropped_share=found.dropped_share,
        tests=tuple(_test(one) for one in _tests(counted, known)),
        reversals=tuple(
            Reversal(groups=one.groups, pooled_gap=one.pooled_gap, standardised_gap=one.standardised_gap)
            for one in sorted(reversals(found, 0.01), key=lambda one: (one.standardised_gap, one.groups))
        ),
    )


def _rate(counted: Tally, stratum: int, group: int) -> StratumRate:
    return StratumRate(
        stratum=counted.strata[stratum],
        group=counted.groups[group],
        n=int(counted.trials[stratum, group]),
        successes=int(counted.successes[stratum, group]),
        value=counted.value(stratum, group),
        reason=counted.reason(stratum, group),
    )


def _tests(counted: Tally, known: list[int]) -> list[MantelHaenszel]:
    """Two groups are compared with each other, more of them each with everybody else known."""
    told = counted.of(known)
    if len(known) < 2:
        return []
    if len(known) == 2:
        return [mantel_haenszel(told, 0, 1)]
    return [mantel_haenszel(told, group) for group in range(len(known))]


def _test(one: MantelHaenszel) -> StratumTest:
    return StratumTest(
        groups=one.groups,
        statistic=one.statistic,
        p_value=one.p_value,
        corrected_statistic=one.corrected_statistic,
        corrected_p_value=one.corrected_p_value,
        odds_ratio=one.odds_ratio,
        odds_low=one.odds_low,
        odds_high=one.odds_high,
        risk_difference=one.risk_difference,
        risk_difference_error=one.risk_difference_error,
        reasons=dict(one.reasons),
    )
