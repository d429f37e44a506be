"""What a search found, as the record has it and as a person would say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from fairwitness.audits.record.schema import FoundGroup, GroupCondition, LeftOutColumn, SubgroupSearch
from fairwitness.audits.units import points
from fairwitness.audits.wording import Vocabulary, rates_sentence

if TYPE_CHECKING:
    from fairwitness.audits.subgroups.find import Settings
    from fairwitness.audits.subgroups.result import Search, Slice

METHOD: Final = "beam search, held-out half, mover-clopper-pearson, holm"


def as_record(
    found: Sequence[Search],
    settings: Settings,
    columns_sha256: str | None,
    words: Vocabulary,
    notes: Sequence[str] = (),
) -> SubgroupSearch:
    """The searches of all metrics as one part of the record.

    Parameters
    ----------
    found
        At least one search, all over the same columns and halves.
    """
    first = found[0]
    groups = tuple(_group(one.metric, part, words, settings.alpha) for one in found for part in one.slices)
    reasons = [_sentence(f"{_called(one.metric)}: {one.reason}") for one in found if one.reason]
    return SubgroupSearch(
        metrics=settings.metrics,
        columns=first.columns,
        left_out=tuple(LeftOutColumn(column=one.column, reason=one.reason) for one in first.left_out),
        columns_sha256=columns_sha256,
        depth=settings.limits.depth,
        min_rows=settings.limits.min_rows,
        beam=settings.limits.beam,
        looked_at=sum(one.looked_at for one in found),
        rows_searched=max(one.searched_rows for one in found),
        rows_checked=max(one.checked_rows for one in found),
        seed=settings.seed,
        confidence=1 - settings.alpha,
        method=METHOD,
        groups=groups,
        notes=(*notes, *reasons),
        statement=_outcome(groups, sum(one.looked_at for one in found), len(first.columns)),
    )


def group_name(part: Slice, words: Vocabulary) -> str:
    """The conditions in words, such as ``age is 60 and over and region is north``."""
    return " and ".join(f"{words.column(one.column)} is {one.value}" for one in part.conditions)


def _group(metric: str, part: Slice, words: Vocabulary, alpha: float) -> FoundGroup:
    name = group_name(part, words)
    before, after = part.searched, part.checked
    return FoundGroup(
        metric=metric,
        name=name,
        conditions=tuple(GroupCondition(column=one.column, value=one.value) for one in part.conditions),
        searched_n=before.rows,
        searched_rate=before.rate,
        searched_rest=before.rest,
        n=after.rows,
        rate=after.rate,
        rest_n=after.rest_rows,
        rest=after.rest,
        gap=after.gap,
        low=part.low,
        high=part.high,
        shrinkage=part.shrinkage,
        p_value=part.p,
        p_adjusted=part.p_adjusted,
        confirmed=part.confirmed,
        reason=part.reason,
        statement=_statement(metric, name, part, words, alpha),
    )


def _statement(metric: str, name: str, part: Slice, words: Vocabulary, alpha: float) -> str:
    after = part.checked
    if after.rate is None or after.rest is None or after.gap is None or part.low is None or part.high is None:
        return f"The group where {name} could not be checked: {part.reason}."
    shown = {f"those where {name} ({after.rows:,} cases)": after.rate, "all other": after.rest}
    said = rates_sentence(metric, shown, words)
    sure = f"{100 * (1 - alpha):g}%"
    doubt = f"{sure} interval {_signed(part.low)} to {_signed(part.high)}"
    if part.confirmed:
        return (
            f"{said} On rows the search had not seen the group is worse off by {points(after.gap)} ({doubt})."
        )
    return f"{said} On these rows, which the search had not seen, that is not clear from chance ({doubt} points)."


def _signed(gap: float) -> str:
    """A limit in points, with a true minus."""
    return f"{100 * gap:.1f}".replace("-0.0", "0.0").replace("-", "\u2212")


def _outcome(groups: Sequence[FoundGroup], looked_at: int, columns: int) -> str:
    where = f"{looked_at:,} groups from {columns} column{'' if columns == 1 else 's'}"
    held = [one for one in groups if one.confirmed]
    if not groups:
        return f"Among {where} none stood out beside what is compared anyway."
    found = f"{len(groups)} stood out" if len(groups) > 1 else "one stood out"
    kept = f"{len(held)} held" if held else "none held"
    return f"Among {where} {found} on one half of the rows, and {kept} on the other."


def _called(metric: str) -> str:
    return metric.replace("_", " ")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
