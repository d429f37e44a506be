"""What a person does to an audit that is kept here, in one step each."""

from __future__ import annotations

from fairwitness.app import jobs, shelf, store
from fairwitness.app.access import changes
from fairwitness.app.people import Person


@changes("audit", "deleted an audit")
def delete(_person: Person, audit: str) -> None:
    """Delete an audit with all that belongs to it: its run, if it has not ended, and what is kept ready of it.

    Raises
    ------
    RecordError
        Its folder cannot be removed.
    """
    jobs.cancel(audit)
    store.delete(audit)
    shelf.forget(audit)
