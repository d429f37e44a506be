"""Who may read and change what. Every reading and every change of an audit by a page comes through here.

A function that changes something is marked with `changes`; its first argument is the person. What it is about is told
by the names of its arguments, so that nothing need be said twice:

- ``audit: str`` is the id of an audit: the person must have a role in its project that allows the change;
- ``project: str`` is the id of a project: the same there (with both, as when an audit is moved, in both);
- with neither it concerns no project: what is allowed in any project is allowed, only an admin whom the operator named
  may ``administer``, and no trail is there to note it in.

The check is made when the function is called, never when a page was drawn, and the change is noted in the trail of the
project.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, Final, ParamSpec, TypeVar

from fairwitness.app import roles, store
from fairwitness.app.people import Person
from fairwitness.app.roles import ALLOWS, Act
from fairwitness.app.store import Entry, Project
from fairwitness.errors import AccessError, RecordError

P = ParamSpec("P")
R = TypeVar("R")

MEANS: Final[dict[Act, str]] = {
    "read": "read audits",
    "audit": "make, run and delete audits",
    "review": "comment on findings, decide on them and sign",
    "administer": "say who may do what",
}
CHANGES: Final[dict[str, Act]] = {}
"""Every function that changes something, by its full name, with what it needs."""


def may(person: Person, act: Act, project: str | None = None) -> bool:
    """Whether a person may do that in a project, or, where none is named, in any (``administer``: on the server)."""
    if project is not None:
        role = roles.held(person).get(project)
        return role is not None and act in ALLOWS[role]
    if act == "administer":
        return roles.is_operator(person)
    return act in anywhere(person)


def anywhere(person: Person) -> frozenset[Act]:
    """What a person may do in some project or other."""
    return frozenset[Act]().union(*(ALLOWS[role] for role in roles.held(person).values()))


def may_change(person: Person, act: Act, audit: str) -> bool:
    """Whether a person may do that with an audit; for pages, which draw no button that would be refused."""
    try:
        return may(person, act, open_audit(person, audit).project)
    except RecordError:
        return False


def require(person: Person, act: Act, project: str | None = None) -> None:
    """Refuse what a person may not do.

    Raises
    ------
    AccessError
        The person has no role that allows it.
    """
    if may(person, act, project):
        return
    if project is None:
        who = "Whoever runs the server"
    elif project not in roles.held(person):
        raise AccessError("There is no such project here, or you have no role in it.")
    else:
        who = "An admin of its project"
    raise AccessError(f"{person.name} may not {MEANS[act]} here. {who} can allow it.")


def seen(person: Person) -> tuple[Project, ...]:
    """The projects in which a person has a role; no other exists for them."""
    held = roles.held(person)
    return tuple(one for one in store.projects() if one.id in held)


def where(person: Person, act: Act) -> tuple[Project, ...]:
    """The projects in which a person may do that."""
    held = roles.held(person)
    return tuple(one for one in store.projects() if one.id in held and act in ALLOWS[held[one.id]])


def readable(person: Person) -> tuple[Entry, ...]:
    """The audits that exist for a person, the newest first."""
    held = roles.held(person)
    return tuple(entry for entry in store.entries() if entry.project in held)


def open_audit(person: Person, audit: str) -> Entry:
    """An audit by the id that an address, a form or a caller names.

    Raises
    ------
    RecordError
        There is none, or it is in a project in which the person has no role: nobody can tell which.
    """
    entry = store.entry(audit)
    if entry.project not in roles.held(person):
        raise RecordError(store.NOT_HERE)
    return entry


@dataclass(frozen=True)
class _Place:
    """What a change is about."""

    projects: tuple[str, ...]
    entry: Entry | None


def changes(
    act: Act, says: str | None = None, *, noted: bool = True
) -> Callable[[Callable[Concatenate[Person, P], R]], Callable[Concatenate[Person, P], R]]:
    """Mark a function that changes something: its first argument is the person, who must be allowed to.

    Parameters
    ----------
    act : Act
        What the person must be allowed to do.
    says : str, optional
        What they did, for the trail, such as ``"gave {email} the role {role}"``, with the function's arguments by name;
        the function's own name if left out.
    noted : bool
        Whether to note it in the trail; false only for a function that writes a line of its own there.
    """

    def marked(function: Callable[Concatenate[Person, P], R]) -> Callable[Concatenate[Person, P], R]:
        CHANGES[f"{function.__module__}.{function.__qualname__}"] = act
        signature = inspect.signature(function)
        words = says or function.__name__.strip("_").replace("_", " ")

        @functools.wraps(function)
        def checked(person: Person, /, *args: P.args, **kwargs: P.kwargs) -> R:
            given = signature.bind(person, *args, **kwargs)
            given.apply_defaults()
            place = _allowed(person, act, given.arguments)
            if not noted:
                return function(person, *args, **kwargs)
            for project in place.projects:
                _check_trail(project)
            done = function(person, *args, **kwargs)
            for project in place.projects:
                note(person, words.format_map(given.arguments), project, place.entry)
            return done

        return checked

    return marked


def _allowed(person: Person, act: Act, given: dict[str, object]) -> _Place:
    """What a change is about; raises if the person may not do it there, all of it before anything is changed."""
    audit, project = (_id(given.get(name)) for name in ("audit", "project"))
    entry = open_audit(person, audit) if audit is not None else None
    about = [one for one in (entry.project if entry is not None else None, project) if one is not None]
    about = list(dict.fromkeys(about))
    if not about:
        require(person, act)
    for one in about:
        require(person, act, one)
    return _Place(tuple(about), entry)


def _id(given: object) -> str | None:
    """An argument that names an audit or a project: anything but an id would not be checked, so it is an error."""
    if given is not None and not isinstance(given, str):
        raise TypeError(f"An audit and a project are named by their ids. Got {type(given).__name__} instead.")
    return given


def _check_trail(project: str) -> None:
    """Let nothing be changed that could not be noted."""
    from fairwitness.reports.evidence.trail import check_trail

    check_trail(store.trail(project))


def note(person: Person, what: str, project: str, entry: Entry | None = None) -> None:
    """Add what somebody did to the trail of a project; `changes` does it for the function that it marks.

    Raises
    ------
    AlteredError, EvidenceError
        The trail is not sound, or cannot be written.
    """
    from fairwitness.reports.evidence.events import Acted
    from fairwitness.reports.evidence.trail import add

    audit, title = (entry.id, entry.title) if entry is not None else (None, None)
    line = " ".join(what.split())
    done = Acted(by=person.name, email=person.email, what=line, audit=audit, title=title)
    add(store.trail(project), done)
