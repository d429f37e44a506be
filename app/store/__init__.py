"""The audits kept here: each a folder of plain files, and a database that says which there are and whose they are."""

from fairwitness.app.store.audits import create, delete, entries, entry, keep, newest_finished, settle
from fairwitness.app.store.drafts import Draft, draft, drafts_of, drop_draft, new_draft, save_draft
from fairwitness.app.store.entry import ENTRY, Entry
from fairwitness.app.store.files import (
    PLAN,
    RECORD,
    REPORTS,
    file,
    folder,
    forget_inputs,
    keeps_rows,
    plan,
    portable_plan,
    record,
    root,
    trail,
    write_text,
)
from fairwitness.app.store.names import INPUTS, input_name
from fairwitness.app.store.projects import (
    Member,
    Project,
    Role,
    add_project,
    drop_member,
    members,
    projects,
    roles_of,
    set_member,
)
from fairwitness.app.store.reconcile import Reconciled, reconcile
from fairwitness.app.store.settings import set_settings, setting, settings
from fairwitness.app.store.tables import MAIN

__all__ = [
    "ENTRY",
    "INPUTS",
    "MAIN",
    "PLAN",
    "RECORD",
    "REPORTS",
    "Draft",
    "Entry",
    "Member",
    "Project",
    "Reconciled",
    "Role",
    "add_project",
    "create",
    "delete",
    "draft",
    "drafts_of",
    "drop_draft",
    "drop_member",
    "entries",
    "entry",
    "file",
    "folder",
    "forget_inputs",
    "input_name",
    "keep",
    "keeps_rows",
    "members",
    "new_draft",
    "newest_finished",
    "plan",
    "portable_plan",
    "projects",
    "reconcile",
    "record",
    "roles_of",
    "root",
    "save_draft",
    "set_member",
    "set_settings",
    "setting",
    "settings",
    "settle",
    "trail",
    "write_text",
]
