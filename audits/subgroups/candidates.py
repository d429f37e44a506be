"""Which columns of a subject may form groups."""

from __future__ import annotations

from fairwitness.audits.subgroups.echoes import echoes
from fairwitness.audits.subgroups.items import Columns, LeftOut, read_columns
from fairwitness.audits.subject import Attribute, Subject
from fairwitness.audits.subject.rows import column_hash
from fairwitness.errors import ColumnNotFoundError, PlanError


def candidates(subject: Subject) -> tuple[Columns, str | None]:
    """The columns to search, cut into items, and the SHA-256 of the content of those without a role.

    The data's own hash covers those with one. It is None where every column has a role.

    Taken are the sensitive attributes with the groups they have, the features, and every other column without
    a role; or those that the plan names. Left out, with the reason, is what repeats the decision or the outcome.

    Raises
    ------
    PlanError
        The plan names a column that can never form groups: the target, the decision, a weight or an id.
    ColumnNotFoundError
        The plan names a column that is not there.
    """
    declared, chosen = _chosen(subject)
    left_out = _unfit(subject, chosen, {one.name for one in declared})
    gone = {one.column for one in left_out}
    columns = read_columns(subject.frame[[name for name in chosen if name not in gone]], declared)
    found = Columns(
        columns.kept,
        tuple(sorted((*columns.left_out, *left_out), key=lambda one: one.column)),
        columns.declared | {frozenset(one) for one in subject.plan.roles.intersections},
    )
    covered = {one.name for one in declared}.union(subject.features, subject.sensitive_columns())
    bare = sorted(one.name for one in columns.kept if one.name not in covered)
    return found, column_hash((name, subject.frame[name]) for name in bare) if bare else None


def _chosen(subject: Subject) -> tuple[list[Attribute], list[str]]:
    """The attributes and the other columns that the plan asks for, or that there are."""
    wanted = subject.plan.checks.search.columns
    single = {one.name: one for one in subject.attributes if len(one.columns) == 1}
    barred = {column: role for role, column in subject.plan.roles.single.items()}
    names = list(dict.fromkeys(str(name) for name in subject.frame.columns))
    if wanted is None:
        taken = {*barred, *subject.sensitive_columns()}
        return list(single.values()), [name for name in names if name not in taken]
    _check(wanted, barred, [*single, *names], subject.dataset.source)
    declared = [one for name, one in single.items() if name in wanted]
    return declared, [name for name in dict.fromkeys(wanted) if name not in single]


def _check(wanted: tuple[str, ...], barred: dict[str, str], known: list[str], source: str) -> None:
    for name in wanted:
        if name in barred:
            raise PlanError(
                f"The `checks.search.columns` must be columns that can form groups. Got '{name}', "
                f"which is the {barred[name]}; take it out."
            )
        if name not in known:
            raise ColumnNotFoundError.among(name, known, role="column to search", source=source)


def _unfit(subject: Subject, chosen: list[str], declared: set[str]) -> list[LeftOut]:
    """Columns that cannot be told from others, or that repeat the decision or the outcome under another name."""
    asked = subject.plan.checks.search.columns is not None
    found = []
    for name in chosen:
        if name in subject.dataset.conflicting:
            found.append(LeftOut(name, "its name stands more than once, with different content"))
        elif name in declared:
            found.append(LeftOut(name, "a sensitive attribute that is read from another column has its name"))
        elif not asked and name not in subject.features and (what := _echo(subject, name)):
            found.append(LeftOut(name, f"it repeats the {what}"))
    return found


def _echo(subject: Subject, name: str) -> str | None:
    decisions = subject.decisions
    labels = {"decision": decisions.prediction, "outcome": decisions.outcome}
    return next((what for what, label in labels.items() if echoes(subject.frame[name], label)), None)
