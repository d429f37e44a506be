"""Statements of an audit that is kept here: ``statements.yaml`` in its folder, and the reports that show them."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Final

from fairwitness.app import store
from fairwitness.audits.record import Record
from fairwitness.audits.statements import FILE, Statements, dump_statements, fields_for, make_statements
from fairwitness.audits.statements.beside import beside

_SHOWING: Final = {"html": "report.html", "pdf": "report.pdf", "markdown": "report.md"}
"""Report formats that show statements, by what the store calls their files."""
_lock = Lock()


def statements(audit: str) -> Statements:
    """What is stated about an audit; raises `StatementError` if its file was spoilt."""
    return beside(store.folder(audit))


def asked(record: Record) -> tuple[str, ...]:
    """Keys of what the frameworks of a record leave to people; everything if it names no framework."""
    from fairwitness.audits.statements import fields

    if not record.frameworks:
        return tuple(fields())
    return fields_for({one.key for control in record.controls for one in control.evidence if not one.held})


def keep(audit: str, key: str, given: Mapping[str, object] | None) -> Statements:
    """Keep a statement, or with None take it back, and write the reports anew that show statements.

    Raises
    ------
    StatementError
        It cannot be one; nothing is changed then.
    """
    one = None if given is None else make_statements({"statements": {key: given}}, name="The form").get(key)
    with _lock:
        folder = store.folder(audit)
        found = beside(folder).with_one(key, one)
        store.write_text(folder / FILE, dump_statements(found))
        _rewrite(audit, found)
    return found


def text(audit: str) -> str:
    """The file to take along; it reads back as the same statements."""
    return dump_statements(statements(audit))


def _rewrite(audit: str, found: Statements) -> None:
    from fairwitness.reports.write import write_files

    folder = store.folder(audit)
    formats = [name for name, file in _SHOWING.items() if (folder / file).is_file()]
    if formats:
        write_files(store.record(audit).with_statements(found), formats, folder)
