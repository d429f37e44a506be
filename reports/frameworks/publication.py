"""The table of New York's rule from a record: which audited groups are which categories, and what was counted."""

from __future__ import annotations

from typing import Final

from fairwitness.audits.law.nyc_ll144 import JOINER
from fairwitness.audits.law.publication import Grouping, PublicationTable, publication_table
from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.audits.record import RecordContent
from fairwitness.audits.record.schema import AttributeFacts
from fairwitness.errors import DataError, ReportError
from fairwitness.reports.frameworks import catalogue
from fairwitness.reports.frameworks.categories import Match, category, crossing, listed, match
from fairwitness.reports.frameworks.impact import left_out, scored, tally

FRAMEWORK: Final = "nyc_ll144"
Names = dict[str, str]
"""Group of the data to category of the rule."""


def publication(content: RecordContent) -> PublicationTable:
    """The table of 5-303(a)(1), of the scoring rates in a record, or else of its selection rates.

    Groups of one category, such as ``Black`` and ``African American``, are counted together.

    Raises
    ------
    ReportError
        No audited attribute is known to be sex, or race or ethnicity; a group is none of the rule's categories;
        the two are not crossed; or no selection rate was measured.
    """
    groupings = catalogue.read_framework(FRAMEWORK).groupings
    matches = match(content, groupings)
    sex, race = (_usable(found) for found in matches)
    crossed = crossing(content, matches)
    if crossed is None:
        raise ReportError(
            f"The publication table of LL144 must have '{sex.name}' and '{race.name}' crossed (5-301(b)(3)). "
            f"The record has no such intersection. Give `intersections: [[{sex.name}, {race.name}]]` in the plan "
            "and audit again."
        )
    by_sex, by_race = (
        {group: category(group, grouping) or "" for group in _known(attribute)}
        for attribute, grouping in zip((sex, race), groupings, strict=True)
    )
    pairs = _pairs(crossed, sex, by_sex, by_race)
    given = ((sex, by_sex), (race, by_race), (crossed, pairs))
    groupings_of = [_grouping(content, attribute, names) for attribute, names in given]
    try:
        return publication_table(*groupings_of, basis="scoring" if scored(content) else "selection")
    except DataError as error:  # two left-out groups of one category that together are not under 2%
        raise ReportError(str(error)) from error


def _usable(found: Match) -> AttributeFacts:
    wanted = f"The publication table of LL144 needs an attribute that is {found.grouping}."
    if found.attribute is None:
        raise ReportError(f"{wanted} {found.caveat()} Audit by it, under a name that says so.")
    if found.strange:
        some = listed(found.strange[:6])
        raise ReportError(
            f"{wanted} The groups of '{found.attribute.name}' must be categories that the rule names. Got {some} too. "
            "Name them in the plan's `groups`, or leave their values empty if they are unknown."
        )
    return found.attribute


def _known(attribute: AttributeFacts) -> list[str]:
    return [group.name for group in attribute.groups if not group.unknown]


def _pairs(crossed: AttributeFacts, sex: AttributeFacts, by_sex: Names, by_race: Names) -> Names:
    """Crossed group to crossed category. Names are put together, not taken apart: a group may have an ``&``."""
    sex_first = crossed.name.startswith(f"{sex.name}{INTERSECTION}")
    return {
        INTERSECTION.join(
            (one, other) if sex_first else (other, one)
        ): f"{by_sex[one]}{JOINER}{by_race[other]}"
        for one in by_sex
        for other in by_race
    }


def _grouping(content: RecordContent, attribute: AttributeFacts, names: Names) -> Grouping:
    scoring = scored(content)
    counted = tally(content, attribute, scoring=scoring)
    if not set(_known(attribute)) <= set(counted):
        several = any(table.label is not None for table in content.impact)
        remedy = "Name the `favourable` label in the plan" if several else "Do not ignore the check LAW001"
        raise ReportError(
            f"The publication table of LL144 needs the people selected of every group by '{attribute.name}'. "
            f"The record does not have them. {remedy}, and audit again."
        )
    if strange := sorted(set(counted) - set(names)):
        raise ReportError(
            f"The groups by '{attribute.name}' must be those of the attributes that are crossed. "
            f"'{strange[0]}' is none."
        )
    merged: dict[str, tuple[int, int]] = {}
    for group, (people, selected) in counted.items():
        before = merged.get(names[group], (0, 0))
        merged[names[group]] = (before[0] + people, before[1] + selected)
    unknown = sum(group.rows for group in attribute.groups if group.unknown)
    return Grouping(merged, unknown, _left_out(left_out(content, attribute, scoring=scoring), names))


def _left_out(reasons: dict[str, str], names: Names) -> dict[str, str]:
    """The categories that are left out: those of which every group is."""
    found: dict[str, str] = {}
    for group, reason in reasons.items():
        one = names[group]
        kept = [other for other, same in names.items() if same == one and other not in reasons]
        if kept:
            raise ReportError(
                f"The groups of one category must be left out together. '{group}' is left out and {listed(kept)} is "
                f"not; both are '{one}'. Name both under `law.left_out`, or neither."
            )
        found[one] = reason if found.get(one, reason) == reason else f"{found[one]} {reason}"
    return found
