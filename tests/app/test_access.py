"""Who may read and change what: one door, which every reading and every change comes through."""

from __future__ import annotations

import pytest

from fairwitness.app import access, store
from fairwitness.app.access import changes
from fairwitness.app.people import Person
from fairwitness.app.roles import Act
from fairwitness.audits.plan import Plan
from fairwitness.errors import AccessError, AlteredError, FairwitnessError, RecordError
from fairwitness.reports.evidence.events import Acted
from fairwitness.reports.evidence.trail import load_trail

ME = Person("Me")
STRANGER = Person("A. Stranger", "stranger@example.org")
ANN = Person("Ann", "ann@example.org")
DONE: list[str] = []


@pytest.fixture(autouse=True)
def _own_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "CHANGES", dict(access.CHANGES))
    DONE.clear()


@pytest.fixture
def credit() -> str:
    return store.add_project("Credit").id


@pytest.fixture
def audit(credit: str) -> str:
    return store.create(Plan(title="Loans"), project=credit)


@changes("audit", "wiped it")
def wipe(person: Person, audit: str) -> None:
    DONE.append(f"{person.name} {audit}")


@changes("administer", "moved it to {project}")
def shift(person: Person, audit: str, project: str) -> None:
    DONE.append(f"{person.name} {audit} {project}")


@changes("audit")
def set_up(person: Person, title: str, *, project: str = store.MAIN) -> None:
    DONE.append(f"{person.name} {title} {project}")


def lines(project: str) -> list[Acted]:
    file = store.trail(project)
    events = load_trail(file).events if file.exists() else ()
    return [event for _, event in events if isinstance(event, Acted)]


@pytest.mark.parametrize("act", access.MEANS)
def test_where_nobody_logs_in_the_one_person_may_do_everything(act: Act, credit: str) -> None:
    assert access.may(ME, act)
    assert access.may(ME, act, credit)
    assert not access.may(ME, act, "no-such-project")


@pytest.mark.parametrize("act", access.MEANS)
def test_somebody_without_a_role_is_refused_in_a_sentence(act: Act) -> None:
    with pytest.raises(AccessError, match=r"A\. Stranger may not .* here"):
        access.require(STRANGER, act)


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("viewer", {"read"}),
        ("auditor", {"read", "audit"}),
        ("reviewer", {"read", "review"}),
        ("admin", {"read", "audit", "review", "administer"}),
    ],
)
def test_a_role_allows_what_it_says_in_its_project_and_nothing_in_another(
    role: str, acts: set[str], credit: str
) -> None:
    store.set_member(credit, ANN.email, role, ME)
    for act in access.MEANS:
        assert access.may(ANN, act, credit) == (act in acts)
        assert not access.may(ANN, act, store.MAIN)
    assert not access.may(ANN, "administer"), "an admin of one project is none of the server"


def test_a_marked_function_is_not_entered_by_who_may_not(credit: str, audit: str) -> None:
    store.set_member(credit, ANN.email, "viewer", ME)
    with pytest.raises(AccessError, match=r"Ann may not make, run and delete audits here\. An admin"):
        wipe(ANN, audit)
    assert DONE == []
    assert lines(credit) == []
    store.set_member(credit, ANN.email, "auditor", ME)
    wipe(ANN, audit)
    assert [f"Ann {audit}"] == DONE


def test_a_role_that_was_taken_away_counts_at_once(credit: str, audit: str) -> None:
    store.set_member(credit, ANN.email, "auditor", ME)
    wipe(ANN, audit)
    store.drop_member(credit, ANN.email)
    with pytest.raises(RecordError, match="not kept on this machine"):
        wipe(ANN, audit=audit)
    assert len(DONE) == 1


def test_an_audit_of_another_project_is_said_not_to_be_there_as_one_that_is_not(
    credit: str, audit: str
) -> None:
    store.set_member(store.MAIN, ANN.email, "admin", ME)
    said = []
    for asked in (audit, "nothing-of-that-id"):
        for ask in (access.open_audit, wipe):
            with pytest.raises(FairwitnessError) as found:
                ask(ANN, asked)
            said.append((type(found.value), str(found.value)))
    assert len(set(said)) == 1
    assert access.readable(ANN) == ()
    assert [entry.id for entry in access.readable(ME)] == [audit]


def test_what_was_done_is_in_the_trail_of_the_project_and_in_no_other(credit: str, audit: str) -> None:
    store.set_member(credit, ANN.email, "auditor", ME)
    wipe(ANN, audit)
    assert lines(store.MAIN) == []
    (found,) = lines(credit)
    assert (found.by, found.email, found.what) == ("Ann", "ann@example.org", "wiped it")
    assert (found.audit, found.title) == (audit, "Loans")
    assert found.words == "Ann <ann@example.org> wiped it: 'Loans'"


def test_what_concerns_two_projects_must_be_allowed_in_both_and_is_in_both_trails(
    credit: str, audit: str
) -> None:
    other = store.add_project("Hiring").id
    store.set_member(credit, ANN.email, "admin", ME)
    for role in ("viewer", "auditor", "reviewer"):
        store.set_member(other, ANN.email, role, ME)
        with pytest.raises(AccessError):
            shift(ANN, audit, other)
    assert DONE == []
    store.set_member(other, ANN.email, "admin", ME)
    shift(ANN, audit, other)
    assert [len(lines(one)) for one in (credit, other)] == [1, 1]


def test_a_project_that_is_left_out_is_the_default_one(credit: str) -> None:
    store.set_member(credit, ANN.email, "auditor", ME)
    with pytest.raises(AccessError, match="no such project here"):
        set_up(ANN, "a")
    set_up(ANN, "b", project=credit)
    assert [f"Ann b {credit}"] == DONE
    assert [one.what for one in lines(credit)] == ["set up"]


@pytest.mark.parametrize("audit_", [7, ["x"]])
def test_what_is_no_id_is_a_bug_and_never_goes_unchecked(audit_: object) -> None:
    with pytest.raises(TypeError, match="by their ids"):
        wipe(ME, audit_)
    assert DONE == []


def test_nothing_is_changed_where_it_could_not_be_noted(credit: str, audit: str) -> None:
    wipe(ME, audit)
    file = store.trail(credit)
    file.write_text(file.read_text().replace("wiped", "blessed"))
    with pytest.raises(AlteredError):
        wipe(ME, audit)
    assert len(DONE) == 1
