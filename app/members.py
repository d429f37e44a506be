"""Who may do what, changed: projects, the people in them with their roles, and which project an audit is in."""

from __future__ import annotations

from fairwitness.app import access, jobs, roles, store
from fairwitness.app.access import changes
from fairwitness.app.people import Person
from fairwitness.app.roles import as_role
from fairwitness.errors import FairwitnessError


@changes("administer", noted=False)
def make_project(person: Person, name: str) -> str:
    """Make a project and return its id; it is noted in the project's own trail, its first line.

    Raises
    ------
    StoreError
        The name is empty, too long, or another's.
    """
    made = store.add_project(name)
    access.note(person, f"made the project '{made.name}'", made.id)
    return made.id


@changes("administer", "renamed the project to '{name}'")
def rename_project(_person: Person, project: str, name: str) -> None:
    """Give a project another name; raises as `make_project` does."""
    store.rename_project(project, name)


@changes("administer", "gave {email} the role {role}")
def give_role(person: Person, project: str, email: str, role: str) -> None:
    """Give somebody a role in a project, in place of the one they may have had.

    Raises
    ------
    StoreError
        It is no email, or the project would be left without an admin.
    FairwitnessError
        There is no such role.
    """
    store.set_member(project, email, as_role(role), person, keep_admin=_must_keep())


@changes("administer", "took the role of {email} away")
def take_role(_person: Person, project: str, email: str) -> None:
    """Take somebody's role in a project away; raises `StoreError` if it would be left without an admin."""
    store.drop_member(project, email, keep_admin=_must_keep())


@changes("administer", "moved an audit to another project")
def move_audit(_person: Person, audit: str, project: str) -> None:
    """Put an audit into another project, in which the person must be admin too.

    Raises
    ------
    FairwitnessError
        It runs: what it says at its end would stand in the trail of the project that it has left.
    """
    job = jobs.status(audit)
    if job is not None and job.under_way:
        raise FairwitnessError(
            "An audit must have ended before it is moved. This one runs; wait, or cancel it."
        )
    store.move(audit, project)


def _must_keep() -> bool:
    """Whether a project needs an admin of its own: not where the operator named some, who are admins of all."""
    return not roles.operators()
