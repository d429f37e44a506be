"""Whether sites counted the same thing; if not, what differs, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fairwitness.audits.record.circumstances import AttributeFacts
from fairwitness.audits.sites.document import CountsDocument
from fairwitness.errors import DataError, PlanError

Named = Sequence[tuple[str, CountsDocument]]


def check_agreement(sites: Named) -> None:
    """Refuse sites that did not count the same thing.

    Raises
    ------
    PlanError
        Their plans differ; the message names the first key that does, and both values.
    DataError
        Their labels, groups or tables differ, one of them stands twice, or there is one only.
    """
    if len(sites) < 2:
        raise DataError(f"A merger takes the counts of two or more sites. Got {len(sites)}.")
    (first_name, first), *others = sites
    seen = {first.hash: first_name}
    for name, other in others:
        if other.hash in seen:
            raise DataError(
                f"Each site must stand once. '{name}' holds the same counts as '{seen[other.hash]}'; leave one out."
            )
        seen[other.hash] = name
        for key, one, two in _differences(first.plan, other.plan):
            raise PlanError(
                f"Sites must count by the same plan. `{key}` is {one!r} at '{first_name}' and {two!r} at '{name}'."
            )
        _check_groups((first_name, first), (name, other))
        _check_tables((first_name, first), (name, other))


def _differences(one: object, two: object, place: str = "") -> Iterator[tuple[str, object, object]]:
    """Places at which two plans differ, outermost first."""
    if isinstance(one, Mapping) and isinstance(two, Mapping):
        for key in dict.fromkeys((*one, *two)):
            inner = f"{place}.{key}" if place else str(key)
            yield from _differences(one.get(key), two.get(key), inner)
    elif isinstance(one, list | tuple) and isinstance(two, list | tuple) and len(one) == len(two):
        for order, (first, second) in enumerate(zip(one, two, strict=True)):
            yield from _differences(first, second, f"{place}[{order}]")
    elif _plain(one) != _plain(two):
        yield place, one, two


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _check_groups(one: tuple[str, CountsDocument], two: tuple[str, CountsDocument]) -> None:
    for first, second in zip(one[1].subject.attributes, two[1].subject.attributes, strict=True):
        if first.edges != second.edges:
            raise DataError(
                f"Sites must cut '{first.name}' at the same edges. '{one[0]}' has {_edges(first.edges)} and '{two[0]}' "
                f"has {_edges(second.edges)}; state `bins` in the plan."
            )
        _check_names(first, second, (one[0], two[0]))
        _check_names(second, first, (two[0], one[0]))


def _check_names(mine: AttributeFacts, theirs: AttributeFacts, sites: tuple[str, str]) -> None:
    other = {group.name for group in theirs.groups}
    extra = [group.name for group in mine.groups if not group.unknown and group.name not in other]
    if extra:
        raise DataError(
            f"Sites must have the same groups of '{mine.name}'. '{sites[0]}' has '{extra[0]}' and '{sites[1]}' has "
            "not; list every group under `categories` in the plan, so that one without rows is kept."
        )


def _edges(edges: tuple[float, ...] | None) -> str:
    return "none" if edges is None else ", ".join(f"{edge:g}" for edge in edges)


def _check_tables(one: tuple[str, CountsDocument], two: tuple[str, CountsDocument]) -> None:
    first, second = one[1].tables, two[1].tables
    for attribute, mine in first.counts.items():
        theirs = second.counts[attribute]
        if mine.labels != theirs.labels:
            raise DataError(
                f"Sites must have the same labels. '{one[0]}' has {', '.join(mine.labels)} and '{two[0]}' has "
                f"{', '.join(theirs.labels)}."
            )
    for attribute, scores in first.histograms.items():
        other = second.histograms.get(attribute)
        if other is not None and (scores.low, scores.high, scores.bins) != (
            other.low,
            other.high,
            other.bins,
        ):
            raise DataError(
                f"Sites must count scores in the same bins. '{one[0]}' has {scores.low:g} to {scores.high:g} and "
                f"'{two[0]}' has {other.low:g} to {other.high:g}; state `checks.score_range` in the plan."
            )
