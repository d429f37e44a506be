"""What a record holds of the kinds of evidence that a law counts by its own categories, such as those of EEO-1."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from fairwitness.audits.law.nyc_ll144 import impact_ratios, under_two_percent
from fairwitness.audits.law.tally import printed
from fairwitness.audits.record import RecordContent
from fairwitness.audits.record.schema import AttributeFacts
from fairwitness.reports.frameworks.catalogue import Grouping
from fairwitness.reports.frameworks.categories import crossing, listed, match
from fairwitness.reports.frameworks.impact import METRIC, left_out, rates, scored, table_of, tally, weighted
from fairwitness.reports.frameworks.seen import Extent, Seen

Groupings = tuple[Grouping, ...]


def selection_rates(content: RecordContent, groupings: Groupings) -> Seen:
    """Selection rates of every category, and the ratios of them."""
    matches = match(content, groupings)
    said = [_ratios_of(content, found.attribute) for found in matches if found.attribute]
    caveats = [found.caveat() for found in matches if found.caveat()]
    held = [complete for complete, _ in said]
    extent: Extent = "none" if not any(held) else "full" if all(held) and not caveats else "part"
    return Seen(extent, " ".join([*(text for _, text in said), *caveats]), tuple(caveats))


def intersections(content: RecordContent, groupings: Groupings) -> Seen:
    """Selection rates of the crossed categories."""
    matches = match(content, groupings)
    names = " and ".join(found.grouping for found in matches)
    crossed = crossing(content, matches)
    if crossed is None:
        return Seen("none", f"The plan crosses no attributes that are known to be {names}.")
    complete, text = _ratios_of(content, crossed)
    caveats = [found.caveat() for found in matches if found.caveat()]
    extent: Extent = "full" if complete and not caveats else "part"
    return Seen(extent, " ".join([text, *caveats]), tuple(caveats))


def scoring_rates(content: RecordContent, groupings: Groupings) -> Seen:
    """The median score, scoring rates of every category, and the ratios of them."""
    if not _has_score(content):
        return Seen(
            "not_applicable",
            "The record has no score: what was audited is a decision. "
            "If the tool also scores or ranks people, that was not looked at.",
        )
    if not scored(content):
        return Seen("none", "The record has a score and no scoring rates: the check LAW002 did not run.")
    matches = match(content, groupings)
    crossed = crossing(content, matches)
    attributes = [found.attribute for found in matches if found.attribute] + ([crossed] if crossed else [])
    said = [text for one in attributes if (text := _scoring_of(content, one))]
    caveats = [found.caveat() for found in matches if found.caveat()]
    if crossed is None:
        caveats.append("The groupings are not crossed.")
    complete = len(said) == len(attributes) and not caveats
    extent: Extent = "none" if not said else "full" if complete else "part"
    return Seen(extent, " ".join([*said, *caveats]), tuple(caveats))


def unknown_people(content: RecordContent, groupings: Groupings) -> Seen:
    """How many rows have an unknown category."""
    matches = match(content, groupings)
    found = [one.attribute for one in matches if one.attribute]
    if not found:
        caveats = tuple(one.caveat() for one in matches)
        return Seen("none", " ".join(caveats), caveats)
    crossed = crossing(content, matches) if len(matches) > 1 else None
    counted = [f"{_unknown(one):,} in '{one.name}'" for one in (*found, *([crossed] if crossed else []))]
    dropped = [column for one in found for column in one.columns if column in _filtered_to_known(content)]
    missing = [one.caveat() for one in matches if one.attribute is None]
    text = [f"subject.attributes: people of unknown category, {', '.join(counted)}."]
    if dropped:
        text.append(
            f"The plan keeps only rows where {listed(dict.fromkeys(dropped))} is known, "
            "so those left out before are not counted here."
        )
    return Seen("part" if missing or dropped else "full", " ".join([*text, *missing]), tuple(missing))


def category_sizes(content: RecordContent, groupings: Groupings) -> Seen:
    """Rows of each category, and which are under 2% of those with a known one."""
    matches = match(content, groupings)
    found = [one.attribute for one in matches if one.attribute]
    missing = [one.caveat() for one in matches if one.attribute is None]
    if not found:
        return Seen("none", " ".join(missing), tuple(missing))
    text = ["subject.attributes has the rows of each category."]
    for one in found:
        small = under_two_percent({group.name: (group.rows, 0) for group in one.groups if not group.unknown})
        text.append(f"Under 2% of the rows by '{one.name}': {listed(small) if small else 'no category'}.")
    text += [
        f"Left out of the ratios by '{one.name}': '{group}' ({reason})."
        for one in found
        for group, reason in left_out(content, one, scoring=scored(content)).items()
    ]
    text.append("No reference population is compared.")
    return Seen("part" if missing else "full", " ".join([*text, *missing]), tuple(missing))


def tests_of_differences(content: RecordContent, groupings: Groupings) -> Seen:
    """Intervals and p-values of the selection rates."""
    matches = match(content, groupings)
    names = {one.attribute.name for one in matches if one.attribute}
    tested = {
        comparison.attribute: index
        for index, comparison in enumerate(content.comparisons)
        if comparison.metric == METRIC and comparison.attribute in names and comparison.p_value is not None
    }
    missing = [one.caveat() for one in matches if one.attribute is None]
    missing += [f"No selection rate by '{name}' could be tested." for name in sorted(names - set(tested))]
    if not tested:
        return Seen("none", " ".join(missing) or "No selection rates were compared.")
    places = " and ".join(f"comparisons[{index}] by '{name}'" for name, index in sorted(tested.items()))
    return Seen(
        "part" if missing else "full",
        " ".join([f"Interval and p-value: {places}.", *missing]),
        tuple(missing),
    )


def _ratios_of(content: RecordContent, attribute: AttributeFacts) -> tuple[bool, str]:
    """Whether the selection rates and ratios of an attribute are held, and the sentence that says so."""
    found = rates(content, attribute)
    ratio = next(
        (
            index
            for index, comparison in enumerate(content.comparisons)
            if (comparison.metric, comparison.attribute, comparison.kind) == (METRIC, attribute.name, "ratio")
        ),
        None,
    )
    if not found:
        return False, f"No selection rate was measured by '{attribute.name}'."
    where = f"estimates: {METRIC} by '{attribute.name}', of the decision '{content.subject.favourable}'."
    counted = tally(content, attribute)
    if weighted(content, attribute):
        if not counted:
            return False, f"{where} They are weighted, and how many were selected was not counted by LAW001."
        where = f"{where} They are weighted; for the ratios people are counted without weights."
    shares = {
        group: ratio
        for group, ratio in impact_ratios(counted, left_out=left_out(content, attribute)).items()
        if ratio is not None
    }
    if not shares:
        return False, f"{where} Nobody was selected, so no ratio exists."
    if ratio is None:
        return False, f"{where} The ratios were not compared."
    listed_ratios = ", ".join(f"{group} {printed(value, 3)}" for group, value in shares.items())
    absent = [estimate.group or "" for estimate in found if estimate.value is None]
    gap = f" No rate exists for {listed(absent)}." if absent else ""
    lowest = f"The lowest among the judged groups, with its interval: comparisons[{ratio}]."
    return not absent, f"{where} Ratios to the highest rate: {listed_ratios}.{gap} {lowest}"


def _scoring_of(content: RecordContent, attribute: AttributeFacts) -> str | None:
    """The median, rates and ratios of scoring by one attribute; None where nobody scored above the median."""
    table = table_of(content, attribute, scoring=True)
    if table is None or table.median is None:
        return None
    shares = [
        f"{row.group} {printed(Fraction(row.rate), 3)} ({printed(Fraction(row.impact_ratio), 3)})"
        for row in table.rows
        if row.rate is not None and row.impact_ratio is not None
    ]
    if not shares:
        return None
    out = (
        f" Left out of the ratios: {listed(names)}."
        if (names := left_out(content, attribute, scoring=True))
        else ""
    )
    note = f" {table.note}" if table.note else ""
    where = f"impact[{content.impact.index(table)}] by '{attribute.name}'"
    return f"{where}: median {table.median:.10g}; scoring rates (ratios): {', '.join(shares)}.{out}{note}"


def _unknown(attribute: AttributeFacts) -> int:
    return sum(group.rows for group in attribute.groups if group.unknown)


def _has_score(content: RecordContent) -> bool:
    roles = content.plan.get("roles")
    named = isinstance(roles, Mapping) and roles.get("score") is not None
    return (
        named
        or content.subject.threshold is not None
        or any(one.metric == "mean_score" for one in content.estimates)
    )


def _filtered_to_known(content: RecordContent) -> set[str]:
    conditions = content.plan.get("where")
    if not isinstance(conditions, list | tuple):
        return set()
    return {
        str(one.get("column"))
        for one in conditions
        if isinstance(one, Mapping) and "known" in (one.get("is"), one.get("is_"))
    }
