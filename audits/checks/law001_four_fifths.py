"""LAW001."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from fairwitness.audits.checks._impact import left_out_of, lines_of, selection_table
from fairwitness.audits.checks.base import Check, Context, Seen
from fairwitness.audits.counts import Counts
from fairwitness.audits.law.tally import printed
from fairwitness.audits.law.uniform_guidelines import Line
from fairwitness.audits.rates import rates
from fairwitness.audits.record.schema import Finding
from fairwitness.audits.units import percent
from fairwitness.audits.wording import listed

_METRIC = "selection_rate"


class FourFifths(Check):
    """Would the four-fifths rule flag a group?"""

    code: ClassVar = "LAW001"
    metrics: ClassVar = (_METRIC,)
    tasks: ClassVar = frozenset({"binary", "multiclass"})
    remedy: ClassVar = (
        "Read the verdict on the same rates first: the rule knows nothing of chance. Where a law or a custom asks "
        "for the rule, write down what makes the decision necessary, and which other way was looked for."
    )

    def look(self, context: Context) -> Seen:
        """Hold every known group against the one with the highest selection rate, and name those below.

        Where one of several labels is decided, each in turn is the selected one (6 RCNY 5-301(b)(4)), and only the
        one that the plan calls favourable is held against four fifths in words.
        """
        needs = "The four-fifths rule needs a favourable decision that is given or not"
        self.refuse_others(context.plan.task, f"{needs}; there is none in a {context.plan.task} task.")
        tables, findings = [], []
        for attribute, counts in context.counts.items():
            for label in context.labels or (None,):
                table = counts if label is None else counts.one_vs_rest(label)
                tally, unknown = _tally(table)
                left_out = left_out_of(context.plan, attribute, tally)
                lines = lines_of(tally, left_out)
                tables.append(selection_table(attribute, lines, unknown, left_out, label))
                told = label is None or label == context.facts.favourable
                if told and any(line.below for line in lines):
                    findings.append(self._finding(attribute, lines, context, label))
        return Seen(tuple(findings), impact=tuple(tables))

    def _finding(
        self, attribute: str, lines: tuple[Line, ...], context: Context, label: str | None
    ) -> Finding:
        best = next(line for line in lines if line.group == line.reference)
        below = [line for line in lines if line.below]
        counted = " People are counted without weights." if context.counts[attribute].weighted else ""
        said = (
            f"By {attribute}, the four-fifths rule, which is a convention and not a verdict, flags "
            f"{listed([_said(line) for line in below], most=4)}, against {_rate(best)} for {best.group}.{counted}"
        )
        out = [line.group for line in lines if line.group in context.plan.law.left_out.get(attribute, {})]
        if out:
            said = f"{said} The plan leaves out {listed(out)}."
        metric = _METRIC if label is None else f"{_METRIC}[{label}]"
        places = _estimates(context, (metric, attribute), {line.group for line in (best, *below)})
        return self.finding("low", said, tuple(f"estimates[{place}]" for place in places))


def _tally(counts: Counts) -> tuple[dict[str, tuple[int, int]], int]:
    """(people, selected) of the known groups, without weights as the rule counts people; how many are unknown."""
    found = rates(counts, _METRIC)
    people = zip(found.groups, found.trials.tolist(), found.successes.tolist(), strict=True)
    tally = {group: (trials, selected) for group, trials, selected in people}
    unknown, _ = tally.pop(found.unknown, (0, 0)) if found.unknown is not None else (0, 0)
    return tally, unknown


def _estimates(context: Context, of: tuple[str, str], groups: set[str]) -> Iterator[int]:
    """Places of the groups' estimates in the record."""
    for place, one in enumerate(context.estimates):
        if (one.metric, one.attribute) == of and one.group in groups:
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
