"""What a role allows, and which role somebody has in a project."""

from __future__ import annotations

import os
from typing import Final, Literal, get_args

from fairwitness.app import store
from fairwitness.app.people import Person, folded
from fairwitness.app.store import Role
from fairwitness.errors import FairwitnessError

Act = Literal["read", "audit", "review", "administer"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

ALLOWS: Final[dict[Role, frozenset[Act]]] = {
    "viewer": frozenset({"read"}),
    "auditor": frozenset({"read", "audit"}),
    "reviewer": frozenset({"read", "review"}),
    "admin": frozenset(get_args(Act)),
}
MEANS: Final[dict[Role, str]] = {
    "viewer": "reads",
    "auditor": "reads; makes, runs and deletes audits; states what a record cannot show",
    "reviewer": "reads; comments on findings, decides on them and signs",
    "admin": "everything, and who may do what",
}
ADMINS: Final = "FAIRWITNESS_ADMINS"
DEFAULT_ROLE: Final = "FAIRWITNESS_DEFAULT_ROLE"


def held(person: Person) -> dict[str, Role]:
    """The role of somebody by the id of the project; a project in which they have none does not exist for them.

    Where nobody logs in the one person is admin of all. Admins named by the operator are so everywhere; the operator's
    default role holds in the first project, for those who have no other there.
    """
    if person.email is None or is_operator(person):
        return {one.id: "admin" for one in store.projects()}
    found, usual = store.roles_of(person.email), default_role()
    return found if usual is None else {store.MAIN: usual, **found}


def is_operator(person: Person) -> bool:
    """Whether the operator named them an admin of the whole server; also the one person of a machine without login."""
    return person.email is None or folded(person.email) in operators()


def operators() -> tuple[str, ...]:
    """The emails that the operator named, as they are compared."""
    named = (folded(one) for one in os.environ.get(ADMINS, "").split(","))
    return tuple(dict.fromkeys(one for one in named if one))


def default_role() -> Role | None:
    """What the operator lets everybody be who can log in; nothing unless it is said."""
    said = os.environ.get(DEFAULT_ROLE, "").strip()
    return as_role(said) if said else None


def as_role(said: str) -> Role:
    """A role by its name; raises `FairwitnessError` if there is none of that name."""
    for one in ROLES:
        if one == said:
            return one
    raise FairwitnessError(f"A role must be one of {', '.join(ROLES)}. Got '{said}' instead.")
