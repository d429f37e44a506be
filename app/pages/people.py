"""People: the projects, who has which role in each, and which project an audit is in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from fairwitness.app import access, login, members, roles, state, store
from fairwitness.app.people import Person
from fairwitness.app.roles import MEANS, ROLES
from fairwitness.app.store import Project
from fairwitness.app.views import numbers, parts
from fairwitness.errors import FairwitnessError
from fairwitness.reports.charts import Table

_SAID: Final = "people-said"
_ALONE: Final = (
    "Nobody logs in here: the app serves one person on this machine, who may do everything. To share it, let people "
    "log in with the identity provider of your organisation."
)
_STEPS: Final = (
    "Register the app with your identity provider (OpenID Connect), with the address of the app and /oauth2callback.",
    f"Write what it gives you into a file with a section [auth], and name the file in {login.SECRETS}.",
    f"Name the first admins by email in {roles.ADMINS}, and start Fairwitness again. docs/people.md has an example.",
)


def render() -> None:
    """Draw the projects that the person is admin of, or how people come to log in."""
    parts.html("<h1>People</h1>")
    if login.secrets_file() is None:
        parts.html(parts.lede(_ALONE) + parts.listing(_STEPS, ordered=True))
        _roles()
        return
    person = state.person()
    mine = access.where(person, "administer")
    if not mine:
        _own_roles(person)
        return
    parts.html(parts.lede("Who has a role in a project sees its audits; for all others they do not exist."))
    if said := st.session_state.pop(_SAID, None):
        parts.html(f'<p class="note" role="status">{parts.text(said)}</p>')
    project = _pick(mine)
    _members(person, project)
    _audits(person, project, mine)
    _projects(person, project)
    _roles()


def _own_roles(person: Person) -> None:
    parts.html(parts.lede("Only an admin says who may do what. These are your own roles."))
    held = roles.held(person)
    parts.html(parts.facts((one.name, held[one.id]) for one in access.seen(person)))
    _roles()


def _pick(mine: tuple[Project, ...]) -> Project:
    names = {one.id: one.name for one in mine}
    chosen = st.selectbox(
        "Project", list(names), key="people-project", format_func=names.__getitem__, persist_state="session"
    )
    return next(one for one in mine if one.id == chosen)


def _members(person: Person, project: Project) -> None:
    st.header("Members", anchor="members")
    found = store.members(project.id)
    if found:
        stamp = numbers.words().stamp
        rows = tuple((one.email, one.role, stamp(one.added), one.added_by) for one in found)
        parts.html(parts.table(Table(f"Members of {project.name}", ("Email", "Role", "Since", "By"), rows)))
    else:
        parts.html(parts.muted("Nobody has a role in this project yet."))
    if operators := roles.operators():
        parts.html(parts.muted(f"Admins of every project, named by the operator: {', '.join(operators)}."))
    with st.form(f"give-{project.id}", clear_on_submit=False):
        left, right = st.columns([2, 1], vertical_alignment="bottom")
        email = left.text_input("Email", key=f"give-email-{project.id}")
        role = right.selectbox("Role", ROLES, key=f"give-role-{project.id}")
        given = st.form_submit_button("Give the role", type="primary")
    if given:
        _do(
            lambda: members.give_role(person, project.id, email, role or ""),
            f"{email.strip()} is {role} of {project.name} now.",
        )
    if found:
        _take(person, project, [one.email for one in found])


def _take(person: Person, project: Project, emails: list[str]) -> None:
    with st.form(f"take-{project.id}"):
        email = st.selectbox("Whose role", emails, key=f"take-email-{project.id}")
        taken = st.form_submit_button("Take the role away")
    if taken and email is not None:
        _do(
            lambda: members.take_role(person, project.id, email),
            f"{email} has no role in {project.name} any more.",
        )


def _audits(person: Person, project: Project, mine: tuple[Project, ...]) -> None:
    others = {one.id: one.name for one in mine if one.id != project.id}
    here = [one for one in access.readable(person) if one.project == project.id]
    kept = {
        one.id: f"{one.title or 'Untitled'} · {numbers.words().date(one.created)} · {one.id[-6:]}"
        for one in here
    }
    if not others or not kept:
        return
    st.header("Move an audit", anchor="move")
    with st.form(f"move-{project.id}"):
        left, right = st.columns(2)
        audit = left.selectbox("Audit", list(kept), format_func=kept.__getitem__, key=f"move-{project.id}-a")
        to = right.selectbox("To", list(others), format_func=others.__getitem__, key=f"move-{project.id}-to")
        moved = st.form_submit_button("Move it")
    if moved and audit is not None and to is not None:
        _do(lambda: members.move_audit(person, audit, to), "The audit is moved.")


def _projects(person: Person, project: Project) -> None:
    st.header("Projects", anchor="projects")
    with st.form(f"rename-{project.id}"):
        name = st.text_input("Name of this project", project.name, key=f"rename-{project.id}-name")
        renamed = st.form_submit_button("Rename it")
    if renamed:
        _do(lambda: members.rename_project(person, project.id, name), "The project is renamed.")
    if not access.may(person, "administer"):
        parts.html(parts.muted("Projects are made by the admins whom the operator named."))
        return
    with st.form("make-project", clear_on_submit=False):
        new = st.text_input("Name of a new project", key="make-name")
        made = st.form_submit_button("Make the project")
    if made:
        _do(lambda: members.make_project(person, new), f"The project '{new.strip()}' is made.")


def _do(change: Callable[[], object], said: str) -> None:
    """Make a change and draw the page anew with what came of it; or say why not, beside the form, as it was filled."""
    try:
        change()
    except FairwitnessError as error:
        parts.html(parts.problem(str(error)))
        return
    st.session_state[_SAID] = said
    st.rerun()


def _roles() -> None:
    st.header("What the roles allow", anchor="roles")
    parts.html(parts.facts((role, MEANS[role]) for role in ROLES))
