"""From people and how many of them were chosen to the impact table of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fairwitness.audits.law.nyc_ll144 import impact_ratios
from fairwitness.audits.law.tally import Tally, shares
from fairwitness.audits.law.uniform_guidelines import Line, four_fifths
from fairwitness.audits.plan.model import Plan, attribute_names
from fairwitness.audits.record.schema import ImpactRow, ImpactTable
from fairwitness.errors import PlanError, nearest


def left_out_of(plan: Plan, attribute: str, tally: Tally) -> Mapping[str, str]:
    """The groups of an attribute that the plan leaves out of the ratios, each with the reason: 6 RCNY 5-301(d).

    Raises
    ------
    PlanError
        The plan names an attribute that is not audited.
    DataError
        It names a group that is not there, or that is not under 2% of the people.
    """
    known = attribute_names(plan.roles)
    for name in plan.law.left_out:
        if name not in known:
            raise PlanError(
                "The attributes under `law.left_out` must be among those that are audited. "
                f"Got '{name}' instead. {nearest(name, known)}"
            )
    named = plan.law.left_out.get(attribute, {})
    impact_ratios(tally, left_out=named)
    return named


def lines_of(tally: Tally, left_out: Mapping[str, str]) -> tuple[Line, ...]:
    """Each group against the highest of those that are not left out; what is left out has a rate and no more."""
    held = {
        line.group: line
        for line in four_fifths({group: pair for group, pair in tally.items() if group not in left_out})
    }
    reference = next((line.reference for line in held.values()), None)
    rates = shares(tally)
    return tuple(
        held.get(group) or Line(group, *tally[group], reference, rates[group], reason=_why(tally[group]))
        for group in tally
    )


def _why(pair: tuple[int, int]) -> str:
    return "left out of the ratios" if pair[0] else "no applicants"


def selection_table(
    attribute: str,
    lines: tuple[Line, ...],
    unknown: int,
    left_out: Mapping[str, str],
    label: str | None = None,
) -> ImpactTable:
    """The table of people selected, or of people given one label of several."""
    return ImpactTable(
        attribute=attribute,
        reference=lines[0].reference if lines else None,
        rows=tuple(_row(line, left_out) for line in lines),
        unknown=unknown,
        label=label,
    )


def scoring_table(
    attribute: str,
    lines: tuple[Line, ...],
    unknown: int,
    left_out: Mapping[str, str],
    median: tuple[float, str | None],
) -> ImpactTable:
    """The table of people scored above the median; no group is flagged, for the rule sets no line.

    Parameters
    ----------
    median
        The median, and what another sample would change.
    """
    found = selection_table(attribute, tuple(map(_of_scores, lines)), unknown, left_out)
    return found.model_copy(update={"basis": "scoring", "median": median[0], "note": median[1]})


def _of_scores(line: Line) -> Line:
    reason = line.reason and line.reason.replace("was selected", "scored above the median")
    return replace(line, below=None, reason=reason)


def _row(line: Line, left_out: Mapping[str, str]) -> ImpactRow:
    return ImpactRow(
        group=line.group,
        applicants=line.applicants,
        selected=line.selected,
        rate=None if line.rate is None else float(line.rate),
        impact_ratio=None if line.impact_ratio is None else float(line.impact_ratio),
        below_four_fifths=line.below,
        z=line.standard_deviations,
        fisher_p=line.fisher_p,
        left_out=left_out.get(line.group),
        reason=line.reason,
    )
