"""LAW001."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.counts import Counts
from fairwitness.audits.law.tally import printed
from fairwitness.audits.law.uniform_guidelines import Line, four_fifths
from fairwitness.audits.rates import rates
from fairwitness.audits.record.schema import Finding, ImpactRow, ImpactTable
from fairwitness.audits.wording import listed, percent

_METRIC = "selection_rate"


class FourFifths(Check):
    """Would the four-fifths rule flag a group?"""

    code: ClassVar = "LAW001"
    metrics: ClassVar = (_METRIC,)
    remedy: ClassVar = (
        "Read the verdict on the same rates first: the rule knows nothing of chance. Where a law or a custom asks "
        "for the rule, write down what makes the decision necessary, and which other way was looked for."
    )

    def look(self, context: Context) -> Seen:
        """Hold every known group against the one with the highest selection rate, and name those below."""
        if context.plan.task != "binary":
            raise CheckNotApplicable(
                "The four-fifths rule needs a favourable decision that is given or not; "
                f"there is none in a {context.plan.task} task."
            )
        tables, findings = [], []
        for attribute, counts in context.counts.items():
            lines, unknown = _lines(counts)
            tables.append(_table(attribute, lines, unknown))
            if any(line.below for line in lines):
                findings.append(self._finding(attribute, lines, context))
        return Seen(tuple(findings), impact=tuple(tables))

    def _finding(self, attribute: str, lines: tuple[Line, ...], context: Context) -> Finding:
        best = next(line for line in lines if line.group == line.reference)
        below = [line for line in lines if line.below]
        counted = " People are counted without weights." if context.counts[attribute].weighted else ""
        said = (
            f"By {attribute}, the four-fifths rule, which is a convention and not a verdict, flags "
            f"{listed([_said(line) for line in below], most=4)}, against {_rate(best)} for {best.group}.{counted}"
        )
        places = _estimates(context, attribute, {line.group for line in (best, *below)})
        return self.finding("low", said, tuple(f"estimates[{place}]" for place in places))


def _lines(counts: Counts) -> tuple[tuple[Line, ...], int]:
    """The known groups, counted without weights as the rule counts people; and how many are unknown."""
    found = rates(counts, _METRIC)
    people = zip(found.groups, found.trials.tolist(), found.successes.tolist(), strict=True)
    tally = {group: (trials, selected) for group, trials, selected in people}
    unknown, _ = tally.pop(found.unknown, (0, 0)) if found.unknown is not None else (0, 0)
    return four_fifths(tally), unknown


def _estimates(context: Context, attribute: str, groups: set[str]) -> Iterator[int]:
    """Places of the groups' estimates in the record."""
    for place, one in enumerate(context.estimates):
        if (one.metric, one.attribute) == (_METRIC, attribute) and one.group in groups:
            yield place


def _said(line: Line) -> str:
    ratio = printed(line.impact_ratio, 3)
    chance = []
    if line.standard_deviations is not None:
        chance.append(f"{line.standard_deviations:.1f} standard deviations short")
    if line.fisher_p is not None:
        p = "under 0.001" if line.fisher_p < 0.001 else f"{line.fisher_p:.3f}"
        chance.append(f"exact p {p}")
    return f"{line.group} ({_rate(line)}, ratio {ratio}; {', '.join(chance)})"


def _rate(line: Line) -> str:
    return f"{percent(float(line.rate or 0))} of {line.applicants:,}"


def _table(attribute: str, lines: tuple[Line, ...], unknown: int) -> ImpactTable:
    return ImpactTable(
        attribute=attribute,
        reference=lines[0].reference if lines else None,
        rows=tuple(_row(line) for line in lines),
        unknown=unknown,
    )


def _row(line: Line) -> ImpactRow:
    return ImpactRow(
        group=line.group,
        applicants=line.applicants,
        selected=line.selected,
        rate=None if line.rate is None else float(line.rate),
        impact_ratio=None if line.impact_ratio is None else float(line.impact_ratio),
        below_four_fifths=line.below,
        z=line.standard_deviations,
        fisher_p=line.fisher_p,
        reason=line.reason,
    )
