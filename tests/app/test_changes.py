"""Every change that a page makes: refused for whoever may not, with nothing changed, and in the trail for who may."""

from __future__ import annotations

import ast
import hashlib
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
import records

import fairwitness.app
from fairwitness.app import access, store
from fairwitness.app.people import Person
from fairwitness.app.roles import ADMINS, ALLOWS, ROLES
from fairwitness.audits.keys import home
from fairwitness.audits.plan import Plan
from fairwitness.errors import AccessError, RecordError
from fairwitness.reports.evidence.events import Acted
from fairwitness.reports.evidence.trail import load_trail

for _module in pkgutil.walk_packages(fairwitness.app.__path__, "fairwitness.app."):
    if not _module.name.startswith(("fairwitness.app.web", "fairwitness.app.store.migrations")):
        importlib.import_module(_module.name)

ANN = Person("Ann", "ann@example.org")
IN_NO_PROJECT = {
    "fairwitness.app.members.make_project",
    *(f"fairwitness.app.upkeep.{name}" for name in ("export_all", "import_all", "set_retention", "prune")),
}
"""Changes that are about no project; each is refused to all but those whom the operator named, or says why not."""
FORBIDDEN = {
    "store": {
        "create", "delete", "move", "keep", "add_project", "rename_project", "set_member", "drop_member", "entries",
        "set_settings",
    },
    "jobs": {"start", "cancel"},
}  # fmt: skip
"""What changes something, or reads what others may not see, and checks nobody: not for pages and views."""


def function(name: str) -> Callable[..., object]:
    module, _, attribute = name.rpartition(".")
    found = getattr(importlib.import_module(module), attribute)
    assert callable(found)
    return found


def arguments(name: str, audit: str, project: str) -> dict[str, object]:
    """An audit and a project where they are asked for, and for the rest whatever: it must never be looked at."""
    named = {"audit": audit, "project": project}
    parameters = list(inspect.signature(function(name)).parameters.values())[1:]
    return {
        one.name: named.get(one.name) for one in parameters if one.name in named or one.default is one.empty
    }


def about(name: str) -> set[str]:
    return {"audit", "project"} & set(inspect.signature(function(name)).parameters)


def everything() -> dict[str, str]:
    """All files of the installation, by their content; not the database's own, which reading may touch."""
    return {
        str(path.relative_to(home())): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home().rglob("*")
        if path.is_file() and not path.name.startswith("fairwitness.db")
    }


def kept() -> object:
    return store.entries(), store.projects(), store.members()


@pytest.fixture
def credit() -> str:
    return store.add_project("Credit").id


@pytest.fixture
def audit(credit: str) -> str:
    record = records.full()
    found = store.create(Plan(title=record.title), project=credit)
    record.save(store.folder(found))
    store.settle(found)
    return found


@pytest.mark.parametrize("name", sorted(access.CHANGES))
def test_each_is_refused_in_one_sentence_and_changes_nothing_for_who_may_not(
    name: str, audit: str, credit: str
) -> None:
    needed = access.CHANGES[name]
    before, files = kept(), everything()
    too_small = [role for role in ROLES if needed not in ALLOWS[role]]
    for role in (None, *too_small):
        store.drop_member(credit, ANN.email)
        if role is not None:
            store.set_member(credit, ANN.email, role, Person("The operator"))
            before = kept()
        with pytest.raises((AccessError, RecordError)) as refused:
            function(name)(ANN, **arguments(name, audit, credit))
        assert str(refused.value).count(". ") <= 1
        if role is not None:
            assert isinstance(refused.value, AccessError)
        assert everything() == files
        if role is not None:
            assert kept() == before


@pytest.mark.parametrize("name", sorted(name for name in access.CHANGES if about(name)))
def test_an_admin_of_another_project_is_refused_each(name: str, audit: str, credit: str) -> None:
    store.set_member(store.MAIN, ANN.email, "admin", Person("The operator"))
    before, files = kept(), everything()
    with pytest.raises((AccessError, RecordError)):
        function(name)(ANN, **arguments(name, audit, credit))
    assert (kept(), everything()) == (before, files)


@pytest.mark.parametrize("name", sorted(access.CHANGES))
def test_each_says_what_it_is_about(name: str) -> None:
    assert about(name) or name in IN_NO_PROJECT or access.CHANGES[name] != "administer", (
        f"{name} must take `audit` or `project`, so that it is checked there"
    )


def test_pages_and_views_neither_change_nor_list_anything_past_the_door() -> None:
    found = []
    for folder in ("pages", "views", "web"):
        for file in sorted((Path(fairwitness.app.__path__[0]) / folder).glob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                match node:
                    case ast.Attribute(value=ast.Name(id=of), attr=name) if name in FORBIDDEN.get(of, ()):
                        found.append(f"{folder}/{file.name}:{node.lineno} {of}.{name}")
    assert found == []


def lines(project: str) -> list[Acted]:
    file = store.trail(project)
    events = load_trail(file).events if file.exists() else ()
    return [event for _, event in events if isinstance(event, Acted)]


WORKING: dict[str, tuple[str, Callable[[str, str], dict[str, object]]]] = {
    "fairwitness.app.acts.delete": ("auditor", lambda audit, project: {"audit": audit}),
    "fairwitness.app.jobs.asked.stop": ("auditor", lambda audit, project: {"audit": audit}),
    "fairwitness.app.stated.keep": (
        "auditor",
        lambda audit, project: {"audit": audit, "key": "roles", "given": None, "expected": None},
    ),
    "fairwitness.app.members.give_role": (
        "admin",
        lambda audit, project: {"project": project, "email": "bo@example.org", "role": "viewer"},
    ),
    "fairwitness.app.members.take_role": (
        "admin",
        lambda audit, project: {"project": project, "email": "bo@example.org"},
    ),
    "fairwitness.app.members.rename_project": (
        "admin",
        lambda audit, project: {"project": project, "name": "Loans"},
    ),
}


@pytest.mark.parametrize("name", WORKING)
def test_who_may_does_it_and_it_is_in_the_trail_of_that_project_alone(
    name: str, audit: str, credit: str
) -> None:
    role, given = WORKING[name]
    store.set_member(credit, ANN.email, role, Person("The operator"))
    function(name)(ANN, **given(audit, credit))
    (line,) = lines(credit)
    assert (line.by, line.email) == ("Ann", "ann@example.org")
    assert lines(store.MAIN) == []


def test_an_operators_admin_moves_an_audit_and_both_trails_have_it(
    audit: str, credit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ADMINS, ANN.email)
    function("fairwitness.app.members.move_audit")(ANN, audit, store.MAIN)
    assert store.entry(audit).project == store.MAIN
    assert len(lines(credit)) == len(lines(store.MAIN)) == 1
