"""Which columns of a subject may form groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairwitness.audits.subgroups.echoes import echoes
from fairwitness.audits.subgroups.items import Columns, LeftOut, read_columns
from fairwitness.audits.subject import Subject
from fairwitness.audits.subject.rows import column_hash
from fairwitness.errors import ColumnNotFoundError, PlanError

if TYPE_CHECKING:
    from fairwitness.audits.plan.model import Roles


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
    wanted = subject.plan.checks.search.columns
    single = {one.name: one for one in subject.attributes if len(one.columns) == 1}
    barred = _barred(subject.plan.roles)
    sources = {one.columns[0] for one in single.values()}
    names = [str(name) for name in subject.frame.columns]
    if wanted is None:
        chosen = [name for name in dict.fromkeys(names) if name not in barred and name not in sources]
        declared = list(single.values())
    else:
        _check(wanted, barred, [*single, *names], subject.dataset.source)
        declared = [one for name, one in single.items() if name in wanted]
        covered = {one.name for one in declared}
        chosen = [name for name in dict.fromkeys(wanted) if name not in covered]
    left_out = [] if wanted is not None else _echoing(subject, chosen)
    left_out += [
        LeftOut(name, "its name stands more than once, with different content")
        for name in chosen
        if name in subject.dataset.conflicting
    ]
    gone = {one.column for one in left_out}
    kept = [name for name in chosen if name not in gone]
    columns = read_columns(subject.frame[kept], declared)
    read = {one.name for one in columns.kept} - {one.name for one in declared}
    plain = sorted(name for name in read if name not in subject.features and name not in sources)
    crossed = {frozenset(one) for one in subject.plan.roles.intersections}
    found = Columns(
        columns.kept,
        tuple(sorted((*columns.left_out, *left_out), key=lambda one: one.column)),
        columns.declared | crossed,
    )
    return found, column_hash((name, subject.frame[name]) for name in plain) if plain else None


def _barred(roles: Roles) -> dict[str, str]:
    """Columns that never form groups, and what each is."""
    named = {
        "target": roles.target,
        "prediction": roles.prediction,
        "score": roles.score,
        "weight": roles.weight,
        "cluster": roles.cluster,
        "id": roles.id,
    }
    return {column: role for role, column in named.items() if column is not None}


def _check(wanted: tuple[str, ...], barred: dict[str, str], known: list[str], source: str) -> None:
    for name in wanted:
        if name in barred:
            raise PlanError(
                f"The `checks.search.columns` must be columns that can form groups. Got '{name}', "
                f"which is the {barred[name]}; take it out."
            )
        if name not in known:
            raise ColumnNotFoundError.among(name, known, role="column to search", source=source)


def _echoing(subject: Subject, chosen: list[str]) -> list[LeftOut]:
    """Columns without a role that repeat the decision or the outcome under another name."""
    found = []
    for name in chosen:
        if name in subject.features or name in subject.dataset.conflicting:
            continue
        for label, what in (
            (subject.decisions.prediction, "decision"),
            (subject.decisions.outcome, "outcome"),
        ):
            if echoes(subject.frame[name], label):
                found.append(LeftOut(name, f"it repeats the {what}"))
                break
    return found
