"""A changed case in words and tables, for whoever looks at it: nothing of it is written down."""

from __future__ import annotations

from typing import Final

from fairwitness.audits.units import plain
from fairwitness.audits.what_if import Changed, Field, Reply, Rule, SingleChange
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.language import ENGLISH, Words

NOTHING_CHANGES: Final = (
    "What if it were otherwise? Change what the model reads of this case, and it answers anew. This changes nothing in "
    "the data, nor in the record."
)
SINGLES: Final = "Single changes that would change the decision"
SINGLES_MEAN: Final = (
    "They say how the model decides near this case. They are no advice: whether a person can change a value, and what "
    "else would change with it, is not in the data."
)
NO_SENSITIVE: Final = (
    "The model reads no sensitive column, so none can be changed here. That does not show that its decisions are "
    "unrelated to one: other columns can stand for it."
)
_SENSITIVE: Final = (
    "Changing a sensitive column ({names}) alone shows whether the model reads it directly. It is no test of cause: "
    "whatever goes with it in life stays as it is here, so an answer that stays the same does not show that groups are "
    "treated alike."
)
_NUMBER: Final = "Number predicted"
_OUTPUT: Final = "Output"


def output(value: float, rule: Rule, words: Words = ENGLISH) -> str:
    """The model's output: a number as it is, a probability with three decimals."""
    if rule.number:
        return words.figure(plain(value, digits=5).replace("-", fmt.MINUS))
    return words.number(value, 3)


def sentence(found: Changed, rule: Rule, words: Words = ENGLISH) -> str:
    """What the changes do to output and decision."""
    before, after = output(found.before.output, rule, words), output(found.after.output, rule, words)
    what = "number predicted" if rule.number else "output"
    if not found.changes:
        decided = "" if found.before.decision is None else f", the decision {found.before.decision}"
        return f"Nothing is changed: the {what} is {before}{decided}."
    moved = f"The {what} stays {before}." if before == after else f"The {what} goes from {before} to {after}."
    return f"{moved} {_decision(found)}".strip()


def _decision(found: Changed) -> str:
    if found.before.decision is None:
        return ""
    if found.other_decision:
        return f"The decision changes from {found.before.decision} to {found.after.decision}."
    return f"The decision stays {found.before.decision}."


def side_by_side(found: Changed, rule: Rule, words: Words = ENGLISH) -> Table:
    """The case as it is and as it was changed: the values that differ, then what the model says."""
    rows = [(one.field.label, one.before, one.after) for one in found.changes]
    said = list(zip(_said(found.before, rule, words), _said(found.after, rule, words), strict=True))
    rows += [(name, before, after) for (name, before), (_, after) in said]
    head = ("", "As it is", "With the changes")
    return Table("The case, and the case with the changes", head, tuple(rows))


def _said(reply: Reply, rule: Rule, words: Words) -> list[tuple[str, str]]:
    shares = [
        (f"Probability of {label}", words.number(share, 3)) for label, share in (reply.shares or {}).items()
    ]
    first = [] if shares else [(_NUMBER if rule.number else _OUTPUT, output(reply.output, rule, words))]
    return [*first, *shares, *([] if reply.decision is None else [("Decision", reply.decision)])]


def sensitive(found: Changed) -> str:
    """What a changed sensitive column does and does not show; empty where none is changed."""
    return _SENSITIVE.format(names=fmt.listed(found.sensitive)) if found.sensitive else ""


def observed(field: Field, words: Words = ENGLISH) -> str:
    """What was observed of a column, in a few words."""
    missing = f"{words.count(field.missing)} missing" if field.missing else ""
    ends = (
        ""
        if field.low is None or field.high is None
        else f"{_end(field.low, words)} to {_end(field.high, words)}"
    )
    kind = words.plural(len(field.choices), "value") if field.kind == "choice" else ""
    return ", ".join(part for part in (ends or kind, missing, "sensitive" if field.sensitive else "") if part)


def _end(value: float, words: Words) -> str:
    return words.figure(plain(value, digits=6).replace("-", fmt.MINUS))


def singles(found: tuple[SingleChange, ...], rule: Rule, words: Words = ENGLISH) -> Table:
    """Single changes, the smallest first."""
    head = ("Column", "As it is", "Other value", "Rows between", _OUTPUT, "Decision")
    rows = tuple(
        (
            one.field.label + (" (sensitive)" if one.field.sensitive else ""),
            one.before,
            one.after,
            "no order" if one.passed is None else words.pct(one.passed),
            output(one.output, rule, words),
            one.decision,
        )
        for one in found
    )
    return Table(SINGLES, head, rows, frozenset(head[1:5]))
