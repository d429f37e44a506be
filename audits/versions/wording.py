"""What a comparison found, as a person would say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fairwitness.audits.units import limit, percent, points
from fairwitness.audits.versions.change import Change, Seen
from fairwitness.audits.versions.document import Form
from fairwitness.audits.versions.verdicts import Outcome
from fairwitness.audits.wording import ended, listed, tallied

_COUNTED: Mapping[Outcome, tuple[str, str]] = {
    "worse": ("got worse", "got worse"),
    "no_change_shown": ("shows no change", "show no change"),
    "not_worse": ("is shown not to be worse", "are shown not to be worse"),
    "better": ("got better", "got better"),
    "not_estimable": ("cannot be compared", "cannot be compared"),
}


def statement(change: Change, seen: Seen, outcome: Outcome, tolerance: float | None) -> str:
    """What became of one gap, in words: both gaps with their groups first, then what is sure.

    Parameters
    ----------
    seen
        The rates of the same metric and attribute.
    """
    asked = change.asked
    name = f"{asked.metric.replace('_', ' ')} by {asked.attribute}"
    if change.before is None or change.after is None:
        reason = change.reason or "there is nothing to compute it from"
        return f"The {name} cannot be compared: {ended(reason)}"
    shown = points if asked.kind == "difference" else percent
    what = "gap" if asked.kind == "difference" else "smallest rate as a share of the largest"
    before = f"{shown(change.before)} ({_pair(change.groups_before, seen, after=False)})"
    after = f"{shown(change.after)} ({_pair(change.groups_after, seen, after=True)})"
    found = f"The {what} in {name} was {before} under A and is {after} under B."
    return f"{found} {_sure(change, outcome, tolerance)}{_left_out(change)}"


def lead(outcomes: Sequence[Outcome], form: Form, rows: tuple[int, int]) -> str:
    """The comparison in a sentence."""
    if form == "paired":
        where = f"On the same {rows[0]:,} rows"
    else:
        where = f"On different rows ({rows[0]:,} under A, {rows[1]:,} under B; unpaired)"
    gates = f"{len(outcomes)} gate{'' if len(outcomes) == 1 else 's'}"
    return f"{where}, of {gates}: {tallied(outcomes, _COUNTED)}."


def _pair(groups: tuple[str, str] | None, seen: Seen, *, after: bool) -> str:
    successes, trials = seen.after if after else seen.before
    places = [seen.groups.index(group) for group in groups or ()]
    return ", ".join(f"{seen.groups[g]} {percent(int(successes[g]) / int(trials[g]))}" for g in places)


def _sure(change: Change, outcome: Outcome, tolerance: float | None) -> str:
    moved = _by(change)
    tolerated = None if tolerance is None else limit(tolerance)
    if outcome == "worse":
        over = f", over the tolerance of {tolerated}" if tolerated else ""
        return f"It got worse by {moved}{over}, beyond what chance explains."
    if outcome == "better":
        return f"It got better by {moved}, beyond what chance explains."
    if outcome == "not_worse":
        return f"It is shown not to be worse by {tolerated} or more."
    if tolerated:
        return f"There are too few cases to settle whether it is worse by more than {tolerated}."
    return "Chance alone can explain the change." if change.before != change.after else "It did not change."


def _by(change: Change) -> str:
    return points((change.after or 0.0) - (change.before or 0.0))


def _left_out(change: Change) -> str:
    named = listed([f"{item.group} (n {item.trials:,})" for item in change.left_out], most=3)
    return f" Not judged: {named}." if change.left_out else ""
