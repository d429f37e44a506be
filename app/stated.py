"""Statements of an audit that is kept here: ``statements.yaml`` in its folder, and the reports that show them."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Final

from fairwitness.app import reviewing, store
from fairwitness.app.access import changes
from fairwitness.app.people import Person
from fairwitness.audits.record import Record
from fairwitness.audits.statements import (
    FILE,
    Statement,
    Statements,
    dump_statements,
    fields,
    fields_for,
    make_statements,
)
from fairwitness.audits.statements.beside import beside
from fairwitness.errors import StatementChangedError, StatementError
from fairwitness.reports.format import opening

_SHOWING: Final = {"html": "report.html", "pdf": "report.pdf", "markdown": "report.md"}
"""Report formats that show statements, by what the store calls their files."""
_QUOTED: Final = 160
"""Characters that are quoted of what somebody else stated."""
_lock = Lock()


def statements(audit: str) -> Statements:
    """What is stated about an audit; raises `StatementError` if its file was spoilt."""
    return beside(store.folder(audit))


def asked(record: Record) -> tuple[str, ...]:
    """Keys of what the frameworks of a record leave to people; everything if it names no framework."""
    if not record.frameworks:
        return tuple(fields())
    return fields_for({one.key for control in record.controls for one in control.evidence if not one.held})


@changes("audit", "changed what is stated of {key}")
def keep(
    person: Person,
    audit: str,
    key: str,
    given: Mapping[str, object] | None,
    *,
    expected: Statement | None,
) -> Statements:
    """Keep a statement, or with None take it back, and write the reports anew that show statements.

    Parameters
    ----------
    person
        Who changes it. Somebody who is logged in states in their own name, whatever the form says.
    expected
        What stood there when the form was drawn; None if nothing did.

    Raises
    ------
    AccessError
        The person may not change audits.
    StatementError
        It cannot be one, or another than the expected one stands there by now; nothing is changed then.
    """
    if given is not None and person.email is not None:
        given = {**given, "by": person.signed}
    if given is not None:
        _check_filled(given)
    one = None if given is None else make_statements({"statements": {key: given}}, name="The form").get(key)
    with _lock:
        folder = store.folder(audit)
        found = beside(folder)
        _check_unchanged(found.get(key), expected, fields()[key].title)
        found = found.with_one(key, one)
        store.write_text(folder / FILE, dump_statements(found))
        _rewrite(audit, found)
    return found


def _check_filled(given: Mapping[str, object]) -> None:
    """Refuse a form that lacks what a statement is made of, by the names of its fields."""
    named = {"text": "what you want to state", "by": "your name"}
    if lacking := [what for key, what in named.items() if not str(given.get(key) or "").strip()]:
        raise StatementError(f"A statement needs a text and a name. Fill in {' and '.join(lacking)}.")


def _check_unchanged(now: Statement | None, expected: Statement | None, title: str) -> None:
    """Refuse to write over what the person has not seen."""
    if now == expected:
        return
    theirs = "it was taken back" if now is None else f'{now.by} now states "{opening(now.text, _QUOTED)}"'
    raise StatementChangedError(
        f"'{title}' was changed while you wrote: {theirs}. Yours was not kept and is still in the form; keep it "
        "once more to put it in place of that."
    )


def text(audit: str) -> str:
    """The file to take along; it reads back as the same statements."""
    return dump_statements(statements(audit))


def _rewrite(audit: str, found: Statements) -> None:
    from fairwitness.reports.write import write_files

    folder = store.folder(audit)
    formats = [name for name, file in _SHOWING.items() if (folder / file).is_file()]
    if formats:
        review = reviewing.review(audit)
        write_files(store.record(audit).with_statements(found), formats, folder, review=review)
