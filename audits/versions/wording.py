"""What a comparison found, as a person would say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fairwitness.audits.rates import metric_named
from fairwitness.audits.units import limit, percent, points
from fairwitness.audits.versions.change import Change, Seen
from fairwitness.audits.versions.document import Form
from fairwitness.audits.versions.verdicts import Outcome
from fairwitness.audits.wording import ended, listed, tallied

_RATIO = "lowest rate, as a share of the highest,"
_COUNTED: Mapping[Outcome, tuple[str, str]] = {
    "worse": ("got worse", "got worse"),
    "no_change_shown": ("shows no change", "show no change"),
    "not_worse": ("is shown not to be worse", "are shown not to be worse"),
    "better": ("got better", "got better"),
    "not_estimable": ("cannot be compared", "cannot be compared"),
}


def statement(change: Change, seen: Seen, outcome: Outcome, tolerance: float | None) -> str:
    """What became of one gap, in words: what is sure first, then both gaps with their groups.

    Parameters
    ----------
    seen
        The rates of the same metric and attribute.
    """
    asked = change.asked
    name = f"{metric_named(asked.metric).title} by {asked.attribute}"
    if change.before is None or change.after is None:
        reason = change.reason or "there is nothing to compute it from"
        return f"{name} cannot be compared: {ended(reason)}"
    shown, what = (points, "gap") if asked.kind == "difference" else (percent, _RATIO)
    before = f"{shown(change.before)} before ({_pair(change.groups_before, seen, after=False)})"
    after = f"{shown(change.after)} now ({_pair(change.groups_after, seen, after=True)})"
    by = f": {outcome} by {_by(change)}" if outcome in ("worse", "better") else ""
    return f"{name}: {_sure(change, what, outcome, tolerance)}. It was {before} and is {after}{by}.{_left_out(change)}"


def lead(outcomes: Sequence[Outcome], form: Form, rows: tuple[int, int]) -> str:
    """The comparison in a sentence."""
    if form == "paired":
        where = f"Compared on the same {rows[0]:,} rows"
    else:
        where = f"Compared on different rows, {rows[0]:,} before and {rows[1]:,} now"
    gaps = f"{len(outcomes)} gap{'' if len(outcomes) == 1 else 's'} between groups"
    return f"{where}. Of {gaps}: {tallied(outcomes, _COUNTED)}."


def _pair(groups: tuple[str, str] | None, seen: Seen, *, after: bool) -> str:
    successes, trials = seen.after if after else seen.before
    places = [seen.groups.index(group) for group in groups or ()]
    return ", ".join(f"{seen.groups[g]} {percent(int(successes[g]) / int(trials[g]))}" for g in places)


def _sure(change: Change, what: str, outcome: Outcome, tolerance: float | None) -> str:
    tolerated = None if tolerance is None else limit(tolerance)
    if outcome in ("worse", "better"):
        over = f" by more than the tolerated {tolerated}" if tolerated and outcome == "worse" else ""
        return f"the {what} got {outcome}{over}, beyond what chance explains"
    if outcome == "not_worse":
        return f"the {what} is shown not to be worse by {tolerated} or more"
    if tolerated:
        return f"there are too few cases to settle whether the {what} is worse by more than {tolerated}"
    if change.before == change.after:
        return f"the {what} did not change"
    return "no change is shown, because chance alone can explain it"


def _by(change: Change) -> str:
    return points((change.after or 0.0) - (change.before or 0.0))


def _left_out(change: Change) -> str:
    named = listed([f"{item.group} ({_cases(item.trials)})" for item in change.left_out], most=3)
    return f" Not judged: {named}." if change.left_out else ""


def _cases(n: int) -> str:
    return f"{n:,} case{'' if n == 1 else 's'}"
